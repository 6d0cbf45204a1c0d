//! Wrong clocks. The cases are those that the official crates publish (`aws-runtime`, clock skew), and a few more.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::*;

/// 2026-01-01T00:00:00Z.
const START: u64 = 1_767_225_600;

thread_local! {
    /// The readings of the machine's clock; the last one stays.
    static CLOCK: RefCell<VecDeque<u64>> = const { RefCell::new(VecDeque::new()) };
}

fn clock() -> SystemTime {
    CLOCK.with_borrow_mut(|readings| {
        let next = match readings.len() {
            0 | 1 => readings.front().copied(),
            _ => readings.pop_front(),
        };
        SystemTime::UNIX_EPOCH + Duration::from_secs(START + next.unwrap_or(0))
    })
}

/// One request and its answer; times are seconds after the start.
struct Exchange {
    sent: u64,
    received: u64,
    /// The time of the signature.
    signed: i64,
    /// The `Date` of the answer.
    date: Option<i64>,
    age: bool,
    /// The error's code; none is a success.
    code: Option<&'static str>,
}

fn date(seconds: i64) -> String {
    let date = DateTime::from_secs(i64::try_from(START).unwrap() + seconds);
    date.fmt(Format::HttpDate).unwrap()
}

/// An answer after two seconds.
const fn at(sent: u64, signed: i64, date: i64, code: Option<&'static str>) -> Exchange {
    Exchange {
        sent,
        received: sent + 2,
        signed,
        date: Some(date),
        age: false,
        code,
    }
}

/// Makes calls of one client, each with its attempts, and checks the signatures.
async fn check(calls: &[&[Exchange]], max_attempts: u32) {
    let transport = ScriptedTransport::default();
    let config = builder(&transport)
        .now(clock)
        .max_attempts(max_attempts)
        .build()
        .unwrap();
    let client = Client::new(&samples::EC2, &config);
    for exchanges in calls {
        CLOCK.with_borrow_mut(VecDeque::clear);
        for exchange in *exchanges {
            let mut headers = vec![];
            let text = exchange.date.map(date);
            headers.extend(text.as_deref().map(|date| ("date", date)));
            headers.extend(exchange.age.then_some(("age", "17280")));
            transport.push(match exchange.code {
                None => ScriptStep::response(200, &headers, RESERVATION),
                Some(code) => {
                    let body = format!(
                        "<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>"
                    );
                    ScriptStep::response(403, &headers, body)
                }
            });
            let Exchange { sent, received, .. } = *exchange;
            // It is looked at for keys and signature, and when the request leaves.
            let readings = [sent, sent, received];
            CLOCK.with_borrow_mut(|clock| clock.extend(readings));
        }
        let before = transport.requests().len();
        let input = samples::input(&RUN_INSTANCES, Some(IMAGE[0]));
        let output = Box::new(samples::output(&RUN_INSTANCES, &[]));
        let result = client.call(&RUN_INSTANCES, &input, output).await;
        let last = exchanges.last().unwrap();
        assert_eq!(
            result
                .err()
                .map(|error| error.code().unwrap().to_owned())
                .as_deref(),
            last.code
        );
        let sent = &transport.requests()[before..];
        assert_eq!(sent.len(), exchanges.len());
        for (request, exchange) in sent.iter().zip(*exchanges) {
            let time = DateTime::from_secs(i64::try_from(START).unwrap() + exchange.signed);
            let time = time.fmt(Format::DateTime).unwrap().replace(['-', ':'], "");
            assert_eq!(request.header("x-amz-date"), Some(&*time));
        }
    }
}

const SKEWED: Option<&str> = Some("RequestTimeTooSkewed");

#[tokio::test(start_paused = true)]
async fn a_request_that_was_refused_for_its_time_is_signed_again_and_the_offset_kept() {
    for code in [
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    ] {
        let first = [at(0, 0, 301, Some(code)), at(2, 302, 303, None)];
        check(&[&first, &[at(60, 360, 361, None)]], 3).await;
        // The clock may be fast as well.
        let first = [at(600, 600, 1, Some(code)), at(602, 2, 3, None)];
        check(&[&first, &[at(660, 60, 61, None)]], 3).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_is_signed_again_once() {
    let twice = [at(0, 0, 301, SKEWED), at(2, 302, 903, SKEWED)];
    check(&[&twice], 5).await;
    // An offset that holds no longer is found as well.
    check(
        &[
            &[at(0, 0, 301, None)],
            &[at(10, 310, 11, SKEWED), at(12, 12, 13, None)],
        ],
        3,
    )
    .await;
    // It is no more than the attempts that a call may make, and the next call knows better.
    check(&[&[at(0, 0, 301, SKEWED)], &[at(60, 360, 361, None)]], 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_refused_for_something_else_is_not_signed_again() {
    check(
        &[
            &[at(0, 0, 121, Some("InvalidSignatureException"))],
            &[at(10, 130, 131, None)],
        ],
        3,
    )
    .await;
    check(&[&[at(0, 0, 301, Some("UnauthorizedOperation"))]], 3).await;
    let undated = Exchange {
        date: None,
        ..at(0, 0, 0, SKEWED)
    };
    check(&[&[undated], &[at(10, 10, 11, None)]], 3).await;
}

#[tokio::test(start_paused = true)]
async fn every_answer_tells_the_time_unless_it_is_late_or_from_a_cache() {
    check(
        &[
            &[at(0, 0, 301, None)],
            &[at(10, 310, 11, None)],
            &[at(20, 20, 21, None)],
        ],
        3,
    )
    .await;
    let late = Exchange {
        received: 960,
        ..at(0, 0, 600, None)
    };
    check(
        &[
            &[late],
            &[at(1020, 1020, 1321, None)],
            &[at(1030, 1330, 1331, None)],
        ],
        3,
    )
    .await;
    let cached = Exchange {
        age: true,
        ..at(18_000, 18_000, 720, None)
    };
    check(&[&[cached], &[at(18_010, 18_010, 18_011, None)]], 3).await;
    let absurd = at(0, 0, 3_000 * 365 * 86_400, None);
    check(&[&[absurd], &[at(10, 10, 11, None)]], 3).await;
}
