//! What is said to change in the generated API, from one small service to another.

use pageboy_codegen::Changes;
use pageboy_models::Models;

use crate::folder::Folder;

const METADATA: &str = r#""metadata":{"apiVersion":"2020-02-02","endpointPrefix":"toy","jsonVersion":"1.1","protocol":"json","serviceId":"Toy","signatureVersion":"v4","targetPrefix":"Toy"}"#;

fn service(folder: &Folder, name: &str, operations: &str, shapes: &str) {
    let (side, _) = name.split_once('/').unwrap();
    folder.write(&format!("{side}/endpoints.json"), r#"{"partitions": []}"#);
    folder.write(
        &format!("{name}/2020-02-02/service-2.json"),
        &format!(r#"{{{METADATA},"operations":{{{operations}}},"shapes":{{{shapes}}}}}"#),
    );
}

fn changes(folder: &Folder) -> String {
    let [before, after] = ["before", "after"].map(|name| Models::from_dir(folder.join(name)));
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
    12 changes in 3 services, 6 of them breaking.

    ## come

    - the service is new, with 1 operation

    ## left

    - **breaking** the service is gone

    ## toy

    - **breaking** `In`: member `A` is an integer, and was a string
    - **breaking** `In`: member `C` is required
    - **breaking** `Out`: member `D` is a list of (an integer), and was a list of (a string)
    - **breaking** enum `State`: value `off` is gone
    - **breaking** operation `Old` is gone
    - `In`: member `B` is no longer required
    - `In`: member `E` is new
    - `Out`: member `F` is new
    - enum `State`: value `standby` is new
    - operation `New` is new
    "#);
}

const OPERATIONS: &str = r#""Open":{"name":"Open","input":{"shape":"In"},"output":{"shape":"Out"}},
    "Look":{"name":"Look","input":{"shape":"In"},"output":{"shape":"Out"}}"#;

const SHAPES: &str = r#""In":{"type":"structure","members":{"Id":{"shape":"Text"},"A":{"shape":"Text"},"L":{"shape":"Number"}}},
    "Out":{"type":"structure","members":{"S":{"shape":"Text"},"A":{"shape":"Text"},"B":{"shape":"Text"},"R":{"shape":"Toys"},
    "Q":{"shape":"Toys"}}},"Toys":{"type":"list","member":{"shape":"Toy"}},"Toy":{"type":"structure","members":{
    "Id":{"shape":"Text"},"Name":{"shape":"Text"}}},"Text":{"type":"string"},"Number":{"type":"integer"}"#;

#[test]
fn waiters_paginators_and_resources_are_compared_in_words() {
    let folder = Folder::new("changes-lists");
    service(&folder, "before/toy", OPERATIONS, SHAPES);
    // Members that come before others change no meaning.
    let more = SHAPES.replace(
        r#""members":{"Id""#,
        r#""members":{"First":{"shape":"Text"},"Id""#,
    );
    let more = more.replace(r#"{"S":"#, r#"{"First":{"shape":"Text"},"S":"#);
    service(&folder, "after/toy", OPERATIONS, &more);
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
        ("More", waiter(1, &both)),
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
        "Look":{"input_token":"A","output_token":"B","result_key":["R","Q"],"limit_key":"L"}}}"#,
    );
    let resource = |id: &str, shape: &str| {
        format!(r#"{{"identifiers":[{{"name":"{id}","memberName":"{id}"}}],"shape":"{shape}"}}"#)
    };
    let made = r#"{"Make":{"request":{"operation":"Open"}}}"#;
    write(
        "before",
        "resources-1",
        &format!(
            r#"{{"service":{{"actions":{made}}},"resources":{{"Toy":{}}}}}"#,
            resource("Id", "Toy")
        ),
    );
    write(
        "after",
        "resources-1",
        &format!(
            r#"{{"service":{{}},"resources":{{"Toy":{},"Box":{}}}}}"#,
            resource("Name", "Toy"),
            resource("Id", "Toy")
        ),
    );
    insta::assert_snapshot!(changes(&folder), @r#"
    15 changes in 1 service, 4 of them breaking.

    ## toy

    - **breaking** paginator `Open`: items are in Q, not in R
    - **breaking** resource `ServiceResource`: action `Make` is gone
    - **breaking** resource `Toy`: its identifiers are Name, and were Id
    - **breaking** waiter `Gone` is gone
    - `In`: member `First` is new
    - `Out`: member `First` is new
    - paginator `Look`: the page size is set otherwise
    - paginator `Look`: there are also items in Q
    - paginator `Look`: tokens are taken or given otherwise
    - resource `Box` is new
    - resource `ServiceResource`: subresource `Box` is new
    - waiter `More`: now failure if the error is "Gone"
    - waiter `New` is new
    - waiter `Slow` polls every 9 s, at most 3 times; it was every 1 s, at most 3 times
    - waiter `Turned` looks at its acceptors in another order
    "#);
}

#[test]
fn what_rust_calls_otherwise_breaks_and_what_is_not_generated_is_no_change() {
    let folder = Folder::new("changes-names");
    let open = r#""Open":{"name":"Open","input":{"shape":"In"}}"#;
    let shapes = |members: &str, values: &str| {
        format!(
            r#""In":{{"type":"structure","members":{{{members}}}}},"State":{{"type":"string","enum":[{values}]}},
            "Text":{{"type":"string"}},"Texts":{{"type":"list","member":{{"shape":"Text"}}}}"#
        )
    };
    let members = r#""fooBar":{"shape":"Text"},"State":{"shape":"State"}"#;
    service(&folder, "before/toy", open, &shapes(members, r#""a-b""#));
    // The member and the value that come first take the names.
    let members = format!(r#""FooBar":{{"shape":"Text"}},{members}"#);
    let shapes = shapes(&members, r#""a.b","a-b""#);
    let shapes = format!(r#"{shapes},"Unreached":{{"type":"structure","members":{{}}}}"#);
    service(&folder, "after/toy", open, &shapes);
    insta::assert_snapshot!(changes(&folder), @r"
    4 changes in 1 service, 2 of them breaking.

    ## toy

    - **breaking** `In`: member `fooBar` is `foo_bar2` in Rust, and was `foo_bar`
    - **breaking** enum `State`: value `a-b` is `AB2` in Rust, and was `AB`
    - `In`: member `FooBar` is new
    - enum `State`: value `a.b` is new
    ");
}

#[test]
fn a_service_that_cannot_be_planned_is_said_to_be() {
    let folder = Folder::new("changes-wrong");
    service(&folder, "before/toy", r#""Open":{"name":"Open"}"#, "");
    service(
        &folder,
        "after/toy",
        r#""Open":{"name":"Open","input":{"shape":"Absent"}}"#,
        "",
    );
    insta::assert_snapshot!(folder.redact(&changes(&folder)), @r"
    1 change in 1 service, 1 of them breaking.

    ## toy

    - **breaking** the service cannot be generated any more: error: after/toy/2020-02-02/service-2.json: /operations/Open/input/shape: no shape `Absent`
    ");
}

#[test]
fn overlays_count_unless_one_does_not_fit() {
    let folder = Folder::new("changes-overlays");
    for side in ["before", "after"] {
        service(&folder, &format!("{side}/toy"), OPERATIONS, SHAPES);
        let waiter = |delay: u32| {
            format!(
                r#"{{"version":2,"waiters":{{"Made":{{"operation":"Open","delay":{delay},"maxAttempts":3,"acceptors":[
            {{"state":"success","matcher":"path","argument":"S","expected":"ok"}}]}}}}}}"#
            )
        };
        let delay = if side == "before" { 1 } else { 2 };
        folder.write(
            &format!("{side}/toy/2020-02-02/waiters-2.json"),
            &waiter(delay),
        );
    }
    let overlay = |delay: &str| {
        let waiters = format!(r#"{{"Made":{{"delay":{delay}}}}}"#);
        let text = format!(r#"{{"reason":"It takes long.","merge":{{"waiters":{waiters}}}}}"#);
        folder.write("own/toy/waiters-2.json", &text);
    };
    let changes = || {
        let sides = ["before", "after"]
            .map(|name| Models::from_dir(folder.join(name)).overlay(folder.join("own")));
        Changes::between(&sides[0], &sides[1]).unwrap().to_string()
    };
    overlay("9");
    insta::assert_snapshot!(changes(), @"0 changes in 0 services, 0 of them breaking.");
    overlay(r#"{"$expects":7,"$set":9}"#);
    insta::assert_snapshot!(changes(), @r"
    1 change in 1 service, 0 of them breaking.

    ## toy

    - waiter `Made` polls every 2 s, at most 3 times; it was every 1 s, at most 3 times
    ");
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
