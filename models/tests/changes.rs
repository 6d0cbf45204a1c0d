//! What is said to change in the generated API, from one small service to another.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read what it wrote has failed"
)]

mod folder;

use folder::Folder;
use pageboy_models::Models;
use pageboy_models::changes::Changes;

const METADATA: &str =
    r#""metadata":{"apiVersion":"2020-02-02","endpointPrefix":"toy","protocol":"json"}"#;

fn service(folder: &Folder, name: &str, operations: &str, shapes: &str) {
    folder.write(
        &format!("{name}/2020-02-02/service-2.json"),
        &format!(r#"{{{METADATA},"operations":{{{operations}}},"shapes":{{{shapes}}}}}"#),
    );
}

fn changes(folder: &Folder) -> String {
    let [before, after] =
        ["before", "after"].map(|name| Models::from_dir(folder.path().join(name)));
    Changes::between(&before, &after).unwrap().to_string()
}

#[test]
fn services_operations_members_and_values_are_compared() {
    let folder = Folder::new("changes-shapes");
    for (name, kept) in [("before", "left"), ("after", "come")] {
        service(
            &folder,
            &format!("{name}/{kept}"),
            r#""Ping":{"name":"Ping"}"#,
            "",
        );
    }
    let open = r#""Open":{"name":"Open","input":{"shape":"In"},"output":{"shape":"Out"}}"#;
    service(
        &folder,
        "before/toy",
        &format!(r#"{open},"Old":{{"name":"Old"}}"#),
        r#""In":{"type":"structure","members":{"A":{"shape":"Text"},"B":{"shape":"Text"},"C":{"shape":"State"}},"required":["B"]},
        "Out":{"type":"structure","members":{"D":{"shape":"Texts"}}},"Texts":{"type":"list","member":{"shape":"Text"}},
        "Text":{"type":"string"},"State":{"type":"string","enum":["on","off"]},"Unreached":{"type":"string"}"#,
    );
    service(
        &folder,
        "after/toy",
        &format!(r#"{open},"New":{{"name":"New","deprecated":true}}"#),
        r#""In":{"type":"structure","members":{"A":{"shape":"Number"},"B":{"shape":"Text"},"C":{"shape":"State"},
        "E":{"shape":"Text"}},"required":["C"]},"Number":{"type":"integer"},
        "Out":{"type":"structure","members":{"D":{"shape":"Texts"},"F":{"shape":"Text"}},"required":["F"]},
        "Texts":{"type":"list","member":{"shape":"Number"}},
        "Text":{"type":"string"},"State":{"type":"string","enum":["on","standby"]}"#,
    );
    insta::assert_snapshot!(changes(&folder), @r#"
    13 changes in 3 services, 6 of them breaking.

    ## come

    - the service is new, with 1 operation

    ## left

    - **breaking** the service is gone

    ## toy

    - **breaking** `In`: member `A` is integer, and was string
    - **breaking** `In`: member `C` is required
    - **breaking** `Out`: member `D` is a list of integer, and was a list of string
    - **breaking** enum `State`: value `off` is gone
    - **breaking** operation `Old` is gone
    - `In`: member `B` is no longer required
    - `In`: member `E` is new
    - `Out`: member `F` is new
    - `Out`: member `F` is required
    - enum `State`: value `standby` is new
    - operation `New` is new
    "#);
}

#[test]
fn waiters_paginators_and_resources_are_compared_in_words() {
    let folder = Folder::new("changes-lists");
    for name in ["before", "after"] {
        service(
            &folder,
            &format!("{name}/toy"),
            r#""Open":{"name":"Open"},"Look":{"name":"Look"}"#,
            "",
        );
    }
    let waiter = |delay: u32, acceptors: &str| {
        format!(
            r#"{{"operation":"Open","delay":{delay},"maxAttempts":3,"acceptors":[{acceptors}]}}"#
        )
    };
    let one = r#"{"state":"success","matcher":"path","argument":"S","expected":"ok"}"#;
    let two = r#"{"state":"failure","matcher":"error","expected":"Gone"}"#;
    let both = format!("{one},{two}");
    let turned = format!("{two},{one}");
    let write = |side: &str, kind: &str, text: &str| {
        folder.write(&format!("{side}/toy/2020-02-02/{kind}.json"), text);
    };
    let old = [
        ("Same", waiter(1, one)),
        ("Slow", waiter(1, one)),
        ("More", waiter(1, one)),
        ("Turned", waiter(1, &both)),
        ("Gone", waiter(1, one)),
    ];
    let new = [
        ("Same", waiter(1, one)),
        ("Slow", waiter(9, one)),
        ("More", waiter(1, two)),
        ("Turned", waiter(1, &turned)),
        ("New", waiter(1, one)),
    ];
    for (side, waiters) in [("before", old), ("after", new)] {
        let entries = waiters.map(|(name, text)| format!(r#""{name}":{text}"#));
        write(
            side,
            "waiters-2",
            &format!(r#"{{"version":2,"waiters":{{{}}}}}"#, entries.join(",")),
        );
    }
    write(
        "before",
        "paginators-1",
        r#"{"pagination":{"Open":{"input_token":"A","output_token":"A","result_key":"R","limit_key":"L"},
        "Look":{"input_token":"A","output_token":"A","result_key":"R"}}}"#,
    );
    write(
        "after",
        "paginators-1",
        r#"{"pagination":{"Open":{"input_token":"A","output_token":"A","result_key":"Q","limit_key":"L"},
        "Look":{"input_token":"A","output_token":"B","result_key":"R","limit_key":"L"}}}"#,
    );
    write(
        "before",
        "resources-1",
        r#"{"service":{"actions":{"Make":{"request":{"operation":"Open"}}}},"resources":{"Toy":{"identifiers":[{"name":"Id"}],"shape":"A"}}}"#,
    );
    write(
        "after",
        "resources-1",
        r#"{"service":{},"resources":{"Toy":{"identifiers":[{"name":"Name"}],"shape":"B"},"Box":{"identifiers":[{"name":"Id"}]}}}"#,
    );
    insta::assert_snapshot!(changes(&folder), @r#"
    13 changes in 1 services, 5 of them breaking.

    ## toy

    - **breaking** paginator `Open`: items are in Q, not in R
    - **breaking** resource `Toy`: its data is B, and was A
    - **breaking** resource `Toy`: its identifiers are Name, and were Id
    - **breaking** the service: action `Make` is gone
    - **breaking** waiter `Gone` is gone
    - paginator `Look`: page size, or what belongs to all pages, has changed
    - paginator `Look`: tokens are taken or given otherwise
    - resource `Box` is new
    - waiter `More`: no longer success if `S` is "ok"
    - waiter `More`: now failure if the error is "Gone"
    - waiter `New` is new
    - waiter `Slow` polls every 9 s, at most 3 times; it was every 1 s, at most 3 times
    - waiter `Turned` looks at its acceptors in another order
    "#);
}

#[test]
fn what_is_the_same_has_no_changes() {
    let folder = Folder::new("changes-none");
    for name in ["before", "after"] {
        service(
            &folder,
            &format!("{name}/toy"),
            r#""Open":{"name":"Open"}"#,
            "",
        );
    }
    insta::assert_snapshot!(changes(&folder), @"0 changes in 0 services, 0 of them breaking.");
}
