//! EC2: the `ec2` protocol.

use pageboy_tests::moto;

use crate::services::ec2::Client;
use crate::services::ec2::types::{Filter, InstanceStateName, Tag, TagSpecification};
use crate::{DELAY, REGION, after_poll};

/// An image that every moto has.
const IMAGE: &str = "ami-12c6146b";

/// Launches one instance, tagged with this name, in a reservation of its own.
async fn launch(ec2: &Client, name: &str) -> Result<String, pageboy::Error> {
    let tag = Tag::default().key("Name").value(name);
    let tags = TagSpecification::default()
        .resource_type("instance")
        .tags([tag]);
    let request = ec2
        .run_instances()
        .image_id(IMAGE)
        .tag_specifications([tags]);
    let launched = request.min_count(1).max_count(1).send().await?;
    let ids = launched
        .instances()
        .iter()
        .flat_map(|it| it.instance_id.clone());
    Ok(ids.collect())
}

#[tokio::test]
async fn an_instance_runs_stops_starts_and_is_terminated() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let ec2 = Client::new(&config);
    let id = launch(&ec2, "one life").await.unwrap();

    let running = ec2.wait_until_instance_running().instance_ids([&id]);
    let waited = running.delay(DELAY).await.unwrap();
    assert_eq!(waited.attempts(), 1);
    let output = waited.output().unwrap();
    let instance = &output.reservations()[0].instances()[0];
    assert_eq!(instance.instance_id.as_ref(), Some(&id));
    assert_eq!(instance.image_id.as_deref(), Some(IMAGE));
    assert!(instance.launch_time.is_some());
    let state = instance.state.as_ref().unwrap();
    assert_eq!(state.name, Some(InstanceStateName::Running));
    assert_eq!(state.code, Some(16));
    assert_eq!(
        instance.tags(),
        [Tag::default().key("Name").value("one life")]
    );

    let stop = ec2.stop_instances().instance_ids([&id]).send();
    let waited = ec2
        .wait_until_instance_stopped()
        .instance_ids([&id])
        .delay(DELAY)
        .on_poll(after_poll(2, stop))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");

    let start = ec2.start_instances().instance_ids([&id]).send();
    let waited = ec2
        .wait_until_instance_running()
        .instance_ids([&id])
        .delay(DELAY)
        .on_poll(after_poll(2, start))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    assert_eq!(waited.waiter(), "InstanceRunning");

    let terminate = ec2.terminate_instances().instance_ids([&id]).send();
    let waited = ec2
        .wait_until_instance_terminated()
        .instance_ids([&id])
        .delay(DELAY)
        .on_poll(after_poll(2, terminate))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");

    // What is terminated does not run again, and the definition knows it.
    let error = ec2
        .wait_until_instance_running()
        .instance_ids([&id])
        .delay(DELAY)
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.actual().as_deref(), Some(r#"["terminated"]"#));
}

#[tokio::test]
async fn one_wait_covers_many_instances() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let ec2 = Client::new(&config);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(launch(&ec2, "crowd").await.unwrap());
    }
    let mut stop_first = after_poll(1, ec2.stop_instances().instance_ids(&ids[..1]).send());
    let mut stop_rest = after_poll(3, ec2.stop_instances().instance_ids(&ids[1..]).send());
    let waited = ec2
        .wait_until_instance_stopped()
        .instance_ids(&ids)
        .delay(DELAY)
        .on_poll(move |poll| {
            stop_first(poll);
            stop_rest(poll);
        })
        .await
        .unwrap();
    assert!(waited.attempts() > 3, "{waited}");
    let output = waited.into_output().unwrap();
    assert_eq!(output.reservations().len(), 3);
}

#[tokio::test]
async fn instances_come_in_pages_of_five() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let ec2 = Client::new(&config);
    let mut launched = Vec::new();
    for _ in 0..12 {
        launched.push(launch(&ec2, "paged").await.unwrap());
    }
    let named = || Filter::default().name("tag:Name").values(["paged"]);
    let list = || ec2.describe_instances().filters([named()]).page_size(5);

    let mut sizes = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.reservations().len());
    }
    assert_eq!(sizes, [5, 5, 2]);
    assert_eq!(pages.resume_token(), None);

    let mut found = Vec::new();
    let mut reservations = list().items();
    while let Some(reservation) = reservations.try_next().await.unwrap() {
        let ids = reservation.instances().iter();
        found.extend(ids.flat_map(|it| it.instance_id.clone()));
    }
    found.sort();
    launched.sort();
    assert_eq!(found, launched);
}

#[tokio::test]
async fn a_list_that_was_cut_short_is_resumed_inside_a_page() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let ec2 = Client::new(&config);
    for _ in 0..12 {
        launch(&ec2, "resumed").await.unwrap();
    }
    let named = || Filter::default().name("tag:Name").values(["resumed"]);
    let list = || ec2.describe_instances().filters([named()]).page_size(5);
    let whole = list().items().collect_all().await.unwrap();

    let mut first = list().items().max_items(7);
    let mut found = Vec::new();
    while let Some(reservation) = first.try_next().await.unwrap() {
        found.push(reservation);
    }
    assert_eq!(found.len(), 7);
    let token = first.resume_token().unwrap();
    let rest = list()
        .items()
        .starting_token(token)
        .collect_all()
        .await
        .unwrap();
    found.extend(rest);
    assert_eq!(found, whole);
}

#[tokio::test]
async fn regions_are_described() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let answer = Client::new(&config)
        .describe_regions()
        .send()
        .await
        .unwrap();
    let names: Vec<_> = answer
        .regions()
        .iter()
        .flat_map(|it| it.region_name.as_deref())
        .collect();
    assert!(names.contains(&"eu-central-1"), "{names:?}");
}

#[tokio::test]
async fn an_unknown_instance_is_an_error_with_its_code() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let ec2 = Client::new(&config);
    let id = "i-0123456789abcdef0";
    let error = ec2
        .describe_instances()
        .instance_ids([id])
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("InvalidInstanceID.NotFound"));
    assert_eq!(error.status(), Some(400));
    assert_eq!(
        error.message(),
        Some("The instance ID 'i-0123456789abcdef0' does not exist")
    );
    assert!(error.request_id().is_some());
    let shown = error.to_string();
    assert!(
        shown.starts_with("ec2 DescribeInstances: InvalidInstanceID.NotFound: "),
        "{shown}"
    );

    // A wait goes on at this code, because an id may be known late.
    let error = ec2
        .wait_until_instance_running()
        .instance_ids([id])
        .delay(DELAY)
        .max_attempts(3)
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 3);
    let last = error.error().unwrap();
    assert_eq!(last.code(), Some("InvalidInstanceID.NotFound"));
}
