//! Reads a rule set, and collects its mistakes.

use indexmap::IndexMap;
use pageboy_schema::endpoint::ParameterKind;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest::{did_you_mean, nearest, suggestion};
use pageboy_schema::reader::{ObjectReader, Problem, named, unknown_key};

use super::rule::{Call, Condition, Parameter, Rule, Then, Value};

/// Versions with these twelve functions and a tree of rules.
const VERSIONS: [&str; 4] = ["1.0", "1.1", "1.2", "1.3"];

/// Parameters and rules of a file.
pub(super) fn read(
    file: &Json,
    problems: &mut Vec<Problem>,
) -> (IndexMap<String, Parameter>, Vec<Rule>) {
    let mut parameters = IndexMap::new();
    let Some(mut top) = ObjectReader::new(file, String::new(), problems) else {
        return (parameters, Vec::new());
    };
    if let Some(version) = top.required_text("version", problems)
        && !VERSIONS.contains(&version.as_str())
    {
        problems.push(Problem {
            pointer: top.place("version"),
            message: format!("version `{version}` is not known; known are 1.0 to 1.3"),
        });
    }
    if let Some(value) = top.required("parameters", problems) {
        match value.as_object() {
            Some(entries) => {
                for (name, value) in entries {
                    let place = pointer(["parameters", name.as_str()]);
                    named(name, &place, problems);
                    let parameter = read_parameter(value, place, problems);
                    parameters.extend(parameter.map(|parameter| (name.clone(), parameter)));
                }
            }
            None => top.mismatch("parameters", "an object", value, problems),
        }
    }
    let rules = read_rules(&mut top, problems);
    // Others are ignored, as in botocore.
    top.finish_leniently(problems);
    (parameters, rules)
}

fn read_parameter(value: &Json, place: String, problems: &mut Vec<Problem>) -> Option<Parameter> {
    let mut reader = ObjectReader::new(value, place, problems)?;
    let word = reader.required_text("type", problems);
    let kind = word.as_ref().and_then(|word| parameter_kind(word));
    if let (Some(word), None) = (word, kind) {
        let known = ["string", "boolean", "stringArray"].into_iter();
        let known = suggestion(&word, known).unwrap_or_default();
        problems.push(Problem {
            pointer: reader.place("type"),
            message: format!("unknown type `{word}`; {known}"),
        });
    }
    let default = reader.member("default").cloned();
    if let (Some(kind), Some(default)) = (kind, &default) {
        let texts = default
            .as_array()
            .map(|items| items.iter().all(|item| item.as_str().is_some()));
        let fits = match kind {
            ParameterKind::Text => default.as_str().is_some(),
            ParameterKind::Boolean => default.as_bool().is_some(),
            ParameterKind::Texts => texts == Some(true),
        };
        if !fits {
            reader.mismatch(
                "default",
                "a value of the parameter's type",
                default,
                problems,
            );
        }
    }
    let required = match reader.member("required") {
        None => false,
        Some(value) => value.as_bool().unwrap_or_else(|| {
            reader.mismatch("required", "a boolean", value, problems);
            false
        }),
    };
    let built_in = reader.name("builtIn", problems);
    reader.text("documentation", problems);
    reader.member("deprecated");
    reader.finish(problems);
    Some(Parameter {
        kind: kind?,
        built_in,
        default,
        required,
    })
}

fn parameter_kind(word: &str) -> Option<ParameterKind> {
    match word.to_ascii_lowercase().as_str() {
        "string" => Some(ParameterKind::Text),
        "boolean" => Some(ParameterKind::Boolean),
        "stringarray" => Some(ParameterKind::Texts),
        _ => None,
    }
}

fn read_rules(reader: &mut ObjectReader<'_>, problems: &mut Vec<Problem>) -> Vec<Rule> {
    let Some(value) = reader.required("rules", problems) else {
        return Vec::new();
    };
    let Some(rules) = value.as_array() else {
        reader.mismatch("rules", "an array", value, problems);
        return Vec::new();
    };
    let place = reader.place("rules");
    let rules = rules.iter().enumerate();
    rules
        .filter_map(|(at, rule)| read_rule(rule, format!("{place}/{at}"), problems))
        .collect()
}

fn read_rule(value: &Json, place: String, problems: &mut Vec<Problem>) -> Option<Rule> {
    let mut reader = ObjectReader::new(value, place.clone(), problems)?;
    let conditions = read_conditions(&mut reader, problems);
    reader.text("documentation", problems);
    let then = read_outcome(&mut reader, problems);
    reader.finish(problems);
    Some(Rule {
        conditions: conditions?,
        then: then?,
        pointer: place,
    })
}

fn read_conditions(
    reader: &mut ObjectReader<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Condition>> {
    let value = reader.required("conditions", problems)?;
    let Some(items) = value.as_array() else {
        reader.mismatch("conditions", "an array", value, problems);
        return None;
    };
    let place = reader.place("conditions");
    let items = items.iter().enumerate();
    all(items.map(|(at, item)| read_condition(item, format!("{place}/{at}"), problems)))
}

fn read_outcome(reader: &mut ObjectReader<'_>, problems: &mut Vec<Problem>) -> Option<Then> {
    const OUTCOMES: [&str; 3] = ["endpoint", "error", "rules"];
    let kind = reader.required_text("type", problems);
    match kind.as_deref() {
        Some("tree") => Some(Then::Rules(read_rules(reader, problems))),
        Some("error") => {
            let value = reader.required("error", problems)?;
            let place = reader.place("error");
            read_text(value, &place, problems).map(Then::Error)
        }
        Some("endpoint") => {
            let value = reader.required("endpoint", problems)?;
            read_endpoint(value, reader.place("endpoint"), problems)
        }
        other => {
            // One of them is meant, and none is unknown.
            for name in OUTCOMES {
                reader.member(name);
            }
            if let Some(other) = other {
                let known = suggestion(other, ["endpoint", "error", "tree"].into_iter());
                let known = known.unwrap_or_default();
                problems.push(Problem {
                    pointer: reader.place("type"),
                    message: format!("unknown type `{other}`; {known}"),
                });
            }
            None
        }
    }
}

fn read_endpoint(value: &Json, place: String, problems: &mut Vec<Problem>) -> Option<Then> {
    let mut endpoint = ObjectReader::new(value, place, problems)?;
    let url = endpoint.required("url", problems);
    let url = url.and_then(|url| read_text(url, &endpoint.place("url"), problems));
    let mut object = |name: &'static str, endpoint: &mut ObjectReader<'_>| {
        let empty = Value::Object(Vec::new());
        match endpoint.member(name) {
            None => Some(empty),
            Some(value @ Json::Object(_)) => {
                let check = match name {
                    "properties" => check_schemes,
                    _ => check_headers,
                };
                check(value, &endpoint.place(name), problems);
                read_data(value, &endpoint.place(name), problems)
            }
            Some(other) => {
                endpoint.mismatch(name, "an object", other, problems);
                None
            }
        }
    };
    let properties = object("properties", &mut endpoint);
    let headers = object("headers", &mut endpoint);
    endpoint.finish(problems);
    Some(Then::Endpoint {
        url: url?,
        properties: properties?,
        headers: headers?,
    })
}

/// Looks at an endpoint's headers: each has a list of values.
fn check_headers(headers: &Json, place: &str, problems: &mut Vec<Problem>) {
    for (name, values) in headers.as_object().into_iter().flatten() {
        let place = place.to_owned() + &pointer([name.as_str()]);
        named(name, &place, problems);
        if values.as_array().is_none() {
            unexpected(values, &place, "an array of strings", problems);
        }
    }
}

/// The names of schemes.
const SCHEMES: [&str; 11] = [
    "sigv2",
    "sigv4",
    "sigv4a",
    "sigv4-s3express",
    "bearer",
    "none",
    "noAuth",
    "httpApiKeyAuth",
    "httpBasicAuth",
    "httpBearerAuth",
    "httpDigestAuth",
];

/// Looks at `authSchemes` of an endpoint's properties: a list of objects, each with a name.
fn check_schemes(properties: &Json, place: &str, problems: &mut Vec<Problem>) {
    let Some(value) = properties.get("authSchemes") else {
        return;
    };
    let place = format!("{place}/authSchemes");
    let Some(schemes) = value.as_array() else {
        return unexpected(value, &place, "an array of objects", problems);
    };
    for (at, scheme) in schemes.iter().enumerate() {
        let place = format!("{place}/{at}");
        let Some(mut reader) = ObjectReader::new(scheme, place, problems) else {
            continue;
        };
        let name = reader.required_text("name", problems);
        // It may have a namespace, as in models.
        let own = |name: &str| name.rsplit('#').next().unwrap_or_default().to_owned();
        let is_known = |name: &String| SCHEMES.contains(&own(name).as_str());
        // One that is not like any of them may be of a later time.
        if let Some(name) = name.filter(|name| !is_known(name))
            && let Some(fix) = did_you_mean(&own(&name), SCHEMES.into_iter())
        {
            problems.push(Problem {
                pointer: reader.place("name"),
                message: format!("unknown scheme `{name}`; {fix}"),
            });
        }
        for name in ["signingName", "signingRegion"] {
            reader.name(name, problems);
        }
        reader.finish_leniently(problems);
    }
}

fn read_condition(value: &Json, place: String, problems: &mut Vec<Problem>) -> Option<Condition> {
    let mut reader = ObjectReader::new(value, place, problems)?;
    let assign = reader.name("assign", problems);
    let call = read_call(&mut reader, problems);
    reader.finish(problems);
    Some(Condition {
        call: call?,
        assign,
    })
}

fn read_call(reader: &mut ObjectReader<'_>, problems: &mut Vec<Problem>) -> Option<Call> {
    let function = reader.required_text("fn", problems);
    let arguments = reader.required("argv", problems)?;
    let Some(arguments) = arguments.as_array() else {
        reader.mismatch("argv", "an array", arguments, problems);
        return None;
    };
    let place = reader.place("argv");
    let arguments = arguments.iter().enumerate();
    let arguments =
        all(arguments.map(|(at, value)| read_value(value, &format!("{place}/{at}"), problems)));
    Some(Call {
        function: function?,
        arguments: arguments?,
    })
}

/// Reads every item, so that each mistake is told; `None` if one is wrong.
fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let items: Vec<_> = items.collect();
    items.into_iter().collect()
}

/// A text: as it is, of a reference, or of a call.
fn read_text(value: &Json, place: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    match value {
        Json::String(_) | Json::Object(_) => read_value(value, place, problems),
        other => {
            unexpected(other, place, "a string, a `ref` or an `fn`", problems);
            None
        }
    }
}

/// A value in a condition, a URL or a message: an object in it is a reference or a call.
fn read_value(value: &Json, place: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    match value {
        Json::Object(members) if members.contains_key("ref") || members.contains_key("fn") => {
            let mut reader = ObjectReader::new(value, place.to_owned(), problems)?;
            let value = if members.contains_key("ref") {
                let name = reader.required_text("ref", problems);
                name.map(Value::Reference)
            } else {
                let call = read_call(&mut reader, problems);
                call.map(|call| Value::Call(Box::new(call)))
            };
            reader.finish(problems);
            value
        }
        Json::Object(members) => {
            let forms = if members.contains_key("argv") {
                "fn"
            } else {
                "ref"
            };
            let misspelt = members.keys().find(|name| {
                let near = nearest(name, [forms].into_iter());
                name.as_str() != "argv" && !near.is_empty()
            });
            match misspelt {
                Some(name) => problems.push(Problem {
                    pointer: place.to_owned() + &pointer([name.as_str()]),
                    message: unknown_key(name, [forms].into_iter()),
                }),
                None => unexpected(value, place, "a value, a `ref` or an `fn`", problems),
            }
            None
        }
        other => read_data(other, place, problems),
    }
}

/// A value in properties and headers: an object in it is an object, as in botocore; `{"ref": …}` and calls are values only
/// in lists of headers.
fn read_data(value: &Json, place: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    match value {
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Bool(value) => Some(Value::Boolean(*value)),
        Json::Number(number) => {
            let integer = number.as_i64().and_then(|value| i32::try_from(value).ok());
            if integer.is_none() {
                unexpected(value, place, "an integer of 32 bits", problems);
            }
            integer.map(Value::Integer)
        }
        Json::Array(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(at, item)| read_any(item, &format!("{place}/{at}"), problems));
            all(items).map(Value::List)
        }
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let place = place.to_owned() + &pointer([name.as_str()]);
                Some((name.clone(), read_any(value, &place, problems)?))
            });
            all(members).map(Value::Object)
        }
        Json::Null => {
            unexpected(value, place, "a value", problems);
            None
        }
    }
}

/// A value in data: a reference or a call if it has that form.
fn read_any(value: &Json, place: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    let is_call = |members: &IndexMap<String, Json>| {
        (members.len() == 1 && members.contains_key("ref"))
            || (members.contains_key("fn") && members.contains_key("argv"))
    };
    match value {
        Json::Object(members) if is_call(members) => read_value(value, place, problems),
        other => read_data(other, place, problems),
    }
}

fn unexpected(value: &Json, place: &str, expected: &str, problems: &mut Vec<Problem>) {
    // Some values are read by their meaning, and then as any other.
    if problems.iter().any(|problem| problem.pointer == place) {
        return;
    }
    problems.push(Problem {
        pointer: place.to_owned(),
        message: format!("expected {expected}, found {}", value.kind()),
    });
}
