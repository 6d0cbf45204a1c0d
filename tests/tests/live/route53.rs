//! Route 53: the `rest-xml` protocol, a list with three tokens, and a page size that is text.

use pageboy_tests::moto;

use crate::services::route53::Client;
use crate::services::route53::types::{
    Change, ChangeBatch, NoSuchHostedZone, ResourceRecord, ResourceRecordSet,
};
use crate::{DELAY, REGION};

async fn zone(route53: &Client, name: &str) -> Result<String, pageboy::Error> {
    let create = route53
        .create_hosted_zone()
        .name(name)
        .caller_reference(name);
    let created = create.send().await?;
    Ok(created
        .hosted_zone
        .and_then(|zone| zone.id)
        .unwrap_or_default())
}

/// Three of these share a name and a type: only the identifier tells them apart.
fn record(zone: &str, number: u16) -> Change {
    let address = ResourceRecord::default().value(format!("10.0.0.{number}"));
    let set = ResourceRecordSet::default()
        .name(format!("host-{:02}.{zone}", number / 3))
        .r#type("A")
        .set_identifier(format!("copy {}", number % 3))
        .weight(i64::from(number))
        .ttl(60)
        .resource_records([address]);
    Change::default().action("CREATE").resource_record_set(set)
}

#[tokio::test]
async fn record_sets_are_paged_by_three_tokens() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let route53 = Client::new(&config);
    let id = zone(&route53, "paged.example").await.unwrap();
    // The service gives the id as a path.
    assert!(id.starts_with("/hostedzone/"), "{id}");
    let changes =
        ChangeBatch::default().changes((0..120).map(|number| record("paged.example", number)));
    let change = route53.change_resource_record_sets().hosted_zone_id(&id);
    let answer = change.change_batch(changes).send().await.unwrap();
    let change = answer.change_info.and_then(|info| info.id).unwrap();
    let changed = route53.wait_until_resource_record_sets_changed().id(change);
    changed.delay(DELAY).await.unwrap();

    let list = || route53.list_resource_record_sets().hosted_zone_id(&id);
    let whole = list().items().collect_all().await.unwrap();
    // With the zone's own two: SOA and NS.
    assert_eq!(whole.len(), 122);
    let copies = whole.iter().filter(|set| set.set_identifier.is_some());
    let records = copies.flat_map(|set| set.resource_records.iter().flatten());
    let addresses: Vec<_> = records.map(|record| record.value.as_deref()).collect();
    assert_eq!(addresses.len(), 120);
    assert_eq!(addresses[119], Some("10.0.0.119"));

    // Pages that end between copies, and pages that end between names, without an identifier in the token.
    for (size, count) in [(1_usize, 122), (7, 18), (50, 3), (122, 1)] {
        let mut sets = Vec::new();
        let mut sizes = Vec::new();
        let mut pages = list().page_size(i32::try_from(size).unwrap()).pages();
        while let Some(page) = pages.try_next().await.unwrap() {
            sizes.push(page.resource_record_sets().len());
            sets.extend(page.resource_record_sets().iter().cloned());
        }
        assert_eq!(sizes.len(), count);
        assert!(sizes[..count - 1].iter().all(|it| *it == size), "{sizes:?}");
        assert_eq!(sets, whole, "in pages of {size}");
    }

    // Resumed inside a page that began with all three tokens.
    let mut first = list().page_size(7).items().max_items(10);
    let mut found = Vec::new();
    while let Some(set) = first.try_next().await.unwrap() {
        found.push(set);
    }
    let token = first.resume_token().unwrap();
    let rest = list().page_size(7).items().starting_token(token);
    found.extend(rest.collect_all().await.unwrap());
    assert_eq!(found, whole);
}

#[tokio::test]
async fn zones_are_listed_in_pages_of_two() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let route53 = Client::new(&config);
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(
            zone(&route53, &format!("zone-{number}.example"))
                .await
                .unwrap(),
        );
    }
    let mut listed = Vec::new();
    let mut pages = route53.list_hosted_zones().page_size(2).pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.max_items.as_deref(), Some("2"));
        assert!(page.hosted_zones().len() <= 2);
        listed.extend(page.hosted_zones().iter().flat_map(|zone| zone.id.clone()));
    }
    // Zones are global: those of other tests are among them.
    assert!(
        made.iter().all(|id| listed.contains(id)),
        "{made:?} {listed:?}"
    );
}

#[tokio::test]
async fn a_missing_zone_is_a_modelled_error() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let route53 = Client::new(&config);
    let error = route53
        .get_hosted_zone()
        .id("/hostedzone/NOSUCH")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("NoSuchHostedZone"));
    let details: NoSuchHostedZone = error.details().unwrap();
    assert_eq!(
        details.message.as_deref(),
        Some("No hosted zone found with ID: NOSUCH")
    );
}
