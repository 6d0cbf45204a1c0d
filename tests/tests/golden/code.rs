//! The generated text.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pageboy::schema::Protocol;
use pageboy_codegen::{Builder, GeneratedServices, Manifest, Service};
use pageboy_tests::not_run::not_run;

const HOW_TO_ACCEPT: &str = "run with `BLESS=1 cargo test -p pageboy-tests --test golden` to accept; while the \
    expected code does not compile, `cargo run -p pageboy-cli -- generate --manifest tests/golden/pageboy.toml \
    --out tests/golden/expected` does the same";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn generate(manifest: &str) -> GeneratedServices {
    let path = golden().join("pageboy.toml");
    let manifest = Manifest::parse(manifest, &path).unwrap_or_else(|problems| panic!("{problems}"));
    Builder::from_manifest(manifest)
        .generate()
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn generate_all() -> GeneratedServices {
    generate(&fs::read_to_string(golden().join("pageboy.toml")).unwrap())
}

/// The text of each file by its path.
fn texts(generated: &GeneratedServices) -> BTreeMap<String, String> {
    let files = generated.services().iter().flat_map(|service| {
        let module = &service.plan().module;
        service
            .files()
            .iter()
            .map(move |file| (format!("{module}/{}", file.path), file.text.clone()))
    });
    files.collect()
}

/// The text of each file by its path, from the folder.
fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for module in fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        for file in fs::read_dir(module)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            let name = file
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            texts.insert(name, fs::read_to_string(file).unwrap());
        }
    }
    texts
}

/// The first lines that differ, with their number.
fn difference(name: &str, expected: &str, actual: &str) -> String {
    const SHOWN: usize = 5;
    let (expected, actual): (Vec<_>, Vec<_>) =
        (expected.lines().collect(), actual.lines().collect());
    let same = expected
        .iter()
        .zip(&actual)
        .take_while(|(expected, actual)| expected == actual)
        .count();
    let mut text = format!("{name}:{}: the generator makes something else\n", same + 1);
    for (sign, lines) in [('-', expected), ('+', actual)] {
        text.extend(
            lines
                .iter()
                .skip(same)
                .take(SHOWN)
                .map(|line| format!("  {sign} {line}\n")),
        );
    }
    text
}

#[test]
fn the_code_is_what_is_expected_byte_for_byte() {
    let folder = golden().join("expected");
    let generated = generate_all();
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        let _ = fs::remove_dir_all(&folder);
        generated.write_to(&folder).unwrap();
    }
    let (expected, actual) = (read(&folder), texts(&generated));
    let mut differences = Vec::new();
    for (name, text) in &actual {
        match expected.get(name) {
            Some(expected) if expected == text => {}
            Some(expected) => differences.push(difference(name, expected, text)),
            None => differences.push(format!("{name} is missing\n")),
        }
    }
    let left_over = expected.keys().filter(|name| !actual.contains_key(*name));
    differences.extend(left_over.map(|name| format!("{name} is not generated\n")));
    assert!(
        differences.is_empty(),
        "{}{HOW_TO_ACCEPT}",
        differences.join("\n")
    );
}

/// No exception so far: what rustfmt cannot format, such as a text longer than a line, it leaves as it is.
#[test]
fn the_code_is_what_rustfmt_prints() {
    let mut differences = Vec::new();
    for (name, text) in texts(&generate_all()) {
        let Some(formatted) = formatted(&text) else {
            return not_run(
                "rustfmt",
                "The component `rustfmt` of the toolchain is missing.",
            );
        };
        if formatted != text {
            differences.push(difference(&name, &formatted, &text));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The text as rustfmt prints it by default; `None` without rustfmt.
fn formatted(text: &str) -> Option<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    (!output.stdout.is_empty()).then(|| String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_difference_is_shown_from_its_first_line_on() {
    let difference = difference("a.rs", "one\ntwo\nthree\n", "one\n2\n");
    insta::assert_snapshot!(difference, @r"
    a.rs:2: the generator makes something else
      - two
      - three
      + 2
    ");
}

#[test]
fn generating_again_gives_the_same_bytes() {
    assert_eq!(texts(&generate_all()), texts(&generate_all()));
}

#[test]
fn the_order_of_the_manifest_does_not_matter() {
    let forth = generate(
        r#"
        [ledger]
        operations = ["Ping", "CreateEntry"]
        waiters = ["AllBooked", "Expressions"]
        paginators = ["ListEntries", "ListBalances"]
        [museum]
        operations = ["Ping", "PutLabel"]
        [settings]
        definitions = "models"
        "#,
    );
    let back = generate(
        r#"
        [settings]
        definitions = "models"
        [museum]
        operations = ["PutLabel", "Ping"]
        [ledger]
        paginators = ["ListBalances", "ListEntries"]
        waiters = ["Expressions", "AllBooked"]
        operations = ["CreateEntry", "Ping"]
        "#,
    );
    assert_eq!(texts(&forth), texts(&back));
}

#[test]
fn what_is_asked_for_twice_is_generated_once() {
    let once = generate(
        "[ledger]\noperations = [\"Ping\", \"ListEntries\"]\npaginators = [\"ListEntries\"]\n\
         [settings]\ndefinitions = \"models\"\n",
    );
    let twice = generate(
        "[ledger]\noperations = [\"Ping\", \"Ping\"]\npaginators = [\"ListEntries\", \"ListEntries\"]\n\
         [settings]\ndefinitions = \"models\"\n",
    );
    assert_eq!(texts(&once), texts(&twice));
}

/// A name must not depend on the rest of the selection, or a line in the manifest would break the program around it.
#[test]
fn names_do_not_change_with_the_selection() {
    let some = generate(
        "[ledger]\noperations = [\"DescribeEntry\"]\n[settings]\ndefinitions = \"models\"\n",
    );
    let (all, some) = (texts(&generate_all()), texts(&some));
    let names = |text: &str| -> Vec<String> {
        let items = text.lines().filter(|line| line.starts_with("pub "));
        items.map(str::to_owned).collect()
    };
    let (all, some) = (
        names(&all["ledger/types.rs"]),
        names(&some["ledger/types.rs"]),
    );
    assert!(!some.is_empty() && some.len() < all.len());
    let strange: Vec<_> = some.iter().filter(|name| !all.contains(name)).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn a_service_speaks_what_botocore_prefers_unless_another_protocol_is_named() {
    let protocol = |choose: fn(Service) -> Service| {
        let service = choose(Service::new("tide").operations(["Ping"]));
        let builder = Builder::new().definitions(golden().join("models"));
        let plans = builder.service(service).plan();
        plans.unwrap_or_else(|problems| panic!("{problems}"))[0].protocol
    };
    assert_eq!(protocol(|service| service), Protocol::Json10);
    assert_eq!(
        protocol(|service| service.protocol("smithy-rpc-v2-cbor")),
        Protocol::RpcV2Cbor
    );
    assert_eq!(
        protocol(|service| service.protocol("query")),
        Protocol::Query
    );
}

#[test]
fn a_shape_that_nothing_reaches_is_not_generated() {
    for (name, text) in texts(&generate_all()) {
        assert!(!text.contains("Nobody"), "{name}");
    }
}

#[test]
fn the_report_counts_and_names_what_is_left_out() {
    let report = generate_all().to_string();
    let without_lines: Vec<_> = report
        .lines()
        .map(|line| line.rsplit_once(" shapes, ").map_or(line, |(row, _)| row))
        .collect();
    insta::assert_snapshot!(without_lines.join("\n"), @"
    depot: 1 of 1 operations, 8 of 11
    orchard: 7 of 7 operations, 23 of 26
    ledger: 9 of 10 operations, 63 of 78
      left out: DictateEntries: it sends a stream of events, which pageboy does for REST protocols only
    radio: 2 of 2 operations, 13 of 19
    museum: 9 of 9 operations, 37 of 54
    tide: 3 of 3 operations, 12 of 17
    yard: 1 of 1 operations, 5 of 7
    vault: 3 of 3 operations, 2 of 3
    harbour-office: 7 of 7 operations, 27 of 47
    quay: 2 of 2 operations, 9 of 10
    pier: 2 of 2 operations, 5 of 7
    11 services: 46 of 47 operations, 204 of 279
    ");
}

/// Generated code processes a server's answers; none of it may end the program.
#[test]
fn generated_code_has_no_way_to_panic() {
    let vendored = Builder::new()
        .service(
            Service::new("ec2")
                .operations(["RunInstances"])
                .waiters(["*"])
                .paginators(["DescribeInstances", "DescribeVolumes"]),
        )
        .service(Service::new("s3").operations(["*"]))
        .generate()
        .unwrap_or_else(|problems| panic!("{problems}"));
    let panics = [
        ".unwrap()",
        ".expect(",
        "panic!",
        "unreachable!",
        "todo!",
        "unimplemented!",
        "assert",
        "unsafe",
    ];
    for (name, text) in texts(&vendored).iter().chain(&texts(&generate_all())) {
        for word in panics {
            let line = text
                .lines()
                .position(|line| line.contains(word) && !line.contains("///"));
            assert!(
                line.is_none(),
                "{name}:{}: {word}",
                line.unwrap_or_default() + 1
            );
        }
    }
}
