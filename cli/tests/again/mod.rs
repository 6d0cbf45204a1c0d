//! Generating again: what has not changed is left alone, and whatever matters is noticed.

use std::collections::BTreeMap;
use std::fs;

use super::{Folder, MANIFEST, SERVICE, WAITERS};

/// Two services, and an overlay for one of them.
fn two(test: &str) -> Folder {
    let folder = Folder::shop(test);
    folder.write("models/kiosk/2020-01-01/service-2.json", SERVICE);
    folder.write("own/kiosk/waiters-2.json", OVERLAY);
    folder.write("pageboy.toml", BOTH);
    folder
}

const OVERLAY: &str = r#"{"reason": "Mine.", "merge": {"version": 2, "waiters": {"Sent": {
  "operation": "DescribeOrder", "delay": 5, "maxAttempts": 10, "acceptors": [
    {"state": "success", "matcher": "path", "argument": "State", "expected": "sent"},
    {"state": "failure", "matcher": "path", "argument": "State", "expected": "lost"}]}}}}"#;

const BOTH: &str = "[settings]\ndefinitions = \"models\"\noverlays = \"own\"\n\n[shop]\nwaiters = \"*\"\n\n[kiosk]\nwaiters = \"*\"\n";

/// The services that a run left as they are.
fn unchanged(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["generate", "--format", "json"], arguments].concat();
    let report = folder.run(&arguments).success();
    let lines = report
        .lines()
        .filter(|line| line.contains(r#""unchanged":true"#));
    let service = |line: &str| {
        let (_, rest) = line.split_once(r#""service":""#).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    lines.map(service).collect()
}

/// The generated files, by name.
fn code(folder: &Folder, out: &str) -> BTreeMap<String, String> {
    let mut code = BTreeMap::new();
    for service in ["shop", "kiosk"] {
        let own = format!("{out}/{service}");
        for (name, _) in folder.files(&own) {
            code.insert(
                format!("{service}/{name}"),
                folder.read(&format!("{own}/{name}")),
            );
        }
    }
    code
}

#[test]
fn what_is_the_same_is_not_generated_again() {
    let folder = two("same");
    assert!(unchanged(&folder, &[]).is_empty());
    let before = [
        folder.files("src/shop"),
        folder.files("src/kiosk"),
        folder.files("src/.pageboy"),
    ];
    assert_eq!(unchanged(&folder, &[]), ["shop", "kiosk"]);
    assert_eq!(unchanged(&folder, &["--check"]), ["shop", "kiosk"]);
    let after = [
        folder.files("src/shop"),
        folder.files("src/kiosk"),
        folder.files("src/.pageboy"),
    ];
    assert_eq!(before, after);
    assert_eq!(folder.read("src/.pageboy/.gitignore"), "*\n");
}

#[test]
fn a_check_of_a_checkout_leaves_stamps_for_the_next_one() {
    let folder = two("checkout");
    folder.run(&["generate"]).success();
    fs::remove_dir_all(folder.0.join("src/.pageboy")).unwrap();
    assert!(unchanged(&folder, &["--check"]).is_empty());
    let types = folder.read("src/shop/types.rs");
    folder.write("src/shop/types.rs", &types.replace('\n', "\r\n"));
    assert_eq!(
        unchanged(&folder, &["--check"]),
        ["shop", "kiosk"],
        "line ends do not count"
    );
}

/// What is done to a folder, and the services that are to be generated again.
type Edit = (&'static str, fn(&Folder), &'static [&'static str]);

const EDITS: [Edit; 16] = [
    (
        "a definition is edited",
        |folder| {
            folder.write(
                "models/shop/2020-01-01/waiters-2.json",
                &WAITERS.replace("10", "12"),
            )
        },
        &["shop"],
    ),
    (
        "as much text stands there",
        |folder| {
            folder.write(
                "models/shop/2020-01-01/waiters-2.json",
                &WAITERS.replace("10", "13"),
            )
        },
        &["shop"],
    ),
    (
        "a file of definitions comes",
        |folder| {
            folder.write(
                "models/shop/2020-01-01/paginators-1.json",
                r#"{"pagination": {}}"#,
            )
        },
        &["shop"],
    ),
    (
        "a file of definitions goes",
        |folder| {
            fs::remove_file(folder.0.join("models/shop/2020-01-01/paginators-1.json")).unwrap()
        },
        &["shop"],
    ),
    (
        "an overlay is edited",
        |folder| folder.write("own/kiosk/waiters-2.json", &OVERLAY.replace("10", "12")),
        &["kiosk"],
    ),
    (
        "an overlay comes",
        |folder| folder.write("own/shop/waiters-2.json", &OVERLAY.replace("10", "12")),
        &["shop"],
    ),
    (
        "an overlay goes",
        |folder| fs::remove_dir_all(folder.0.join("own/shop")).unwrap(),
        &["shop"],
    ),
    (
        "a newer API version comes",
        |folder| {
            folder.write(
                "models/shop/2021-01-01/service-2.json",
                &SERVICE.replace("2020", "2021"),
            );
            folder.write("models/shop/2021-01-01/waiters-2.json", WAITERS);
        },
        &["shop"],
    ),
    (
        "the endpoints are edited",
        |folder| folder.write("models/endpoints.json", r#"{"partitions": [ ]}"#),
        &["shop", "kiosk"],
    ),
    (
        "the selection of a service is edited",
        |folder| folder.write("pageboy.toml", &format!("{BOTH}operations = [\"Ping\"]\n")),
        &["kiosk"],
    ),
    (
        "a setting is edited",
        |folder| {
            folder.write(
                "pageboy.toml",
                &BOTH.replace("[settings]\n", "[settings]\nallow = \"hints\"\n"),
            )
        },
        &["shop", "kiosk"],
    ),
    (
        "code is edited",
        |folder| {
            let types = folder.read("src/shop/types.rs");
            folder.write("src/shop/types.rs", &types.replace("Order", "Ordre"));
        },
        &["shop"],
    ),
    (
        "code is edited, and as long as before",
        |folder| {
            let types = folder.read("src/shop/types.rs");
            folder.write("src/shop/types.rs", &types.replacen('1', "2", 1));
        },
        &["shop"],
    ),
    (
        "code is removed",
        |folder| fs::remove_file(folder.0.join("src/kiosk/tables.rs")).unwrap(),
        &["kiosk"],
    ),
    (
        "generated code is left over",
        |folder| {
            let types = folder.read("src/shop/types.rs");
            folder.write("src/shop/paginators.rs", &types);
        },
        &["shop"],
    ),
    (
        "the stamps are no stamps",
        |folder| folder.write("src/.pageboy/stamps.json", "{\"shop\": {}, "),
        &["shop", "kiosk"],
    ),
];

#[test]
fn whatever_matters_is_noticed_and_the_code_is_what_it_would_be_without_stamps() {
    let folder = two("edits");
    folder.run(&["generate"]).success();
    for (at, (what, edit, expected)) in EDITS.into_iter().enumerate() {
        edit(&folder);
        let unchanged = unchanged(&folder, &[]);
        let again = ["shop", "kiosk"].into_iter();
        let again: Vec<_> = again
            .filter(|name| !unchanged.iter().any(|it| it == name))
            .collect();
        assert_eq!(again, expected, "{what}");
        let clean = format!("clean-{at}");
        folder.run(&["generate", "--out", &clean]).success();
        assert_eq!(code(&folder, "src"), code(&folder, &clean), "{what}");
        folder.run(&["generate", "--check"]).success();
    }
}

#[test]
fn a_warning_is_repeated_until_it_is_heard() {
    let folder = two("warned");
    folder.write("own/kiosk/waiters-2.json", &OVERLAY.replace("5,", "0,"));
    for _ in 0..2 {
        let ran = folder.run(&["generate"]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.err.contains("schedule-out-of-range"), "{}", ran.err);
    }
    let ran = folder.run(&["generate", "--format", "json"]);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let lines: Vec<_> = ran.out.lines().collect();
    insta::assert_snapshot!(lines[0], @r#"{"column":42,"file":"own/kiosk/waiters-2.json","id":"schedule-out-of-range","kind":"waiter","level":"warning","line":2,"message":"a delay of 0 s polls without a pause","name":"Sent","pointer":"/waiters/Sent/delay","service":"kiosk"}"#);
    assert!(lines[1].contains(r#""service":"shop""#) && lines[1].contains(r#""unchanged":true"#));
    assert!(lines[2].contains(r#""service":"kiosk""#) && lines[2].contains(r#""unchanged":false"#));
}

#[test]
fn a_filter_is_wrong_once_no_service_has_the_name_any_more() {
    let folder = two("filter");
    let filter = "[settings]\nallow = \"no-failure-acceptor:OrderSent\"\n";
    folder.write("pageboy.toml", &BOTH.replace("[settings]\n", filter));
    folder.run(&["generate"]).success();
    assert_eq!(unchanged(&folder, &[]), ["shop", "kiosk"]);
    let waiters = WAITERS.replace("OrderSent", "OrdersSent");
    folder.write("models/shop/2020-01-01/waiters-2.json", &waiters);
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r#"
    error: nothing that is checked has the name `OrderSent`; did you mean `OrdersSent`?
      --> pageboy.toml:2:9
      |
    2 | allow = "no-failure-acceptor:OrderSent"
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn stale_files_and_problems_are_json_too() {
    let folder = two("json");
    let ran = folder.run(&["generate", "--check", "--format", "json", "--out", "made"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out.lines().count(), 12, "{}", ran.out);
    insta::assert_snapshot!(ran.out.lines().next().unwrap(), @r#"{"level":"error","message":"is missing","stale":"made/shop/mod.rs"}"#);
    insta::assert_snapshot!(ran.err, @r"
    error: 12 stale files
    run `pageboy generate --manifest pageboy.toml --out made` and commit the result
    ");
    folder.write("pageboy.toml", &MANIFEST.replace("OrderSent", "OrderSend"));
    let ran = folder.run(&["generate", "--format", "json"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.out, @r#"{"column":12,"file":"pageboy.toml","fix":"did you mean `OrderSent`?","level":"error","line":5,"message":"shop has no waiter `OrderSend`","service":"shop"}"#);
    insta::assert_snapshot!(ran.err, @"error: 1 error");
}

#[test]
fn a_manifest_has_all_its_mistakes_told_in_one_run() {
    let folder = Folder::shop("manifest-mistakes");
    folder.write(
        "pageboy.toml",
        "[settings]\ndefinitions = \"modles\"\noverlays = [\"own\", \"models\", \"mine\"]\nallow = 1\n
[shop]\nwaiter = \"*\"\nmodule = \"1\"\n\n[kiosk]\noperations = 1\nmodule = \"a\"\n\n[stall]\noperations = \"*\"\nmodule = \"a\"\n",
    );
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r#"
    error: there is no folder modles
      --> pageboy.toml:2:15
      |
    2 | definitions = "modles"
      |               ^^^^^^^^

    error: there is no folder own
      --> pageboy.toml:3:13
      |
    3 | overlays = ["own", "models", "mine"]
      |             ^^^^^

    error: there is no folder mine
      --> pageboy.toml:3:30
      |
    3 | overlays = ["own", "models", "mine"]
      |                              ^^^^^^

    error: expected a string, found integer
      --> pageboy.toml:4:9
      |
    4 | allow = 1
      |         ^

    error: unknown key `waiter`
      --> pageboy.toml:7:1
      |
    7 | waiter = "*"
      | ^^^^^^
      = help: did you mean `waiters`?

    error: `1` cannot be the name of a module
      --> pageboy.toml:8:10
      |
    8 | module = "1"
      |          ^^^
      = help: a name consists of letters, digits and `_`, and is not a keyword

    error: expected a list of names, or "*" for all
       --> pageboy.toml:11:14
       |
    11 | operations = 1
       |              ^

    error: the module `a` already exists
       --> pageboy.toml:14:2
       |
    14 | [stall]
       |  ^^^^^
       = help: set `module` to another name
    "#);
    folder.write(
        "pageboy.toml",
        "[shop\nwaiters = \"*\"\n\n[kiosk]\noperations = [\n  \"A\"\n  \"B\"\n]\nmodule = a\n",
    );
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r#"
    error: unclosed table, expected `]`
      --> pageboy.toml:1:6
      |
    1 | [shop
      |      ^

    error: missing comma between array elements, expected `,`
      --> pageboy.toml:7:3
      |
    7 |   "B"
      |   ^^^

    error: string values must be quoted, expected literal string
      --> pageboy.toml:9:10
      |
    9 | module = a
      |          ^
    "#);
    folder.write(
        "pageboy.toml",
        "[settings]\ndefinitions = \"models\"\nallow = 1\n\n[shop]\noperations = [\"Pong\"]\n",
    );
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r#"
    error: expected a string, found integer
      --> pageboy.toml:3:9
      |
    3 | allow = 1
      |         ^

    error: shop has no operation `Pong`
      --> pageboy.toml:6:15
      |
    6 | operations = ["Pong"]
      |               ^^^^^^
      = help: did you mean `Ping`?
    "#);
}
