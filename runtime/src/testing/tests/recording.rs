use super::*;
use crate::testing::{Answer, Recorder, Replay, Script, ScriptStep};

/// Settings for calls to a script that are recorded.
fn recorded(script: &Script) -> (Config, Recorder) {
    let recorder = Recorder::new(script.clone());
    let config = script.config().to_builder().transport(recorder.clone());
    (config.build().unwrap(), recorder)
}

#[tokio::test]
async fn what_was_recorded_is_answered_again_bytes_and_failures_included() {
    let script = Script::new()
        .on("ListGoods", Answer::json(r#"{"Token": "1"}"#))
        .on("ListGoods", Answer::error("Closed", "come back"))
        .on(
            "Get",
            Answer::http(|| ScriptStep::response(200, &[("x-kind", "k")], &b"\xff\x00"[..])),
        )
        .on("Put", Answer::output(()).times(2));
    let calls: [(&'static Operation, &[(&str, &str)]); 5] = [
        (&LIST_GOODS, &[]),
        (&LIST_GOODS, &[("Token", "1")]),
        (&GET, &[("Key", "k")]),
        (&PUT, &[("Key", "k"), ("Body", "one")]),
        (&PUT, &[("Key", "k"), ("Body", "two")]),
    ];
    let (config, recorder) = recorded(&script);
    let mut first = Vec::new();
    for (operation, members) in calls {
        first.push(call(&config, operation, members).await);
    }
    let replay = Replay::from_json(&recorder.to_json().unwrap()).unwrap();
    let config = replay.config();
    let mut second = Vec::new();
    for (operation, members) in calls {
        second.push(call(&config, operation, members).await);
    }
    assert_eq!(first, second);
    assert_eq!(first[2], r#"b"\xff\0""#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn nothing_secret_is_in_a_recording() {
    let login = r#"{"User": "u", "SessionToken": "hunter2", "Keys": {"hunter2": "hunter2"}, "Level": 5,
        "Picture": "https://x.example/?X-Amz-Signature=hunter2"}"#;
    let denied = r#"{"__type": "Denied", "message": "no", "Hint": "hunter2"}"#;
    let cookie = [("set-cookie", "hunter2"), ("x-other", "kept")];
    let script = Script::new()
        .on("Login", Answer::json(login))
        .on(
            "Login",
            Answer::http(move || ScriptStep::response(403, &cookie, denied)),
        )
        .on(
            "ListGoods",
            Answer::http(move || ScriptStep::response(200, &cookie, "{}")),
        );
    let (config, recorder) = recorded(&script);
    let _ = call(&config, &LOGIN, &[]).await;
    let _ = call(&config, &LOGIN, &[]).await;
    let _ = call(&config, &LIST_GOODS, &[("Pin", "hunter2"), ("Token", "t")]).await;
    let json = recorder.to_json().unwrap();
    for secret in ["hunter2", "AKIDEXAMPLE", "Signature="] {
        assert!(!json.contains(secret), "{json}");
    }
    insta::assert_snapshot!(json, @r#"
        {
          "pageboy_recording": 1,
          "exchanges": [
            {
              "service": "shop",
              "operation": "Login",
              "input": {},
              "answer": {
                "status": 200,
                "headers": [
                  [
                    "content-length",
                    "81"
                  ],
                  [
                    "content-type",
                    "application/x-amz-json-1.1"
                  ]
                ],
                "text": "{\"User\":\"u\",\"SessionToken\":\"***\",\"Picture\":\"***\",\"Keys\":{\"***0\":\"***\"},\"Level\":0}"
              }
            },
            {
              "service": "shop",
              "operation": "Login",
              "input": {},
              "answer": {
                "status": 403,
                "headers": [
                  [
                    "content-length",
                    "47"
                  ],
                  [
                    "content-type",
                    "application/x-amz-json-1.1"
                  ]
                ],
                "text": "{\"__type\":\"Denied\",\"message\":\"no\",\"Hint\":\"***\"}"
              }
            },
            {
              "service": "shop",
              "operation": "ListGoods",
              "input": {
                "Pin": "***",
                "Token": "t"
              },
              "answer": {
                "status": 200,
                "headers": [
                  [
                    "x-other",
                    "kept"
                  ]
                ],
                "text": "{}"
              }
            }
          ]
        }
        "#);

    let config = Replay::from_json(&json).unwrap().config();
    insta::assert_snapshot!(call(&config, &LOGIN, &[]).await, @r#"LoginOutput { User: "u", SessionToken: ***, Picture: "***", Keys: ***, Level: *** }"#);
    insta::assert_snapshot!(call(&config, &LOGIN, &[]).await, @"shop Login: Denied: no (HTTP 403)");
    insta::assert_snapshot!(call(&config, &LIST_GOODS, &[("Pin", "other"), ("Token", "t")]).await, @"ListGoodsOutput");
}

#[tokio::test]
async fn an_error_whose_members_cannot_be_read_keeps_its_code() {
    let body = r#"{"__type": "Denied", "Hint": ["hunter2"]}"#;
    let script = Script::new().on(
        "Login",
        Answer::http(move || ScriptStep::response(403, &[], body)),
    );
    let (config, recorder) = recorded(&script);
    let first = call(&config, &LOGIN, &[]).await;
    let json = recorder.to_json().unwrap();
    assert!(!json.contains("hunter2"), "{json}");
    let config = Replay::from_json(&json).unwrap().config();
    assert_eq!(call(&config, &LOGIN, &[]).await, first);
}

#[tokio::test]
async fn an_error_that_repeats_what_was_signed_is_kept_without_it() {
    let body = "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message>\
        <AWSAccessKeyId>hunter2</AWSAccessKeyId><SignatureProvided>hunter2</SignatureProvided></Error>";
    let script = Script::new().on(
        "Get",
        Answer::http(move || ScriptStep::response(403, &[], body)),
    );
    let (config, recorder) = recorded(&script);
    let _ = call(&config, &GET, &[("Key", "k")]).await;
    let json = recorder.to_json().unwrap();
    assert!(!json.contains("hunter2"), "{json}");
    let config = Replay::from_json(&json).unwrap().config();
    insta::assert_snapshot!(call(&config, &GET, &[("Key", "k")]).await, @"store Get: SignatureDoesNotMatch: *** (HTTP 403)");
}

#[tokio::test]
async fn members_can_be_named_secret() {
    let script = Script::new().on("Login", Answer::json(r#"{"User": "hunter2"}"#));
    let recorder = Recorder::new(script.clone()).scrub("User");
    let config = script
        .config()
        .to_builder()
        .transport(recorder.clone())
        .build()
        .unwrap();
    let _ = call(&config, &LOGIN, &[]).await;
    assert!(!recorder.to_json().unwrap().contains("hunter2"));
}

#[tokio::test]
async fn what_was_not_recorded_is_an_error_that_says_what_differs() {
    let script = Script::new()
        .on("ListGoods", Answer::json("{}"))
        .on("Put", Answer::output(()));
    let (config, recorder) = recorded(&script);
    let _ = call(&config, &LIST_GOODS, &[("Token", "a")]).await;
    let _ = call(&config, &PUT, &[("Key", "k"), ("Body", "one")]).await;
    let replay = Replay::from_json(&recorder.to_json().unwrap()).unwrap();
    let config = replay.config();
    insta::assert_snapshot!(call(&config, &LIST_GOODS, &[("Token", "b")]).await, @"shop ListGoods: not recorded with this input; the nearest recorded input differs in Token");
    insta::assert_snapshot!(call(&config, &PUT, &[("Key", "k"), ("Body", "two")]).await, @"store Put: not recorded with this input; the nearest recorded input differs in the payload");
    insta::assert_snapshot!(call(&config, &LOGIN, &[]).await, @"shop Login: not recorded; the recording has shop ListGoods, store Put");
    insta::assert_snapshot!(replay.finish().unwrap_err(), @r"
        shop ListGoods: a recorded answer was not asked for
        store Put: a recorded answer was not asked for
        ");
    let _ = call(&config, &LIST_GOODS, &[("Token", "a")]).await;
    insta::assert_snapshot!(call(&config, &LIST_GOODS, &[("Token", "a")]).await, @"shop ListGoods: every recorded answer to this input (1) was used");
}

#[test]
fn a_file_that_is_no_recording_says_so() {
    insta::assert_snapshot!(Replay::from_json("{}").unwrap_err(), @r"
    not a recording: `pageboy_recording` is missing
    `exchanges` is missing
    ");
    insta::assert_snapshot!(Replay::from_json("{\"exchanges\": [}").unwrap_err(), @"not a recording: expected a value, found `}` (line 1, column 16)");
    let wrong = r#"{"pageboy_recording": 1, "exchanges": [
        {"service": "shop", "operation": 7, "input": {}, "anser": {}},
        {"service": "shop", "operation": "A", "input": {}, "answer": {"status": "200", "headers": [["a"]], "text": 5}},
        {"service": "shop", "operation": "A", "input": {}, "failure": {"message": "m", "timeout": 0, "retryable": true}}]}"#;
    insta::assert_snapshot!(Replay::from_json(wrong).unwrap_err(), @r"
    not a recording: /exchanges/0/operation: expected a string, found 7
    /exchanges/0: `answer` is missing, or `failure` where none came
    /exchanges/0/anser: unknown key; did you mean `answer`?
    /exchanges/1/answer/status: expected a whole number, found a string
    /exchanges/1/answer/headers/0: expected an array of two strings, name and value, found an array
    /exchanges/1/answer/text: expected a string, found 5
    /exchanges/2/failure/timeout: expected `true` or `false`, found 0
    ");
    let newer = r#"{"pageboy_recording": 7, "exchanges": []}"#;
    insta::assert_snapshot!(Replay::from_json(newer).unwrap_err(), @"it has version 7 of the format, not 1");
    let missing = Replay::load("no/such/recording.json")
        .unwrap_err()
        .to_string();
    assert!(missing.starts_with("no/such/recording.json: "), "{missing}");
}

#[tokio::test]
async fn headers_with_letters_beyond_ascii_are_kept() {
    let answer = || ScriptStep::response(200, &[("x-kind", "né")], "");
    let script = Script::new().on("Get", Answer::http(answer));
    let (config, recorder) = recorded(&script);
    call(&config, &GET, &[("Key", "k")]).await;
    let recording = recorder.to_json().unwrap();
    assert!(recording.contains("né"), "{recording}");
}
