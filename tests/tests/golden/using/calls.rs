//! Requests, waits and pages of generated clients, against a script.

use futures_util::TryStreamExt;
use pageboy::testing::ScriptStep;
use pageboy::{Body, ErrorKind, Token};

use super::{config, json, xml};
use crate::depot;
use crate::ledger::{self, types::Amount, types::EntryLocked};
use crate::museum::{self, types::NoSuchExhibit};
use crate::yard;

fn is_send_and_static<T: Send + 'static>(value: T) -> T {
    value
}

#[tokio::test]
async fn a_call_sends_the_input_and_returns_the_output() {
    let (config, transport) = config([json(
        r#"{"Entry": {"Id": "1", "Amount": {"Whole": 7}, "State": "torn", "Balances": {"EUR": {"Later": 1}}}}"#,
    )]);
    let ledger = ledger::Client::new(&config);
    let request = ledger
        .create_entry()
        .account("abc")
        .amount(Amount::Split(vec![Amount::Whole(1), Amount::Exact(0.5)]))
        .client_token("once")
        .kind(">=");
    let output = is_send_and_static(request.send()).await.unwrap();
    let entry = output.entry.unwrap();
    assert_eq!(entry.amount, Some(Amount::Whole(7)));
    assert_eq!(
        entry.state.as_ref().map(|state| state.as_str()),
        Some("torn")
    );
    assert_eq!(
        entry.balances().get("EUR"),
        Some(&Amount::Unknown("Later".into()))
    );
    let sent = &transport.requests()[0];
    assert_eq!(
        sent.header("x-amz-target"),
        Some("Ledger_20220301.CreateEntry")
    );
    insta::assert_snapshot!(sent.text(), @r#"{"Account":"abc","Amount":{"Split":[{"Whole":1},{"Exact":0.5}]},"ClientToken":"once","Kind":">="}"#);
}

#[tokio::test]
async fn a_required_member_is_missed_before_anything_is_sent() {
    let (config, transport) = config([]);
    let error = ledger::Client::new(&config)
        .create_entry()
        .account("ab")
        .send()
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"ledger CreateEntry: invalid input: Account has length 2, less than 3; missing required member Amount");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn an_operation_without_input_and_output_is_a_call_all_the_same() {
    let (config, transport) = config([json("{}"), json("{}")]);
    let ledger = ledger::Client::new(&config);
    ledger.ping().send().await.unwrap();
    let config = config.to_builder().bearer_token(Token::from("token"));
    let ledger = ledger::Client::new(&config.build().unwrap());
    #[expect(deprecated, reason = "that it warns is what is tested")]
    ledger.close_books().send().await.unwrap();
    let sent = transport.requests();
    assert_eq!(sent[0].text(), "{}");
    assert_eq!(sent[1].header("authorization"), Some("Bearer token"));
}

#[tokio::test]
async fn a_modelled_error_has_its_members() {
    let (config, _) = config([ScriptStep::response(
        409,
        &[("content-type", "application/x-amz-json-1.1")],
        r#"{"__type": "x#Entry.Locked", "message": "later", "LockedBy": "them", "Holders": ["a", "b"]}"#,
    )]);
    let request = ledger::Client::new(&config).describe_entry().id("1");
    let error = request.send().await.unwrap_err();
    assert_eq!(error.code(), Some("Entry.Locked"));
    let details = error.details::<EntryLocked>().unwrap();
    assert_eq!(details.locked_by.as_deref(), Some("them"));
    assert_eq!(details.holders(), ["a", "b"]);
    assert!(error.details::<NoSuchExhibit>().is_none());
    assert!(matches!(error.kind(), ErrorKind::Service(_)));
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_an_acceptor_says_so() {
    let (config, transport) = config([
        json(r#"{"Entries": [{"State": "booked"}, {"State": "draft"}]}"#),
        json(r#"{"Entries": [{"State": "booked"}, {"State": "booked"}]}"#),
    ]);
    let wait = ledger::Client::new(&config)
        .wait_until_all_booked()
        .id("1")
        .on_poll(|_| ());
    let waited = is_send_and_static(wait.into_future()).await.unwrap();
    assert_eq!((waited.attempts(), transport.unused()), (2, 0));
    assert_eq!(waited.output().unwrap().entries().len(), 2);
}

#[tokio::test]
async fn items_come_from_where_the_results_are_nested() {
    let (config, transport) = config([
        json(r#"{"Page": {"Entries": [{"Id": "1"}, {"Id": "2"}], "Next": "n"}}"#),
        json(r#"{"Page": {"Entries": [{"Id": "3"}]}}"#),
    ]);
    let items = ledger::Client::new(&config)
        .list_entries()
        .page_size(2)
        .items();
    let entries: Vec<_> = is_send_and_static(items).try_collect().await.unwrap();
    let ids: Vec<_> = entries
        .iter()
        .filter_map(|entry| entry.id.as_deref())
        .collect();
    assert_eq!(ids, ["1", "2", "3"]);
    let sent: Vec<_> = transport
        .requests()
        .iter()
        .map(pageboy::testing::SentRequest::text)
        .collect();
    insta::assert_snapshot!(sent.join("\n"), @r#"
    {"PageLimit":"2"}
    {"Next":"n","PageLimit":"2"}
    "#);
}

#[tokio::test]
async fn items_of_a_map_are_its_entries_and_a_token_may_be_a_map() {
    let (config, transport) = config([
        json(
            r#"{"Balances": {"a": {"Amount": 1}, "b": {"Amount": 2}}, "LastKey": {"EUR": {"Whole": 2}}}"#,
        ),
        json(r#"{"Balances": {"c": {"Amount": 3}}}"#),
    ]);
    let items = ledger::Client::new(&config).list_balances().items();
    let balances: Vec<_> = items.try_collect().await.unwrap();
    let amounts: Vec<_> = balances
        .iter()
        .map(|(key, line)| (key.as_str(), line.amount))
        .collect();
    assert_eq!(amounts, [("a", Some(1)), ("b", Some(2)), ("c", Some(3))]);
    insta::assert_snapshot!(transport.requests()[1].text(), @r#"{"StartKey":{"EUR":{"Whole":2}}}"#);
}

#[tokio::test]
async fn every_list_among_the_results_has_its_items() {
    let listing = || {
        config([
            xml(
                "<ListExhibitsOutput><IsTruncated>true</IsTruncated><Exhibit><Key>a</Key></Exhibit>\
                 <Prefix><Prefix>x/</Prefix></Prefix><Prefix><Prefix>y/</Prefix></Prefix>\
                 <NextMarker>b</NextMarker></ListExhibitsOutput>",
            ),
            xml(
                "<ListExhibitsOutput><IsTruncated>false</IsTruncated><Exhibit><Key>c</Key></Exhibit>\
                 <Prefix><Prefix>z/</Prefix></Prefix></ListExhibitsOutput>",
            ),
        ])
        .0
    };
    let list = |config| museum::Client::new(&config).list_exhibits().gallery("east");
    let prefixes: Vec<_> = list(listing())
        .prefixes_items()
        .prefetch(1)
        .map_ok(|prefix| prefix.prefix.unwrap_or_default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(prefixes, ["x/", "y/", "z/"]);

    let mut limited = list(listing()).prefixes_items().max_items(1);
    limited.try_next().await.unwrap();
    let cursor = limited.cursor().unwrap().to_text();
    let rest = list(listing())
        .prefixes_items()
        .start_at(cursor.parse().unwrap());
    assert_eq!(rest.try_collect::<Vec<_>>().await.unwrap().len(), 2);
    let other = museum::Client::new(&listing())
        .list_exhibits()
        .gallery("west");
    let refused = other.prefixes_items().start_at(cursor.parse().unwrap());
    let error = refused.try_collect::<Vec<_>>().await.unwrap_err();
    insta::assert_snapshot!(error, @"museum ListExhibits: the cursor belongs to another input");

    let all = list(listing()).pages().collect_all().await.unwrap();
    assert_eq!((all.exhibits().len(), all.prefixes().len()), (2, 3));
    assert_eq!(all.next_marker, None);

    let keys = list(listing())
        .pages()
        .search::<String>("Exhibits[].Key")
        .unwrap();
    assert_eq!(keys.try_collect::<Vec<_>>().await.unwrap(), ["a", "c"]);
    let keys: Vec<String> = pageboy::search(&all, "Exhibits[?Key != 'a'].Key").unwrap();
    assert_eq!(keys, ["c"]);
}

#[tokio::test]
async fn items_of_a_structure_are_what_each_page_has() {
    let (config, _) = config([
        json(r#"{"Summary": {"Amount": 1}, "Next": "n"}"#),
        json(r#"{"Next": "m"}"#),
        json(r#"{"Summary": {"Amount": 3}}"#),
    ]);
    let items = ledger::Client::new(&config).list_summary().items();
    let lines: Vec<_> = items.try_collect().await.unwrap();
    let amounts: Vec<_> = lines.iter().map(|line| line.amount).collect();
    assert_eq!(amounts, [Some(1), Some(3)]);
}

#[tokio::test]
async fn pages_follow_two_tokens() {
    let (config, transport) = config([
        xml(
            "<ListExhibitsOutput><IsTruncated>true</IsTruncated><Exhibit><Key>a</Key></Exhibit>\
             <Exhibit><Key>b</Key></Exhibit><NextVersionMarker>2</NextVersionMarker></ListExhibitsOutput>",
        ),
        xml(
            "<ListExhibitsOutput><IsTruncated>false</IsTruncated><Exhibit><Key>c</Key></Exhibit></ListExhibitsOutput>",
        ),
    ]);
    let mut pages = is_send_and_static(
        museum::Client::new(&config)
            .list_exhibits()
            .gallery("east")
            .pages(),
    );
    let mut counts = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        counts.push(page.exhibits().len());
    }
    assert_eq!(counts, [2, 1]);
    let sent: Vec<_> = transport
        .requests()
        .iter()
        .map(|sent| sent.uri.to_string())
        .collect();
    insta::assert_snapshot!(sent.join("\n"), @r"
    https://service.example/galleries/east/exhibits?list-type=2
    https://service.example/galleries/east/exhibits?list-type=2&marker=b&version-marker=2
    ");
}

#[tokio::test]
async fn a_stream_goes_out_and_comes_in_unread() {
    let (config, transport) = config([
        ScriptStep::response(200, &[("etag", "\"1\"")], ""),
        ScriptStep::response(
            200,
            &[
                ("x-museum-meta-a", "1"),
                ("content-length", "3"),
                ("expires", "never"),
            ],
            "abc",
        ),
    ]);
    let museum = museum::Client::new(&config);
    let put = museum
        .put_exhibit()
        .gallery("east")
        .key("a/b c")
        .body(Body::from("abc"))
        .metadata([("k", "v")]);
    assert_eq!(put.send().await.unwrap().e_tag.as_deref(), Some("\"1\""));
    let got = museum
        .get_exhibit()
        .gallery("east")
        .key("a/b c")
        .send()
        .await
        .unwrap();
    assert_eq!((got.content_length, got.status), (Some(3), Some(200)));
    assert_eq!(got.metadata().get("a").map(String::as_str), Some("1"));
    assert_eq!(
        (got.expires, got.expires_string.as_deref()),
        (None, Some("never"))
    );
    assert_eq!(got.body.unwrap().collect().await.unwrap(), "abc");
    let sent = &transport.requests()[0];
    assert_eq!(sent.uri.path(), "/galleries/east/exhibits/a/b%20c");
    assert_eq!(
        (sent.text().as_str(), sent.header("x-museum-meta-k")),
        ("abc", Some("v"))
    );
}

#[tokio::test]
async fn a_document_is_written_with_its_attributes_and_namespaces() {
    let (config, transport) = config([xml("<Gallery/>"), xml("")]);
    let artist = museum::types::Artist::default().name("M").kind("Painter");
    let museum = museum::Client::new(&config);
    museum
        .create_gallery()
        .name("east")
        .rooms([museum::types::Room::default().number(1).doors(["n", "s"])])
        .labels([(
            "en",
            museum::types::Label::default().text("hall").language("en"),
        )])
        .sponsors([("S", 5)])
        .curator(artist)
        .token("once")
        .send()
        .await
        .unwrap();
    let label = museum::types::Label::default().text("hall").language("en");
    museum
        .put_label()
        .gallery("east")
        .label(label)
        .send()
        .await
        .unwrap();
    insta::assert_snapshot!(transport.requests()[0].text(), @r#"<CreateGalleryRequest xmlns:m="https://museum.example/doc/2021-05-01/"><Name>east</Name><Rooms><Room><Number>1</Number><Doors><member>n</member><member>s</member></Doors></Room></Rooms><Labels><entry><Language>en</Language><Label lang="en"><Text>hall</Text></Label></entry></Labels><Sponsor><Name>S</Name><Amount>5</Amount></Sponsor><Curator xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Painter"><Name>M</Name></Curator><Token>once</Token></CreateGalleryRequest>"#);
    insta::assert_snapshot!(transport.requests()[1].text(), @r#"<GalleryLabel xmlns="https://museum.example/label/" lang="en"><Text>hall</Text></GalleryLabel>"#);
}

#[tokio::test]
async fn a_page_size_is_text_where_the_member_is() {
    let (config, transport) = config([xml(
        "<ListParcelsResponse><ListParcelsResult><Parcels><Parcel><Id>1</Id></Parcel></Parcels></ListParcelsResult></ListParcelsResponse>",
    )]);
    let request = depot::Client::new(&config)
        .list_parcels()
        .page_size(20)
        .sizes([1, 2])
        .flat([3])
        .tags([("k", "v")]);
    let parcels: Vec<_> = request.items().try_collect().await.unwrap();
    assert_eq!(parcels[0].id.as_deref(), Some("1"));
    let sent = transport.requests()[0].text();
    let (form, signature) = sent.split_once("&AWSAccessKeyId=").unwrap();
    assert!(signature.contains("&Signature="), "{signature}");
    insta::assert_snapshot!(form, @"Action=ListParcels&Version=2014-09-01&MaxRecords=20&ParcelSizes.member.1=1&ParcelSizes.member.2=2&Tags.entry.1.key=k&Tags.entry.1.value=v&Size.1=3");
}

#[tokio::test]
async fn a_query_name_goes_before_the_others() {
    let (config, transport) = config([xml(
        "<DescribeCranesResponse><craneSet><item><craneId>c</craneId><idle>true</idle></item></craneSet></DescribeCranesResponse>",
    )]);
    let request = yard::Client::new(&config)
        .describe_cranes()
        .operator("me")
        .crane_ids(["c"])
        .dry_run(false);
    assert_eq!(request.send().await.unwrap().cranes()[0].idle, Some(true));
    insta::assert_snapshot!(transport.requests()[0].text(), @"Action=DescribeCranes&Version=2013-02-01&CraneId.1=c&DryRun=false&CraneOperator=me");
}
