//! Endpoint URLs from environment and profile: `tests/functional/configured_endpoint_urls` of botocore, whose cases come with its
//! sources. Each environment is a process of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pageboy::schema::{Operation, shapes};
use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::{Client, Config, Dynamic};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use pageboy_models::{Json, Models};
use pageboy_tests::moto;

use crate::suites::text_at;
use crate::{model, unit_tests};

/// What a process is to do.
const TASK: &str = "PAGEBOY_CONFIGURED_URLS";
/// Before each answer.
const START: &str = "asked: ";

#[test]
fn requests_go_where_botocores_cases_say() {
    let Some(tests) = unit_tests() else {
        return;
    };
    let file = tests.join("../functional/configured_endpoint_urls/profile-tests.json");
    let suite: Json = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let suite = suite.at("/testSuites/0").unwrap();
    let folder = Folder::new("cases");
    let sections =
        sections(suite, "profiles", "profile") + &sections(suite, "services", "services");
    fs::write(folder.0.join("config"), sections).unwrap();
    let cases = suite
        .get("endpointUrlTests")
        .and_then(Json::as_array)
        .unwrap();
    let mut by_environment: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
    for case in cases {
        let cases = by_environment
            .entry(text_at(case, "/environment"))
            .or_default();
        cases.push(case);
    }
    let mut passed = 0;
    for (environment, cases) in by_environment {
        let none = Json::empty();
        let variables = suite.at(&format!("/environments/{environment}"));
        let tasks = cases.iter().map(|case| {
            let client = text_at(case, "/client_config");
            let client = suite.at(&format!("/client_configs/{client}"));
            let url = client.map_or("", |client| text_at(client, "/endpoint_url"));
            let flag = client.and_then(|client| client.get("ignore_configured_endpoint_urls"));
            let (service, profile) = (text_at(case, "/service"), text_at(case, "/profile"));
            let ignores = matches!(flag, Some(Json::Bool(true)));
            format!("{service} {profile} {ignores} {url}")
        });
        let tasks: Vec<String> = tasks.collect();
        let asked = folder.ask(&tasks, pairs(variables.unwrap_or(&none)));
        for (case, asked) in cases.iter().zip(asked) {
            let expected = text_at(case, "/output/endpointUrl");
            assert_eq!(origin(&asked), expected, "{}", text_at(case, "/name"));
            passed += 1;
        }
    }
    println!("configured endpoint URLs: {passed} of {} pass", cases.len());
    assert_eq!(passed, cases.len());
}

#[test]
#[ignore = "it plans an operation of every service: `cargo test -p pageboy-tests --test conformance -- --ignored`"]
fn every_service_has_its_variable_and_its_section() {
    if unit_tests().is_none() {
        return;
    }
    let models = Models::vendored();
    let folder = Folder::new("services");
    let mut section = String::from("[services mine]\n");
    let (mut variables, mut tasks, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for service in models.services().unwrap() {
        let definitions = models.load(&service, None).unwrap();
        let id = definitions.service.metadata().service_id.as_deref();
        let id = id.unwrap_or(&service);
        let id = id.replace([' ', '-'], "_");
        let part = id.to_lowercase().replace('_', "-");
        // Some services share an id.
        if !ids.contains(&part) {
            section += &format!(
                "{} =\n  endpoint_url = https://section-{part}.example\n",
                id.to_lowercase()
            );
        }
        let variable = format!("AWS_ENDPOINT_URL_{}", id.to_uppercase());
        variables.push((variable, format!("https://variable-{part}.example")));
        tasks.push(format!("{service} default false "));
        ids.push(part);
    }
    let keys = "aws_access_key_id = AKID\naws_secret_access_key = secret\nregion = eu-west-1\n";
    fs::write(
        folder.0.join("config"),
        format!("[default]\n{keys}services = mine\n{section}"),
    )
    .unwrap();
    for (kind, variables) in [("section", Vec::new()), ("variable", variables)] {
        let asked = folder.ask(&tasks, variables);
        // Services without an operation that needs no input send nothing; the rules of `signin` take no URL, in botocore either.
        let asked: Vec<_> = ids
            .iter()
            .zip(asked)
            .filter(|(id, asked)| !asked.is_empty() && *id != "signin")
            .collect();
        for (id, asked) in &asked {
            // An operation may put something in front of the host.
            let host = format!("{kind}-{id}.example");
            assert!(origin(asked).ends_with(&host), "{asked}: not {host}");
        }
        println!("{kind}: {} of {} services asked", asked.len(), ids.len());
        assert!(asked.len() * 10 > ids.len() * 8);
    }
}

/// A home folder.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("configured-{}-{name}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Lets a process with these variables send a request for each task.
    fn ask(&self, tasks: &[String], variables: Vec<(String, String)>) -> Vec<String> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        moto::without_settings(&mut command);
        let output = command
            .args([
                "configured_urls::the_process",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env("HOME", &self.0)
            .env("AWS_CONFIG_FILE", self.0.join("config"))
            .env(TASK, tasks.join("\n"))
            .envs(variables)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}\n{complaint}");
        let lines = told.lines().filter_map(|line| line.strip_prefix(START));
        let asked: Vec<String> = lines.map(str::to_owned).collect();
        assert_eq!(asked.len(), tasks.len(), "{told}");
        asked
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
#[ignore = "the tests above start it"]
async fn the_process() {
    let Ok(tasks) = std::env::var(TASK) else {
        return;
    };
    println!();
    for task in tasks.lines() {
        let mut words = task.split(' ');
        let mut word = || words.next().unwrap();
        let (service, profile, ignores, url) = (word(), word(), word(), word());
        let mut builder = Config::builder().profile(profile).no_retries();
        if !url.is_empty() {
            builder = builder.endpoint_url(url);
        }
        if ignores == "true" {
            builder = builder.ignore_configured_endpoint_urls(true);
        }
        let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "")]);
        let config = builder.transport(transport.clone()).load().await.unwrap();
        for operation in operations(service) {
            let client = Client::new(operation.service, &config);
            let input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
            let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
            let _no_answer = client.call(operation, &input, output).await;
            if !transport.requests().is_empty() {
                break;
            }
        }
        let requests = transport.requests();
        println!(
            "{START}{}",
            requests
                .first()
                .map_or(String::new(), |sent| sent.uri.to_string())
        );
    }
}

/// Operations of which one needs no input.
fn operations(service: &str) -> Vec<&'static Operation> {
    match service {
        "s3" => return vec![model::vendored("s3", "listbuckets").unwrap()],
        "dynamodb" => return vec![model::vendored("dynamodb", "listtables").unwrap()],
        _ => {}
    }
    let definitions = Models::vendored().load(service, None).unwrap();
    let service_model = &definitions.service;
    let is_free = |name: &&str| {
        let operation = service_model.operation(name).unwrap();
        let input = operation
            .input
            .map(|input| service_model.shape(&input.shape).unwrap());
        input.is_none_or(|input| input.required.is_empty())
    };
    let names = service_model.operation_names().filter(is_free).take(3);
    let names: Vec<String> = names.map(str::to_owned).collect();
    let plans = Builder::new()
        .service(Service::new(service).operations(names))
        .plan();
    let tables = Tables::new(plans.unwrap().first().unwrap());
    tables.operations.into_values().collect()
}

fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{host}")
}

fn sections(suite: &Json, key: &str, kind: &str) -> String {
    let mut text = String::new();
    let Some(Json::Object(sections)) = suite.get(key) else {
        return text;
    };
    for (name, settings) in sections {
        text += &format!("[{kind} {name}]\n");
        let Json::Object(settings) = settings else {
            continue;
        };
        for (name, value) in settings {
            match value {
                Json::Object(_) => {
                    text += &format!("{name} =\n");
                    for (name, value) in pairs(value) {
                        text += &format!("  {name} = {value}\n");
                    }
                }
                value => text += &format!("{name} = {}\n", value.as_str().unwrap_or_default()),
            }
        }
    }
    text
}

fn pairs(object: &Json) -> Vec<(String, String)> {
    let Json::Object(entries) = object else {
        return Vec::new();
    };
    let entries = entries.iter();
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    entries
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}
