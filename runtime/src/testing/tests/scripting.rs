use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::client::TransportError;
use crate::testing::{Answer, Script, ScriptStep};

#[tokio::test]
async fn answers_come_in_order_for_each_operation_whatever_the_order_between_them() {
    let script = Script::new()
        .on("ListGoods", Answer::json(r#"{"Token": "1"}"#))
        .on(
            "Get",
            Answer::json(r#"{"Body": "aGk=", "Kind": "k"}"#).times(2),
        )
        .on(
            "ListGoods",
            Answer::json(r#"{"Goods": [{"Name": "a", "Since": "2026-01-31T12:00:00Z"}]}"#),
        )
        .on("Put", Answer::output(()));
    let config = script.config();
    assert_eq!(call(&config, &GET, &[("Key", "k")]).await, r#"b"hi""#);
    assert_eq!(
        call(&config, &LIST_GOODS, &[]).await,
        r#"ListGoodsOutput { Token: "1" }"#
    );
    assert_eq!(call(&config, &GET, &[("Key", "k")]).await, r#"b"hi""#);
    assert_eq!(
        call(&config, &LIST_GOODS, &[("Token", "1")]).await,
        r#"ListGoodsOutput { Goods: [Good { Name: "a", Since: 2026-01-31T12:00:00Z }] }"#
    );
    assert_eq!(
        call(&config, &PUT, &[("Key", "k"), ("Body", "b")]).await,
        "Empty"
    );
    script.finish().unwrap();

    let calls = script.calls_of("shop ListGoods");
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[1].search::<String>("Token").unwrap(), "1");
    assert_eq!(calls[1].input::<()>(), None);
    assert_eq!((calls[0].service(), calls[0].attempt()), ("shop", 1));
    assert_eq!(script.calls()[4].request().text(), "b");
}

#[tokio::test]
async fn a_call_beyond_the_script_is_an_error_that_says_what_was_scripted() {
    let script = Script::new()
        .on("ListGoods", Answer::json("{}").times(2))
        .on(
            "store Get",
            Answer::error("NoSuchKey", "it is not there").status(404),
        );
    let config = script.config();
    for _ in 0..2 {
        call(&config, &LIST_GOODS, &[]).await;
    }
    insta::assert_snapshot!(call(&config, &LIST_GOODS, &[]).await, @"shop ListGoods: call 3 is beyond the script, which has: JSON (2 times)");
    insta::assert_snapshot!(call(&config, &LOGIN, &[]).await, @"shop Login: the script has no answer to it, only to ListGoods, store Get");
    insta::assert_snapshot!(script.finish().unwrap_err(), @"
    shop ListGoods: call 3 is beyond the script, which has: JSON (2 times)
    shop Login: the script has no answer to it, only to ListGoods, store Get
    store Get: 1 of 1 answers were not asked for
    ");
    let nothing = Script::new();
    insta::assert_snapshot!(call(&nothing.config(), &LOGIN, &[]).await, @"shop Login: the script has no answers at all");
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_take_long_and_be_given_for_ever() {
    let answer = Answer::json("{}").delay(Duration::from_secs(5)).forever();
    let script = Script::new().on("ListGoods", answer);
    let start = Instant::now();
    for _ in 0..3 {
        assert_eq!(
            call(&script.config(), &LIST_GOODS, &[]).await,
            "ListGoodsOutput"
        );
    }
    assert_eq!(start.elapsed(), Duration::from_secs(15));
    script.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn retries_take_an_answer_each() {
    let script = Script::new()
        .on(
            "ListGoods",
            Answer::error("ThrottlingException", "slow down"),
        )
        .on(
            "ListGoods",
            Answer::no_answer(|| TransportError::timeout("too slow")),
        )
        .on(
            "ListGoods",
            Answer::http(|| ScriptStep::response(200, &[], r#"{"Token": "t"}"#)),
        );
    assert_eq!(
        call(&script.config(), &LIST_GOODS, &[]).await,
        r#"ListGoodsOutput { Token: "t" }"#
    );
    let attempts: Vec<_> = script.calls().iter().map(|call| call.attempt()).collect();
    assert_eq!(attempts, [1, 2, 3]);
}

#[tokio::test]
async fn an_answer_may_depend_on_the_call() {
    let script = Script::new().on(
        "ListGoods",
        Answer::computed(
            |call| match call.search::<Option<String>>("Token").ok().flatten() {
                Some(token) => Answer::error("Unknown", format!("token {token}")),
                None => Answer::json("{}"),
            },
        )
        .forever(),
    );
    let config = script.config();
    assert_eq!(call(&config, &LIST_GOODS, &[]).await, "ListGoodsOutput");
    let refused = call(&config, &LIST_GOODS, &[("Token", "x")]).await;
    assert_eq!(refused, "shop ListGoods: Unknown: token x (HTTP 400)");
}

#[tokio::test]
async fn a_wrong_answer_names_its_mistake_and_no_value() {
    let nested = r#"{"Goods": [{"Name": "a"}, {"Since": "hunter2"}]}"#;
    for (answer, mistake) in [
        (Answer::json("{"), "not JSON, at line 1 column 1"),
        (Answer::json("[]"), "the output: should be an object"),
        (
            Answer::json(r#"{"Godos": []}"#),
            "Godos: ListGoodsOutput has no such member",
        ),
        (
            Answer::json(nested),
            "Goods[1].Since: should be a time such as 2026-01-31T12:00:00Z, or seconds since 1970",
        ),
        (
            Answer::output(()),
            "ListGoods answers with ListGoodsOutput, not with Empty",
        ),
    ] {
        let script = Script::new().on("ListGoods", answer);
        assert_eq!(
            call(&script.config(), &LIST_GOODS, &[]).await,
            format!("shop ListGoods: the script is wrong: {mistake}")
        );
    }
}

#[tokio::test]
async fn a_body_that_is_a_stream_is_given_once() {
    let mut output = Dynamic::new(&GET_OUTPUT);
    if let Some(Slot::Stream(body)) = output.get_mut(1).map(|value| value.slot()) {
        *body = crate::Body::from_stream(crate::Body::from("hi").into_chunks(), None);
    }
    let script = Script::new().on("Get", Answer::output(output).times(2));
    let config = script.config();
    assert_eq!(call(&config, &GET, &[("Key", "k")]).await, r#"b"hi""#);
    insta::assert_snapshot!(call(&config, &GET, &[("Key", "k")]).await, @"store Get: the script is wrong: an output whose body is a stream can be given once; make it of bytes");
}
