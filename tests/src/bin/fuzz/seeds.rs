//! What fuzzing starts from: our own seeds, botocore's suites, our cases, and the definitions that we ship.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy_models::{FileKind, Json, Models};
use pageboy_tests::python;
use serde_json::Value;

use crate::frames::frame;
use crate::input::Answer;
use crate::target::{Kind, Target};
use crate::{Outcome, dictionary, package};

/// The smallest services are the quickest to plan, and small definitions to change.
const SERVICES: usize = 20;
const LARGEST: usize = 6_000;

/// Writes the seeds of a target, and its dictionary.
pub(crate) fn write(target: &Target) -> Outcome<()> {
    let folder = target.seeds();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let seeds = match &target.kind {
        Kind::Answers(protocol) => answers(protocol)?,
        Kind::AttributeValues => files("attribute_values")?,
        // Any bytes are a stream.
        Kind::Chunks => BTreeSet::from([b"\0\0\x05\0\0\0\0\x01\x01\0\0".to_vec()]),
        Kind::Endpoints => files("endpoints")?,
        Kind::Events => events()?,
        Kind::Expressions => expressions()?,
        Kind::LenientJson => files("lenient_json")?,
        Kind::Manifests => files("manifests")?,
        Kind::Models => models()?,
        Kind::Pages => files("pages")?,
        Kind::Profiles => files("profiles")?,
        Kind::Recordings => recordings()?,
        Kind::Shorthand => shorthand()?,
        Kind::Xml => files("xml")?,
        Kind::Tokens => tokens()?,
    };
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("{number:04}")), seed)?;
    }
    dictionary::write(target)
}

/// Our own answers, and those of the suites.
fn answers(protocol: &str) -> Outcome<BTreeSet<Vec<u8>>> {
    let operations = operations()?;
    let index = |name: &str| operations.iter().position(|known| known == name);
    let is_xml = dictionary::is_xml(protocol);
    let mut seeds = BTreeSet::new();
    for entry in fs::read_dir(
        package()
            .join("seeds")
            .join(if is_xml { "xml" } else { "json" }),
    )? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let operation = name.split('-').next().unwrap_or_default();
        let index = index(operation).ok_or_else(|| format!("{name}: no operation {operation}"))?;
        // All but the first two bytes.
        let mut seed = vec![u8::try_from(index)?, 0];
        seed.extend(fs::read(&path)?);
        seeds.insert(seed);
    }
    let echo = u8::try_from(index("Echo").unwrap_or_default())?;
    for (headers, body) in suites(protocol)? {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()));
        let answer = Answer {
            operation: echo,
            headers: headers.collect(),
            body: &body,
            ..Answer::default()
        };
        seeds.insert(answer.write());
    }
    if !is_xml {
        for body in bodies_of_cases()? {
            let body = body.to_string();
            let answer = Answer {
                operation: echo,
                body: body.as_bytes(),
                ..Answer::default()
            };
            seeds.insert(answer.write());
        }
    }
    Ok(seeds)
}

/// The operations of the made-up service in the order of the target.
fn operations() -> Outcome<Vec<String>> {
    let text = fs::read_to_string(package().join("models/everything.json"))?;
    let model: Value = serde_json::from_str(&text)?;
    let names = model["operations"].as_object().into_iter().flatten();
    let mut names: Vec<String> = names.map(|(name, _)| name.clone()).collect();
    // The target adds it.
    names.push("Many".to_owned());
    names.sort();
    Ok(names)
}

type Headers = Vec<(String, String)>;

/// The answers of botocore's protocol suites; none without its sources.
fn suites(protocol: &str) -> Outcome<Vec<(Headers, Vec<u8>)>> {
    let Some(sources) = sources() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for folder in ["output", "legacy/output"] {
        for (_, suites) in json_files(&sources.join("tests/unit/protocols").join(folder))? {
            for suite in suites.as_array().into_iter().flatten() {
                if suite["metadata"]["protocol"] != protocol {
                    continue;
                }
                let cases = suite["cases"].as_array().into_iter().flatten();
                found.extend(cases.map(|case| answer(protocol, &case["response"])));
            }
        }
    }
    Ok(found)
}

fn answer(protocol: &str, response: &Value) -> (Headers, Vec<u8>) {
    let headers = response["headers"].as_object().into_iter().flatten();
    let headers =
        headers.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
    let body = response["body"].as_str().unwrap_or_default();
    let body = match protocol {
        "smithy-rpc-v2-cbor" => STANDARD.decode(body).unwrap_or_default(),
        _ => body.as_bytes().to_vec(),
    };
    (headers.collect(), body)
}

#[allow(clippy::print_stderr, reason = "a run without them finds less")]
fn sources() -> Option<&'static Path> {
    static SAID: OnceLock<()> = OnceLock::new();
    match python::botocore_sources() {
        Ok(sources) => Some(sources),
        Err(reason) => {
            SAID.get_or_init(|| eprintln!("without seeds of botocore's suites: {reason}"));
            None
        }
    }
}

/// Streams with each kind of message, in the protocols that have them.
fn events() -> Outcome<BTreeSet<Vec<u8>>> {
    let seeds = |form: &str, name: &str| fs::read(package().join("seeds").join(form).join(name));
    let (json, xml) = (seeds("json", "Echo-full")?, seeds("xml", "Echo-full")?);
    let documents = [&json[1..], &json[1..], &xml[1..], &[0xa0]];
    let mut found = BTreeSet::new();
    for (choice, document) in (0_u8..).zip(documents) {
        let event = |name: &str, payload: &[u8]| {
            let headers = [
                (":message-type", "event"),
                (":event-type", name),
                ("Name", "n"),
            ];
            frame(&headers, payload)
        };
        let failed = [
            (":message-type", "exception"),
            (":exception-type", "Failed"),
        ];
        let error = [
            (":message-type", "error"),
            (":error-code", "c"),
            (":error-message", "m"),
        ];
        let streams = [
            vec![event("Full", document), event("Full", b"")],
            vec![
                event("Bytes", b"\0\xff"),
                event("Text", "ä".as_bytes()),
                event("Silence", b""),
            ],
            vec![event("All", document), event("New", document)],
            vec![event("Bytes", b"1"), frame(&failed, document)],
            vec![
                event("Bytes", b"1"),
                frame(&error, b""),
                event("Bytes", b"2"),
            ],
        ];
        for stream in streams {
            let mut seed = vec![choice, 7];
            // Where there are no HTTP bindings.
            if matches!(choice, 0 | 3) {
                seed.extend(event("initial-response", document));
            }
            seed.extend(stream.concat());
            found.insert(seed);
        }
    }
    Ok(found)
}

/// The expressions of all waiters, paginators and resources that we ship.
fn expressions() -> Outcome<BTreeSet<Vec<u8>>> {
    let models = Models::vendored();
    let mut seeds = BTreeSet::new();
    for service in models.services()? {
        for version in models.versions(&service)? {
            for kind in [FileKind::Waiters, FileKind::Paginators, FileKind::Resources] {
                expressions_in(
                    models.document(&service, &version, kind)?.value(),
                    &mut seeds,
                );
            }
        }
    }
    Ok(seeds)
}

fn expressions_in(value: &Json, seeds: &mut BTreeSet<Vec<u8>>) {
    const KEYS: [&str; 5] = [
        "argument",
        "output_token",
        "more_results",
        "path",
        "result_key",
    ];
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                match value {
                    Json::String(text) if KEYS.contains(&key.as_str()) => {
                        seeds.insert(text.clone().into());
                    }
                    value => expressions_in(value, seeds),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| expressions_in(item, seeds)),
        _ => {}
    }
}

/// Our made-up services, and the smallest of those that we ship.
fn models() -> Outcome<BTreeSet<Vec<u8>>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = BTreeSet::new();
    for models in ["golden/models", "cases/model"] {
        let models = Models::from_dir(tests.join(models));
        for service in models.services()? {
            seeds.insert(definitions(&models, &service)?);
        }
    }
    let models = Models::vendored();
    let mut services = Vec::new();
    for service in models.services()? {
        for version in models.versions(&service)? {
            let folder = models.base().join(&service).join(version);
            let size = fs::metadata(folder.join("service-2.json.gz")).map(|file| file.len());
            services.push((size.unwrap_or(u64::MAX), service.clone()));
        }
    }
    services.sort();
    for (_, service) in services.iter().take(SERVICES) {
        seeds.insert(definitions(&models, service)?);
    }
    seeds.retain(|seed| seed.len() <= LARGEST);
    seeds.insert(small()?);
    Ok(seeds)
}

/// Seeds that are written as they are.
fn files(folder: &str) -> Outcome<BTreeSet<Vec<u8>>> {
    let mut seeds = BTreeSet::new();
    for entry in fs::read_dir(package().join("seeds").join(folder))? {
        seeds.insert(fs::read(entry?.path())?);
    }
    Ok(seeds)
}

/// What the cases of the command have.
fn shorthand() -> Outcome<BTreeSet<Vec<u8>>> {
    let path = package().join("../../cli/src/shorthand/cases.json");
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(path)?)?;
    let texts = cases.iter().filter_map(|case| case["text"].as_str());
    Ok(texts.map(|text| text.as_bytes().to_vec()).collect())
}

/// Recordings, and answers to be recorded.
fn recordings() -> Outcome<BTreeSet<Vec<u8>>> {
    let mut seeds = files("recordings")?;
    // The protocols in the order of the target.
    for (choice, protocol) in (0_u8..).zip(["json", "rest-json", "rest-xml"]) {
        for mut seed in answers(protocol)? {
            seed[1] = choice;
            seeds.insert(seed);
        }
    }
    Ok(seeds)
}

/// The small service that has something of everything.
fn small() -> Outcome<Vec<u8>> {
    let mut seed = b"=== pageboy.toml\n[fuzz]\noperations = \"*\"\nresources = \"*\"\n".to_vec();
    for name in ["service-2", "waiters-2", "paginators-1", "resources-1"] {
        let name = format!("{name}.json");
        let text = fs::read_to_string(package().join("models/small").join(&name))?;
        seed.extend(format!("=== {name}\n{text}").bytes());
    }
    Ok(seed)
}

/// The files of a service as one input.
fn definitions(models: &Models, service: &str) -> Outcome<Vec<u8>> {
    let version = models.versions(service)?.pop().unwrap_or_default();
    let manifest = b"=== pageboy.toml\n[fuzz]\noperations = \"*\"\nresources = \"*\"\n";
    let mut seed = manifest.to_vec();
    for kind in [
        FileKind::Service,
        FileKind::Waiters,
        FileKind::Paginators,
        FileKind::Resources,
    ] {
        let document = models.document(service, &version, kind)?;
        if !document.sources().is_empty() {
            seed.extend(format!("=== {}.json\n{}\n", kind.stem(), document.value()).bytes());
        }
    }
    Ok(seed)
}

/// The starting tokens and pages of our cases.
fn tokens() -> Outcome<BTreeSet<Vec<u8>>> {
    let mut tokens = BTreeSet::from([String::new()]);
    for case in cases("paginators")? {
        for token in [&case["options"]["starting_token"], &case["token"]] {
            tokens.extend(token.as_str().map(str::to_owned));
        }
    }
    let page = fs::read_to_string(package().join("seeds/json/ListItems-all"))?;
    let mut seeds = BTreeSet::new();
    for choice in '0'..'8' {
        for token in &tokens {
            seeds.insert(format!("{choice}{token}{page}").into());
        }
    }
    Ok(seeds)
}

/// The bodies that the services of our cases answer with.
fn bodies_of_cases() -> Outcome<Vec<Value>> {
    let cases = cases("waiters")?.into_iter().chain(cases("paginators")?);
    let bodies = cases.flat_map(|case| {
        let responses = case["responses"].as_array().cloned().unwrap_or_default();
        responses
            .into_iter()
            .map(|response| response["body"].clone())
    });
    Ok(bodies.filter(Value::is_object).collect())
}

fn cases(folder: &str) -> Outcome<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("cases")
        .join(folder);
    let files = json_files(&folder)?.into_iter();
    Ok(files
        .flat_map(|(_, cases)| cases.as_array().cloned().unwrap_or_default())
        .collect())
}

fn json_files(folder: &Path) -> Outcome<Vec<(String, Value)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((name, serde_json::from_slice(&fs::read(&path)?)?));
        }
    }
    Ok(files)
}
