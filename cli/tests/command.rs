//! The `pageboy` command, run as a program.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run the command has failed"
)]

mod again;
mod checks;
mod releases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SERVICE: &str = r#"{
  "metadata": {
    "apiVersion": "2020-01-01", "endpointPrefix": "shop", "jsonVersion": "1.1", "protocol": "json",
    "serviceId": "Shop", "signatureVersion": "v4", "targetPrefix": "Shop", "uid": "shop-2020-01-01"
  },
  "operations": {
    "DescribeOrder": {"name": "DescribeOrder", "input": {"shape": "Request"}, "output": {"shape": "Order"},
      "documentation": "<p>Prose.</p>"},
    "Ping": {"name": "Ping", "input": {"shape": "PingRequest"}}
  },
  "shapes": {
    "Order": {"type": "structure", "members": {"State": {"shape": "String"}}},
    "PingRequest": {"type": "structure", "members": {"Text": {"shape": "String"}}},
    "Request": {"type": "structure", "required": ["OrderId"], "members": {"OrderId": {"shape": "String"}}},
    "String": {"type": "string"}
  }
}
"#;

const WAITERS: &str = r#"{
  "version": 2,
  "waiters": {
    "OrderSent": {
      "operation": "DescribeOrder", "delay": 5, "maxAttempts": 10,
      "acceptors": [{"state": "success", "matcher": "path", "argument": "State", "expected": "sent"}]
    }
  }
}
"#;

const MANIFEST: &str =
    "[settings]\ndefinitions = \"models\"\n\n[shop]\nwaiters = [\"OrderSent\"]\n";

/// A folder of a test's own, in which the command runs.
struct Folder(PathBuf);

/// What a run of the command left.
struct CommandRun {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Folder {
    /// An empty one; it is left behind, to look into.
    fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("command")
            .join(test);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// One with a manifest and the definitions it asks for.
    fn shop(test: &str) -> Self {
        let folder = Self::new(test);
        folder.write("pageboy.toml", MANIFEST);
        folder.write("models/endpoints.json", r#"{"partitions": []}"#);
        folder.write("models/shop/2020-01-01/service-2.json", SERVICE);
        folder.write("models/shop/2020-01-01/waiters-2.json", WAITERS);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// The files of a folder, with the time each was written.
    fn files(&self, name: &str) -> Vec<(String, std::time::SystemTime)> {
        let mut files: Vec<_> = fs::read_dir(self.0.join(name))
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let written = entry.metadata().unwrap().modified().unwrap();
                (entry.file_name().into_string().unwrap(), written)
            })
            .collect();
        files.sort();
        files
    }

    fn run(&self, arguments: &[&str]) -> CommandRun {
        let output = Command::new(env!("CARGO_BIN_EXE_pageboy"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
        CommandRun {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl CommandRun {
    /// What a run that must succeed said.
    fn success(self) -> String {
        assert_eq!(
            (self.code, self.err.as_str()),
            (Some(0), ""),
            "{}",
            self.out
        );
        self.out
    }

    /// What a run that must fail said.
    fn failure(self) -> String {
        assert_eq!(
            (self.code, self.out.as_str()),
            (Some(1), ""),
            "{}",
            self.err
        );
        self.err
    }
}

/// A report without the number of lines, which changes with the generator.
fn without_lines(report: &str) -> String {
    let lines = report.lines().map(|line| {
        let (start, lines) = line.rsplit_once(", ").unwrap();
        let number = lines.strip_suffix(" lines").unwrap();
        assert!(number.parse::<usize>().unwrap() > 50, "{line}");
        format!("{start}, … lines\n")
    });
    lines.collect()
}

#[test]
fn generated_code_is_written_and_reported() {
    let folder = Folder::shop("generate");
    let report = folder.run(&["generate"]).success();
    insta::assert_snapshot!(without_lines(&report), @"shop: 1 of 2 operations, 2 of 4 shapes, … lines");
    let names: Vec<String> = folder
        .files("src/shop")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "mod.rs",
            "operation_tables.rs",
            "operations.rs",
            "tables.rs",
            "types.rs",
            "waiters.rs"
        ]
    );
    let lines: usize = names
        .iter()
        .map(|name| folder.read(&format!("src/shop/{name}")).lines().count())
        .sum();
    assert!(report.ends_with(&format!(", {lines} lines\n")), "{report}");
    assert!(
        folder
            .read("src/shop/waiters.rs")
            .contains("wait_until_order_sent")
            || folder
                .read("src/shop/mod.rs")
                .contains("wait_until_order_sent")
    );
}

#[test]
fn several_services_have_a_line_each_and_a_sum() {
    let folder = Folder::shop("report");
    folder.write("models/kiosk/2020-01-01/service-2.json", SERVICE);
    folder.write(
        "pageboy.toml",
        &format!("{MANIFEST}[kiosk]\noperations = \"*\"\n"),
    );
    let report = folder.run(&["generate"]).success();
    insta::assert_snapshot!(without_lines(&report), @r"
    shop: 1 of 2 operations, 2 of 4 shapes, … lines
    kiosk: 2 of 2 operations, 3 of 4 shapes, … lines
    2 services: 3 of 4 operations, 5 of 8 shapes, … lines
    ");
}

#[test]
fn generating_again_writes_nothing() {
    let folder = Folder::shop("again");
    let report = folder.run(&["generate"]).success();
    let before = folder.files("src/shop");
    assert_eq!(folder.run(&["generate"]).success(), report);
    assert_eq!(folder.files("src/shop"), before);
}

#[test]
fn a_check_of_fresh_code_passes_and_writes_nothing() {
    let folder = Folder::shop("fresh");
    let report = folder.run(&["generate"]).success();
    let before = folder.files("src/shop");
    assert_eq!(folder.run(&["generate", "--check"]).success(), report);
    assert_eq!(folder.files("src/shop"), before);
}

#[test]
fn a_check_names_each_stale_file_and_the_command_that_mends_it() {
    let folder = Folder::shop("stale");
    folder.run(&["generate"]).success();
    let types = folder.read("src/shop/types.rs");
    folder.write("src/shop/types.rs", &types.replace("Order", "Ordre"));
    fs::remove_file(folder.0.join("src/shop/tables.rs")).unwrap();
    folder.write("src/shop/paginators.rs", &types);
    folder.write("src/shop/own.rs", "// Written by hand.\n");
    insta::assert_snapshot!(folder.run(&["generate", "--check"]).failure(), @r"
    error: src/shop/tables.rs is missing
    error: src/shop/types.rs is out of date
    error: src/shop/paginators.rs is no longer generated
    run `pageboy generate --manifest pageboy.toml --out src` and commit the result
    ");
    assert_ne!(folder.read("src/shop/types.rs"), types);

    folder.run(&["generate"]).success();
    folder.run(&["generate", "--check"]).success();
    assert_eq!(folder.read("src/shop/types.rs"), types);
    assert_eq!(folder.read("src/shop/own.rs"), "// Written by hand.\n");
}

#[test]
fn a_check_before_anything_was_generated_fails() {
    let folder = Folder::shop("nothing");
    let arguments = ["generate", "--check", "--out", "made"];
    insta::assert_snapshot!(folder.run(&arguments).failure(), @r"
    error: made/shop/mod.rs is missing
    error: made/shop/operations.rs is missing
    error: made/shop/operation_tables.rs is missing
    error: made/shop/tables.rs is missing
    error: made/shop/types.rs is missing
    error: made/shop/waiters.rs is missing
    run `pageboy generate --manifest pageboy.toml --out made` and commit the result
    ");
    assert!(!folder.0.join("made").exists());
}

#[test]
fn every_mistake_is_told_in_one_run_and_nothing_is_written() {
    let folder = Folder::shop("mistakes");
    folder.write(
        "pageboy.toml",
        "[settings]\ndefinitions = \"models\"\n\n[shop]\noperations = [\"DescribeOrdr\"]\nwaiters = \"*\"\n\n[shopp]\noperations = \"*\"\n",
    );
    let deep = "!".repeat(100_000);
    folder.write(
        "models/shop/2020-01-01/waiters-2.json",
        &WAITERS.replace(
            r#"{"state": "success", "matcher": "path", "argument": "State", "expected": "sent"}"#,
            &format!(
                r#"{{"state": "success", "matcher": "path", "argument": "Stat", "expected": "sent"}},
                {{"state": "failure", "matcher": "path", "argument": "State.[", "expected": "lost"}},
                {{"state": "failure", "matcher": "path", "argument": "{deep}State", "expected": true}}"#
            ),
        ),
    );
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r#"
    error: no member `Stat` in Order
      --> models/shop/2020-01-01/waiters-2.json:6:74
      |
    6 |       "acceptors": [{"state": "success", "matcher": "path", "argument": "Stat", "expected": "sent"},
      |                                                                          ^^^^
      = at: /waiters/OrderSent/acceptors/0/argument
      = help: did you mean `State`?

    error: `State.[` is not a JMESPath expression: it ends too early
      --> models/shop/2020-01-01/waiters-2.json:7:77
      |
    7 |                 {"state": "failure", "matcher": "path", "argument": "State.[", "expected": "lost"},
      |                                                                             ^
      = at: /waiters/OrderSent/acceptors/1/argument

    error: `!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!…` is not a JMESPath expression: it nests too deep: at most 50 brackets in each other and 500 operators in a chain
     --> models/shop/2020-01-01/waiters-2.json:8:70
     = at: /waiters/OrderSent/acceptors/2/argument

    error: shop has no operation `DescribeOrdr`
      --> pageboy.toml:5:15
      |
    5 | operations = ["DescribeOrdr"]
      |               ^^^^^^^^^^^^^^
      = help: did you mean `DescribeOrder`?

    error: unknown service `shopp`; did you mean `shop`?
      --> pageboy.toml:8:2
      |
    8 | [shopp]
      |  ^^^^^
    "#);
    assert!(!folder.0.join("src").exists());
}

#[test]
fn a_manifest_that_is_not_there_or_is_no_toml_is_named() {
    let folder = Folder::new("manifest");
    let text = folder.run(&["generate"]).failure();
    assert!(text.starts_with("error: cannot be read: "), "{text}");
    assert!(text.trim_end().ends_with("\n --> pageboy.toml"), "{text}");
    folder.write("other.toml", "[shop\n");
    let arguments = ["generate", "--manifest", "other.toml"];
    insta::assert_snapshot!(folder.run(&arguments).failure(), @r"
    error: unclosed table, expected `]`
      --> other.toml:1:6
      |
    1 | [shop
      |      ^
    ");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = Folder::shop("unwritable");
    folder.write("src", "a file");
    let text = folder.run(&["generate"]).failure();
    assert!(text.starts_with("error: src/shop: "), "{text}");
}

#[test]
fn arguments_that_do_not_exist_are_a_mistake_in_use() {
    let ran = Folder::new("usage").run(&["generate", "--chekc"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--chekc"), "{}", ran.err);
}

/// A full disk under a log makes no success a failure, and no failure a panic.
#[cfg(target_os = "linux")]
#[test]
fn a_standard_error_that_takes_nothing_changes_no_exit_code() {
    let folder = Folder::shop("full");
    for (arguments, code) in [
        (&["check", "nope"][..], 1),
        (&["generate", "--manifest", "nope"], 1),
        (&["call", "shop", "nope"], 252),
        (&["check", "--keys"], 0),
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = Command::new(env!("CARGO_BIN_EXE_pageboy"));
        command.args(arguments).current_dir(&folder.0);
        command.stdout(Stdio::null()).stderr(full.unwrap());
        assert_eq!(
            command.status().unwrap().code(),
            Some(code),
            "{arguments:?}"
        );
    }
}

/// Botocore and boto3 as they are installed, with one service.
fn release(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("botocore/__init__.py", "__version__ = '9.8.7'\n");
    folder.write("botocore/data/partitions.json", r#"{"partitions": []}"#);
    folder.write("botocore/data/endpoints.json", r#"{"partitions": []}"#);
    folder.write("botocore/data/shop/2020-01-01/service-2.json", SERVICE);
    folder.write("botocore/data/shop/2020-01-01/waiters-2.json", WAITERS);
    folder.write("boto3/__init__.py", "__version__ = '9.8.6'\n");
    folder.write(
        "boto3/data/shop/2020-01-01/resources-1.json",
        r#"{"service": {}, "resources": {}}"#,
    );
    folder
}

const IMPORT: [&str; 8] = [
    "models", "import", "--from", "botocore", "--boto3", "boto3", "--into", "vendored",
];

/// A report without the number of bytes, which is the compressor's matter.
fn without_bytes(report: &str) -> String {
    let (start, rest) = report.split_once(" files, ").unwrap();
    let (bytes, rest) = rest.split_once(" bytes").unwrap();
    assert!(bytes.parse::<u64>().unwrap() > 0, "{report}");
    format!("{start} files, … bytes{rest}")
}

#[test]
fn an_import_is_reported_and_its_files_generate_code() {
    let folder = release("import");
    insta::assert_snapshot!(without_bytes(&folder.run(&IMPORT).success()), @"botocore 9.8.7 and boto3 9.8.6: 1 services, 5 files, … bytes; 5 written, 0 removed in the folder vendored");
    insta::assert_snapshot!(without_bytes(&folder.run(&IMPORT).success()), @"botocore 9.8.7 and boto3 9.8.6: 1 services, 5 files, … bytes; 0 written, 0 removed in the folder vendored");
    let source = folder.read("vendored/SOURCE.json");
    assert!(
        source.contains("9.8.7") && source.contains("9.8.6"),
        "{source}"
    );

    folder.write("pageboy.toml", &MANIFEST.replace("models", "vendored"));
    let report = folder.run(&["generate"]).success();
    insta::assert_snapshot!(without_lines(&report), @"shop: 1 of 2 operations, 2 of 4 shapes, … lines");
}

#[test]
fn a_folder_that_is_no_botocore_is_named() {
    let folder = release("no-botocore");
    let arguments = ["models", "import", "--from", "boto", "--into", "vendored"];
    insta::assert_snapshot!(folder.run(&arguments).failure(), @"error: cannot import from boto: there is no such file or folder");
    folder.write(
        "botocore/data/shop/2020-01-01/service-2.json",
        "{\n  \"metadata\": {,\n",
    );
    insta::assert_snapshot!(folder.run(&IMPORT).failure(), @"error: botocore/data/shop/2020-01-01/service-2.json:2:16: expected a name in double quotes, found `,`");
}

/// Smithy's JSON AST with one service, which has one operation.
const TREE: &str = r#"{"smithy": "2.0", "shapes": {
    "toys#Toys": {"type": "service", "version": "2030-01-01", "operations": [{"target": "toys#Count"}], "traits": {
        "aws.protocols#awsJson1_0": {}, "aws.api#service": {"sdkId": "Toy Box"}, "aws.auth#sigv4": {"name": "toys"}}},
    "toys#Count": {"type": "operation", "input": {"target": "toys#CountInput"}, "traits": {"smithy.waiters#waitable": {
        "Counted": {"acceptors": [{"state": "success", "matcher": {"inputOutput": {}}}]}}}},
    "toys#CountInput": {"type": "structure", "members": {"Size": {"target": "smithy.api#Integer"}}}
}}"#;

#[test]
fn a_tree_of_smithy_becomes_definitions() {
    let folder = release("tree");
    folder.write("trees/toys.json", TREE);
    let import = ["models", "import", "--from", "trees", "--into", "own"];
    insta::assert_snapshot!(folder.run(&import).success(), @r"
    warning: trees/toys.json: /shapes/toys#Count/traits/smithy.waiters#waitable/Counted/acceptors/0/matcher/inputOutput: the waiter is left out: an acceptor sees the output alone, and `inputOutput` compares it with the input
    toy-box 2030-01-01 from trees/toys.json
    1 service: 3 files written, 0 removed in the folder own
    ");
    insta::assert_snapshot!(folder.run(&["models", "diff", "own", "trees/toys.json"]).success(), @"0 changes in 0 services, 0 of them breaking.");
    folder.write(
        "pageboy.toml",
        "[toy-box]\noperations = \"*\"\n[settings]\ndefinitions = \"own\"\n",
    );
    insta::assert_snapshot!(without_lines(&folder.run(&["generate"]).success()), @"toy-box: 1 of 1 operations, 1 of 2 shapes, … lines");
    folder.write(
        "trees/toys.json",
        &TREE.replace("CountInput\"}", "CountImput\"}"),
    );
    insta::assert_snapshot!(folder.run(&import).failure(), @r#"
    error: there is no shape `toys#CountImput`; did you mean `toys#CountInput`?
      --> trees/toys.json:4:61
      |
    4 |     "toys#Count": {"type": "operation", "input": {"target": "toys#CountImput"}, "traits": {"smithy.waiters#waitable": {
      |                                                             ^^^^^^^^^^^^^^^^^
      = at: /shapes/toys#Count/input/target
    "#);
    insta::assert_snapshot!(folder.run(&["models", "import", "--from", "trees"]).failure(), @"error: name the folder with --into: there is no models/data here, as in pageboy's own sources");
}
