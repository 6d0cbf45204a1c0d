//! The scripts of `examples/boto3/scripts`, run by Python with boto3, print what the programs of the same names do.

use std::path::{Path, PathBuf};
use std::process::Command;

use futures_util::future::try_join_all;
use pageboy_tests::moto::{self, Moto};
use pageboy_tests::python;

use super::{program, stopped_instance};
use crate::program::{at, told};
use crate::services::{ec2, s3};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/boto3")
}

/// The lines that a script prints.
fn python(name: &str, arguments: &[&str], moto: &Moto) -> Vec<String> {
    let interpreter = python::interpreter().unwrap();
    let mut command = Command::new(interpreter);
    command.arg("-B");
    command.arg(folder().join("scripts").join(format!("{name}.py")));
    command.args(arguments);
    moto::without_settings(&mut command);
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_DEFAULT_REGION", "us-east-1");
    command.env("PYTHONIOENCODING", "utf-8");
    command.envs(at(moto));
    lines(&told(&command.output().unwrap()))
}

/// The lines that the program prints.
fn rust(name: &str, arguments: &[&str], moto: &Moto) -> Vec<String> {
    lines(&told(&program(name, arguments, &at(moto)).unwrap()))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What both print of instances that are stopped at first, one for each: the id is `<id>`.
async fn of_an_instance(name: &str, moto: &Moto) -> Vec<String> {
    let without = |lines: Vec<String>, id: &str| -> Vec<String> {
        let lines = lines.iter();
        lines.map(|line| line.replace(id, "<id>")).collect()
    };
    let id = stopped_instance(moto).await.unwrap();
    let theirs = without(python(name, &[&id], moto), &id);
    let id = stopped_instance(moto).await.unwrap();
    let ours = without(rust(name, &[&id], moto), &id);
    assert_eq!(ours, theirs, "{name}");
    // The state is that of the program's own instance.
    let described = ec2::Client::new(&moto.config("us-east-1")).describe_instances();
    let described = described.instance_ids([&id]).send().await.unwrap();
    let state = described.reservations()[0].instances()[0].state.clone();
    let name = state.and_then(|state| state.name).unwrap().to_string();
    let last = ours.last().unwrap();
    assert!(last.ends_with(&name), "{last}: it is {name}");
    ours
}

#[tokio::test]
async fn a_resource_starts_and_waits_until_it_runs() {
    let Some(moto) = moto::server() else {
        return;
    };
    assert_eq!(of_an_instance("resource", moto).await, ["<id> running"]);
}

#[tokio::test]
async fn a_client_starts_and_waits() {
    let Some(moto) = moto::server() else {
        return;
    };
    let expected = ["<id> was stopped", "<id> is running"];
    assert_eq!(of_an_instance("client", moto).await, expected);
}

#[tokio::test]
async fn a_resource_starts_and_its_client_waits() {
    let Some(moto) = moto::server() else {
        return;
    };
    let told = of_an_instance("resource_and_client", moto).await;
    assert_eq!(told, ["<id> running"]);
}

#[tokio::test]
async fn a_resource_waits_for_each_of_its_states() {
    let Some(moto) = moto::server() else {
        return;
    };
    let expected = ["<id> stopped", "<id> stopped", "<id> terminated"];
    assert_eq!(of_an_instance("states", moto).await, expected);
}

#[test]
fn the_client_of_a_resource_tells_the_regions() {
    let Some(moto) = moto::server() else {
        return;
    };
    let ours = rust("regions", &[], moto);
    assert_eq!(ours, python("regions", &[], moto));
    assert!(ours.iter().any(|name| name == "eu-west-1"), "{ours:?}");
}

#[tokio::test]
async fn a_paginator_lists_more_keys_than_a_page_has() {
    let Some(moto) = moto::server() else {
        return;
    };
    let s3 = s3::Client::new(&moto.config("us-east-1"));
    let bucket = "more-than-a-page";
    s3.create_bucket().bucket(bucket).send().await.unwrap();
    // A page has 1,000 at most.
    let numbers: Vec<u32> = (0..2_003).collect();
    for some in numbers.chunks(50) {
        let puts = some.iter().map(|number| {
            let key = match number % 4 {
                0 => format!("notes/{number:04}.txt"),
                1 => format!("day {number}+&<é>.txt"),
                2 => format!("{number}%2F😀"),
                _ => format!("{number}"),
            };
            s3.put_object().bucket(bucket).key(key).body("note").send()
        });
        try_join_all(puts).await.unwrap();
    }
    let ours = rust("keys", &[bucket], moto);
    assert_eq!(ours.len(), numbers.len());
    assert_eq!(ours, python("keys", &[bucket], moto));
}

#[tokio::test]
async fn a_bucket_without_keys_has_a_page_without_contents() {
    let Some(moto) = moto::server() else {
        return;
    };
    let s3 = s3::Client::new(&moto.config("us-east-1"));
    let bucket = s3.create_bucket().bucket("nothing-to-list");
    bucket.send().await.unwrap();
    let ours = rust("keys", &["nothing-to-list"], moto);
    assert_eq!(ours, python("keys", &["nothing-to-list"], moto));
    assert!(ours.is_empty());
}

#[test]
fn each_line_of_a_script_stands_beside_the_program() {
    let mut number = 0;
    for entry in std::fs::read_dir(folder().join("scripts")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let script = std::fs::read_to_string(&path).unwrap();
        let program = folder().join("src/bin").join(format!("{name}.rs"));
        let program = std::fs::read_to_string(program).unwrap();
        let is_code = |line: &&str| {
            let is_told = line.is_empty() || line.starts_with("\"\"\"");
            !is_told && !line.starts_with("import ")
        };
        let script: Vec<&str> = script.lines().map(str::trim).filter(is_code).collect();
        let beside = program.lines().map(str::trim);
        let beside: Vec<&str> = beside.filter_map(|line| line.strip_prefix("// ")).collect();
        assert_eq!(beside, script, "{name}");
        number += 1;
    }
    assert!(number >= 6, "{number} scripts");
}
