//! Transient failures: an answer that was damaged on the way or came from somebody else may be whole the next time.

use super::*;

/// The failures of [`failures`] that will be the same the next time.
fn lasts(what: &str) -> bool {
    what.starts_with("over the limit") || what == "deep"
}

/// Those that stand before the end of an answer, so that the call makes another attempt.
fn is_retried(what: &str) -> bool {
    [
        "fewer bytes than announced",
        "broken off",
        "too slow",
        "closed",
    ]
    .contains(&what)
}

#[tokio::test(start_paused = true)]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn a_wait_with_a_deadline_polls_again() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        for (what, failure) in failures(protocol) {
            let case = format!("{} {what}", operation.service.name);
            let script = [answer(page(protocol, "soon", "")), failure];
            let ready = answer(page(protocol, "ready", ""));
            let transport = ScriptedTransport::new(script.into_iter().chain([ready]));
            let wait = Wait::new(limited(operation, &transport), waiter(operation))
                .max_wait(Duration::from_secs(600))
                .run_dynamic(whole_input());
            match wait.await {
                Ok(waited) => assert!(!lasts(&what) && waited.attempts() == 3, "{case}"),
                Err(error) => {
                    assert!(lasts(&what), "{error} of {case}");
                    assert!(matches!(error.kind(), WaitErrorKind::Call), "{error}");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_deadline_passes_the_wait_tells_the_last_one() {
    let operation = &OPERATIONS[0];
    let script = std::iter::repeat_with(|| answer("<a/>")).take(99);
    let transport = ScriptedTransport::new(script);
    let error = Wait::new(client(operation, &transport), waiter(operation))
        .max_wait(Duration::from_secs(60))
        .run_dynamic(whole_input())
        .await
        .err()
        .unwrap();
    assert_eq!(error.ridden_out(), error.attempts());
    insta::assert_snapshot!(error, @r#"Waiter Ready failed: Max wait time of 60 s exceeded. Last error: shop-ec2 List: the answer is not a ListResponse: its root is <a> (HTTP 200)"#);
}

#[tokio::test(start_paused = true)]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn a_call_retries_what_was_cut_off_and_reads_the_rest_once() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        for (what, failure) in failures(protocol) {
            let case = format!("{} {what}", operation.service.name);
            let whole = answer(page(protocol, "found", "t"));
            let transport = ScriptedTransport::new([failure, whole]);
            let limits = Limits {
                body: 300,
                ..Limits::default()
            };
            let config = builder(&transport)
                .max_attempts(2)
                .limits(limits)
                .build()
                .unwrap();
            let client = Client::new(operation.service, &config);
            let output = Box::new(Dynamic::new(&OUTPUT));
            match client.call(operation, &whole_input(), output).await {
                Ok(reply) if what == "no byte" => assert_eq!(reply.metadata.attempts, 1, "{case}"),
                Ok(reply) => {
                    assert!(is_retried(&what), "it was read: {case}");
                    assert_eq!(reply.metadata.attempts, 2, "{case}");
                    assert_eq!(text(&reply, "Token"), "t", "{case}");
                }
                Err(error) => {
                    assert!(!is_retried(&what), "{error} of {case}");
                    assert_eq!(error.attempts(), 1, "{case}");
                    assert_eq!(error.is_transient(), !lasts(&what), "{error} of {case}");
                }
            }
        }
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn an_answer_that_is_too_deep_does_not_pass() {
    for operation in &OPERATIONS {
        let transport =
            ScriptedTransport::new([answer(page(operation.service.protocol, "found", "t"))]);
        let limits = Limits {
            depth: 1,
            ..Limits::default()
        };
        let config = builder(&transport)
            .no_retries()
            .limits(limits)
            .build()
            .unwrap();
        let client = Client::new(operation.service, &config);
        let output = Box::new(Dynamic::new(&OUTPUT));
        let error = client.call(operation, &whole_input(), output).await.err();
        let error = error.unwrap();
        assert!(error.to_string().contains("`Limits::depth`"), "{error}");
        assert!(!error.is_transient(), "{error}");
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn lenient_answers_are_taken_as_botocore_takes_them() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        let found = String::from_utf8_lossy(&page(protocol, "found", "")).into_owned();
        let mut bodies = Vec::new();
        if protocol.is_xml() {
            bodies.push((found.replace("ListResponse", "Anything"), "found"));
            bodies.push(("<a><ListResult/></a>".to_owned(), ""));
        }
        if !matches!(protocol, Protocol::Ec2 | Protocol::Query) {
            bodies.push((String::new(), ""));
        }
        for (body, expected) in bodies {
            let case = format!("{} {body}", operation.service.name);
            let transport = ScriptedTransport::new([answer(body)]);
            let config = builder(&transport).no_retries().lenient_answers(true);
            let client = Client::new(operation.service, &config.build().unwrap());
            let mut pages = Pages::dynamic(client, paginator(operation), whole_input());
            let page = pages.next().await.unwrap();
            let page = page.unwrap_or_else(|error| panic!("{error} of {case}"));
            assert_eq!(take_names(page).concat(), expected, "{case}");
            assert!(pages.next().await.is_none(), "{case}");
        }
    }
}
