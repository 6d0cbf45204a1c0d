//! Every command line of README, guides, help texts and examples runs, and every block of code is valid.
//!
//! A shell runs each line of `pageboy` unchanged, against moto. For a line of `cargo`, the packages and targets must exist.
//! Lines that cannot run are in `documents/lines.json`, with the reason.

mod extract;
mod own_service;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use clap::Parser;
use pageboy_codegen::{Builder, Manifest};
use pageboy_tests::moto::{self, Moto};
use pageboy_tests::python;
use serde::Deserialize;
use serde_json::Value;

use crate::program::{at, told};
use crate::services::dynamodb::types::{AttributeDefinition, AttributeValue, KeySchemaElement};
use crate::services::{cloudformation, dynamodb, ec2, s3};
use extract::{documents, examples, workspace};

/// Lines that do not run unchanged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    /// Words and their replacements.
    instead: BTreeMap<String, String>,
    /// Lines that are only parsed, and why.
    parsed: BTreeMap<String, String>,
    /// Lines whose help is shown instead, and why.
    helped: BTreeMap<String, String>,
    #[serde(rename = "not run")]
    not_run: BTreeMap<String, String>,
}

impl Lines {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/lines.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    /// A line with its replacements.
    fn instead(&self, line: &str) -> String {
        let words = self.instead.iter();
        words.fold(line.to_owned(), |line, (word, other)| {
            line.replace(word, other)
        })
    }
}

#[tokio::test]
async fn every_command_line_does_what_it_says() {
    if cfg!(windows) {
        return pageboy_tests::not_run::not_run("command lines", "They are written for a shell.");
    }
    let Some(moto) = moto::own_server() else {
        return;
    };
    let shell = Shell::new(&moto, world(&moto).await.unwrap());
    let listed = Lines::read();
    let mut lines = BTreeSet::new();
    for document in documents() {
        // The lines of this page are run in their order, for what they print.
        let is_run =
            |line: &String| document.name != own_service::PAGE || line.starts_with("cargo ");
        lines.extend(document.lines().into_iter().filter(is_run));
    }
    for verb in [
        "call", "pages", "presign", "wait", "whoami", "explain", "check", "generate", "models",
    ] {
        lines.extend(examples(&told(
            &shell.run(&format!("pageboy {verb} --help")),
        )));
    }
    let mut used = BTreeSet::new();
    let (mut ran, mut problems) = (0, Vec::new());
    // In alphabetical order, generating precedes checking.
    for line in &lines {
        if listed.not_run.contains_key(line) {
            used.insert(line.clone());
            continue;
        }
        let told = match ours(line) {
            Some(line) => {
                used.insert(line.clone());
                if listed.parsed.contains_key(&line) {
                    shell.parse(&listed.instead(&line))
                } else if listed.helped.contains_key(&line) {
                    shell.succeed(&format!("{line} --help"))
                } else {
                    ran += 1;
                    shell.succeed(&listed.instead(&line))
                }
            }
            None => is_there(line),
        };
        problems.extend(told.err().map(|problem| format!("{line}\n  {problem}")));
    }
    println!("{} command lines, {ran} of them run", lines.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let listed = listed
        .parsed
        .keys()
        .chain(listed.helped.keys())
        .chain(listed.not_run.keys());
    let rest: Vec<_> = listed.filter(|line| !used.contains(*line)).collect();
    assert!(rest.is_empty(), "nobody writes any more: {rest:?}");
    assert!(ran >= 20, "{ran} lines were run: {lines:?}");
}

#[test]
fn every_block_is_what_it_says() {
    for document in documents() {
        let name = &document.name;
        // Its files are those of an example.
        let is_own = name == own_service::PAGE;
        for block in document.blocks() {
            let text = &block.text;
            match &*block.language {
                // The other test runs their lines.
                "console" => {}
                // A doctest compiles them.
                "rust,no_run" => assert_eq!(name, "README.md"),
                // The build script makes functions of them; see `guide`.
                "rust" => assert!(is_own || name == "docs/coming-from-boto3.md", "{name}"),
                "json" => drop(serde_json::from_str::<Value>(text).unwrap()),
                "toml" if is_own && !text.contains("[dependencies]") => {}
                "toml" => manifest(name, text),
                "python" => parse_python(name, text),
                "text" | "" => {}
                other => panic!("{name}: nothing checks a block of `{other}`"),
            }
        }
    }
}

/// One of our manifests must name existing things; one of Cargo's has our packages.
fn manifest(name: &str, text: &str) {
    if text.contains("[dependencies]") {
        for package in ["pageboy", "pageboy-codegen"] {
            let version = format!("{package} = \"0.1\"");
            let with_features = format!("{package} = {{ version = \"0.1\",");
            let is_there = text.contains(&version) || text.contains(&with_features);
            assert!(is_there, "{name}: {version}");
        }
        assert!(env!("CARGO_PKG_VERSION").starts_with("0.1."), "{name}");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents-manifests");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{}.toml", name.replace('/', "-")));
    fs::write(&path, text).unwrap();
    let planned = Manifest::from_file(&path).and_then(|it| Builder::from_manifest(it).plan());
    planned.unwrap_or_else(|problems| panic!("{name}: {problems}"));
}

fn parse_python(name: &str, text: &str) {
    let Ok(interpreter) = python::interpreter() else {
        return;
    };
    let mut command = Command::new(interpreter);
    command.args(["-c", "import ast, sys; ast.parse(sys.argv[1])", text]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {text}\n{said}");
}

/// A line as one of `pageboy`, if it is one.
fn ours(line: &str) -> Option<String> {
    if line.starts_with("pageboy ") {
        return Some(line.to_owned());
    }
    let (cargo, arguments) = line.split_once(" -- ")?;
    let is_ours = cargo.starts_with("cargo run ") && cargo.ends_with(" -p pageboy-cli");
    is_ours.then(|| format!("pageboy {arguments}"))
}

/// Whether the targets of a `cargo` line exist.
fn is_there(line: &str) -> Result<(), String> {
    let line = line.strip_prefix("BLESS=1 ").unwrap_or(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["cargo", verb, words @ ..] = &*words else {
        return Err("is not run by anything".to_owned());
    };
    if !["bench", "clean", "run", "test"].contains(verb) {
        return Err(format!("nothing is known of `cargo {verb}`"));
    }
    let value = |option: &str| {
        let at = words.iter().position(|word| *word == option)?;
        words.get(at + 1).copied()
    };
    let Some(package) = value("-p") else {
        return Ok(());
    };
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|it| it["name"] == package);
    let package = package.ok_or("there is no such package")?;
    for kind in ["bench", "bin", "test"] {
        let Some(name) = value(&format!("--{kind}")) else {
            continue;
        };
        let mut targets = package["targets"].as_array().unwrap().iter();
        if !targets.any(|it| it["name"] == name && it["kind"][0] == kind) {
            return Err(format!("there is no {kind} `{name}`"));
        }
    }
    Ok(())
}

fn metadata() -> Value {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let output = command.current_dir(workspace()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A shell in a folder where the documents' files are, with the command, keys, and an endpoint.
struct Shell<'m> {
    moto: &'m Moto,
    instance: String,
    folder: PathBuf,
    commands: PathBuf,
}

impl<'m> Shell<'m> {
    fn new(moto: &'m Moto, instance: String) -> Self {
        let build = crate::program::cargo(&["build", "--quiet", "--package", "pageboy-cli"]);
        told(&build.unwrap());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
        let _ = fs::remove_dir_all(&folder);
        copy(&workspace().join("examples/rds-resources"), &folder);
        fs::write(folder.join("a"), "a").unwrap();
        Self {
            moto,
            instance,
            folder,
            commands: python::target().join("debug").canonicalize().unwrap(),
        }
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(&self.folder);
        moto::without_settings(&mut command);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.commands.display()));
        command.env("HOME", self.folder.join("nobody"));
        command.env("INSTANCE", &self.instance);
        command.envs(at(self.moto));
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a line that must succeed.
    fn succeed(&self, line: &str) -> Result<(), String> {
        let output = self.run(line);
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("{}: {said}", output.status)),
        }
    }

    /// Parses a line as the command would.
    fn parse(&self, line: &str) -> Result<(), String> {
        let words = told(&self.run(&format!("printf '%s\\n' {line}")));
        let parsed = pageboy_cli::command::Command::try_parse_from(words.lines());
        parsed.map(drop).map_err(|error| error.to_string())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// Creates the documents' resources; returns the id of a running instance.
async fn world(moto: &Moto) -> Result<String, pageboy::Error> {
    let config = moto.config("us-east-1");
    let s3 = s3::Client::new(&config);
    s3.create_bucket().bucket("logs").send().await?;
    let object = s3.put_object().bucket("logs").key("today.gz");
    object.body("today").send().await?;
    let tables = dynamodb::Client::new(&config);
    let id = AttributeDefinition::default().attribute_name("Id");
    let key = KeySchemaElement::default().attribute_name("Id");
    tables
        .create_table()
        .table_name("music")
        .attribute_definitions([id.attribute_type("S")])
        .key_schema([key.key_type("HASH")])
        .billing_mode("PAY_PER_REQUEST")
        .send()
        .await?;
    let item = [("Id".to_owned(), AttributeValue::S("1".to_owned()))];
    tables
        .put_item()
        .table_name("music")
        .item(item)
        .send()
        .await?;
    let stacks = cloudformation::Client::new(&config);
    let template = r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}"#;
    let stack = stacks.create_stack().stack_name("web");
    stack.template_body(template).send().await?;
    let launch = ec2::Client::new(&config)
        .run_instances()
        .image_id("ami-12c6146b");
    let launched = launch.min_count(1).max_count(1).send().await?;
    let ids = launched.instances().iter();
    Ok(ids.flat_map(|it| it.instance_id.clone()).collect())
}
