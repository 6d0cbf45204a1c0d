//! The command without its sources: a copy in an empty folder has all definitions in itself.

use std::fs;
use std::path::{Path, PathBuf};

use super::endpoint::{Answer, Endpoint};
use super::{CommandRun, KEYS, missing, run_in, table};

/// A folder with nothing but a copy of the command in a folder of its own.
struct Place {
    command: PathBuf,
    folder: PathBuf,
}

impl Place {
    fn new(test: &str) -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("built-in")
            .join(test);
        let _ = fs::remove_dir_all(&place);
        let folder = place.join("empty");
        fs::create_dir_all(&folder).unwrap();
        let command = place.join("copy");
        fs::copy(env!("CARGO_BIN_EXE_pageboy"), &command).unwrap();
        Self { command, folder }
    }

    fn run(&self, arguments: &[&str]) -> CommandRun {
        run_in(&self.command, &self.folder, arguments, &KEYS, "")
    }

    fn against(&self, answers: Vec<Answer>, arguments: &[&str]) -> CommandRun {
        let endpoint = Endpoint::new(answers);
        self.run(&[arguments, &["--endpoint-url", endpoint.url()]].concat())
    }
}

#[test]
fn no_path_of_the_definitions_is_in_the_command() {
    let bytes = fs::read(env!("CARGO_BIN_EXE_pageboy")).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let [data, overlays] = pageboy_models::Archive::sources();
    for folder in [data, overlays] {
        assert!(folder.is_dir());
        assert!(!text.contains(folder.to_str().unwrap()), "{folder:?}");
    }
    // What is looked for would be found.
    assert!(text.contains("<built-in overlays>"));
    assert!(text.contains("data/ec2/2016-11-15/service-2.json"));
}

#[test]
fn a_copy_of_the_command_does_everything_in_an_empty_folder() {
    let place = Place::new("everything");
    let done = |ran: CommandRun| {
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
        ran.out
    };
    let call = [
        "call",
        "dynamodb",
        "describe-table",
        "--param",
        "table-name=music",
        "--query",
        "Table.ItemCount",
    ];
    assert_eq!(done(place.against(vec![table("ACTIVE")], &call)), "3\n");
    let pages = ["pages", "logs", "describe-log-groups"];
    let empty = Answer::new(200, r#"{"logGroups": []}"#);
    assert_eq!(
        done(place.against(vec![empty], &pages)),
        "{\"logGroups\":[]}\n"
    );
    let wait = [
        "wait",
        "dynamodb",
        "table-exists",
        "--param",
        "table-name=music",
        "--delay",
        "0",
    ];
    assert_eq!(
        done(place.against(vec![missing(), table("ACTIVE")], &wait)),
        ""
    );
    let url = done(place.run(&[
        "presign",
        "s3",
        "get-object",
        "--param",
        "bucket=logs",
        "--param",
        "key=a",
    ]));
    assert!(url.starts_with("https://logs.s3.amazonaws.com/a?"), "{url}");
    // A correction of ours, which is merged over the vendored definitions.
    let explained = done(place.run(&["explain", "ec2"]));
    assert!(
        explained.contains("waiter InstanceRunning\n"),
        "{explained}"
    );
    let checked = done(place.run(&["check", "sqs", "dynamodb"]));
    assert!(checked.contains("\n2 services, "), "{checked}");
    fs::write(
        place.folder.join("pageboy.toml"),
        "[sqs]\noperations = [\"SendMessage\"]\n",
    )
    .unwrap();
    assert!(done(place.run(&["generate"])).starts_with("sqs: 1 of "));
    assert!(place.folder.join("src/sqs/mod.rs").is_file());
    assert_eq!(done(place.run(&["generate", "--check"])).lines().count(), 1);
    let ran = place.run(&["call", "ec3", "describe-instances"]);
    assert!(
        ran.err
            .starts_with("error: unknown service `ec3`; did you mean"),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_found_in_built_in_definitions_is_named_by_its_place_among_them() {
    let place = Place::new("names");
    let ran = place.run(&["check", "acm", "acm-pca", "--format", "json"]);
    assert!(
        ran.out
            .contains(r#""file":"<built-in>/acm/2015-12-08/waiters-2.json""#),
        "{}",
        ran.out
    );
    // A folder of the user's with such a name is another one.
    fs::create_dir_all(place.folder.join("ec2")).unwrap();
    let ran = place.run(&["check", "--overlay", "ec2"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn another_folder_of_definitions_takes_their_place() {
    let place = Place::new("definitions");
    let model = place.folder.join("models/shop/2020-01-01");
    fs::create_dir_all(&model).unwrap();
    fs::write(
        place.folder.join("models/endpoints.json"),
        r#"{"partitions": []}"#,
    )
    .unwrap();
    let service = r#"{"metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "shop", "jsonVersion": "1.1", "protocol": "json",
        "serviceId": "Shop", "signatureVersion": "v4", "targetPrefix": "Shop", "uid": "shop-2020-01-01"},
        "operations": {"Ping": {"name": "Ping"}}, "shapes": {}}"#;
    fs::write(model.join("service-2.json"), service).unwrap();
    let endpoint = Endpoint::new(vec![Answer::new(200, "{}"), Answer::new(200, "{}")]);
    let url = ["--endpoint-url", endpoint.url()];
    for arguments in [
        ["--definitions", "models", "call", "shop", "ping"],
        ["call", "shop", "ping", "--definitions", "models"],
    ] {
        let ran = place.run(&[&arguments[..], &url].concat());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    }
    let ran = place.run(&["--definitions", "models", "call", "sqs", "list-queues"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(252), "error: unknown service `sqs`\n")
    );
    let ran = place.run(&["--definitions", "models", "check"]);
    assert!(
        ran.out.contains("1 services, 1 operations"),
        "{}{}",
        ran.out,
        ran.err
    );
    // It goes before the folder that a manifest names.
    fs::write(
        place.folder.join("pageboy.toml"),
        "[settings]\ndefinitions = \"elsewhere\"\n[shop]\noperations = \"*\"\n",
    )
    .unwrap();
    let ran = place.run(&["generate", "--definitions", "models"]);
    assert!(
        ran.out.starts_with("shop: 1 of 1 operations"),
        "{}",
        ran.err
    );

    for (arguments, problem) in [
        (
            &["explain", "shop", "--definitions", "nowhere"][..],
            "error: --definitions: there is no folder nowhere\n",
        ),
        (
            &["--definitions", "models", "whoami"],
            "error: --definitions: this command reads no definitions\n",
        ),
        (
            &[
                "models",
                "import",
                "--from",
                "models",
                "--definitions",
                "models",
            ],
            "error: --definitions: this command reads no definitions\n",
        ),
    ] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (Some(252), problem));
    }
    let ran = place.run(&[
        "--definitions",
        "models",
        "call",
        "shop",
        "ping",
        "--nothing",
    ]);
    assert_eq!(ran.code, Some(252), "{}", ran.err);
}

#[test]
fn an_import_that_names_no_folder_writes_none_outside_of_the_sources() {
    let place = Place::new("import");
    let ran = place.run(&["models", "import", "--from", "botocore"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            Some(1),
            "error: name the folder with --into: there is no models/data here, as in pageboy's own sources\n"
        )
    );
    assert_eq!(fs::read_dir(&place.folder).unwrap().count(), 0);
}
