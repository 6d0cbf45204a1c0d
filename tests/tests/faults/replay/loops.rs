//! The cases of pages, waits, resources and expressions.

use super::case::{Answer, Case};
use super::command::{Setting, run};
use super::{CheckResult, awaited, library, must};

// Of what is generated, only a collection is used.
pageboy::include_service!(ec2);

fn ran(case: &Case) -> super::command::CommandRun {
    let setting = Setting {
        answers: case.answers(),
        ..Setting::default()
    };
    run(case.command(), &setting)
}

pub(super) fn older_events_are_not_left_out(case: &Case) -> CheckResult {
    let ran = ran(case);
    let is_refused = ran.sent.is_empty() && ran.code == 252;
    let is_from_head = ran
        .sent
        .iter()
        .all(|sent| sent.body.contains(r#""startFromHead":true"#));
    must(is_refused || (is_from_head && ran.code == 0), || {
        format!("{ran:?}")
    })
}

pub(super) fn promised_without_token(case: &Case) -> CheckResult {
    let ran = ran(case);
    let has_page = ran.out.contains(r#""Key":"a""#);
    must(has_page && ran.code == 255 && ran.sent.len() == 1, || {
        format!("{ran:?}")
    })
}

pub(super) fn an_empty_list_is_refused(case: &Case) -> CheckResult {
    let ran = ran(case);
    must(ran.code == 252 && ran.sent.is_empty(), || {
        format!("{ran:?}")
    })
}

pub(super) fn bare_literals(case: &Case) -> CheckResult {
    let buckets = "<ListAllMyBucketsResult><Buckets><Bucket><Name>a</Name><CreationDate>2025-06-01T00:00:00.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>";
    let setting = Setting {
        answers: vec![Answer::good(buckets)],
        ..Setting::default()
    };
    let commands = case.0["commands"].as_array().into_iter().flatten();
    for command in commands.filter_map(|command| command.as_str()) {
        let ran = run(command, &setting);
        let is_read = ran.code == 0 && ran.out.trim() == r#"["a"]"#;
        // A time is not compared with text, however that is written; the message has the text in quotes.
        let literal = command.split('`').nth(1).unwrap_or_default();
        let is_told = ran.code == 252 && ran.err.contains(&format!("'{literal}'"));
        must(is_read || is_told, || format!("{command}: {ran:?}"))?;
    }
    Ok(())
}

pub(super) fn a_page_without_the_list(case: &Case) -> CheckResult {
    let pages = library::pages("s3", "ListObjectsV2", &case.0["input"], &case.answers());
    let search = pages.search::<String>("Contents[?Size > `100`].Key");
    let found = awaited(search.map_err(|error| error.to_string())?.collect_all());
    must(matches!(&found, Ok(found) if found.is_empty()), || {
        format!("{found:?}")
    })
}

pub(super) fn a_batch_of_nothing(case: &Case) -> CheckResult {
    let transport = library::transport(&case.answers());
    let resources = ec2::Resource::new(&library::config(&transport));
    let none = Vec::<String>::new();
    let done = awaited(
        resources
            .instances()
            .instance_ids(none)
            .items()
            .terminate()
            .send(),
    );
    let requests = transport.requests();
    must(requests.is_empty(), || {
        let sent: Vec<_> = requests.iter().map(|request| request.text()).collect();
        format!("{sent:?}, {}", if done.is_ok() { "done" } else { "failed" })
    })
}

pub(super) fn a_comparison_that_is_never_true(case: &Case) -> CheckResult {
    let search = |expression: &str| {
        let pages = library::pages("s3", "ListObjectsV2", &case.0["input"], &case.answers());
        pages.search::<String>(expression)
    };
    let refused = match search("Contents[?LastModified >= '2024'].Key") {
        Err(error) => error.to_string(),
        Ok(_) => return Err("a time is compared with text".to_owned()),
    };
    must(
        refused.contains("write `to_string(LastModified) >= '2024'`"),
        || refused.clone(),
    )?;
    // What the error says to write finds what is meant: the text of a time has an order.
    let told = search("Contents[?to_string(LastModified) >= '2024'].Key");
    let found = awaited(told.map_err(|error| error.to_string())?.collect_all());
    must(matches!(&found, Ok(found) if found == &["a"]), || {
        format!("{found:?}")
    })
}
