//! The functions of rules, by made-up rules that call them.

use std::sync::LazyLock;

use pageboy::Document;
use pageboy::generated::endpoint_rules;
use pageboy::schema::EndpointRules;
use pageboy_codegen::plan::endpoint as plan;
use pageboy_models::endpoint_rules as definitions;
use serde_json::{Value, json};

use crate::dynamic::endpoint;

/// Checks what the functions make of a text.
pub(super) fn check(text: &str) {
    static FUNCTIONS: LazyLock<Functions> = LazyLock::new(Functions::new);
    let functions = &*FUNCTIONS;
    url(functions, text);
    arn(functions, text);
    bucket(functions, text);
    // A middle, from either side.
    let part = |from: usize, to: usize| {
        let part = text.get(from..to).filter(|_| text.is_ascii());
        part.map(str::to_owned)
    };
    assert_eq!(functions.text(&functions.start, text), part(1, 4));
    let end = text.len();
    let expected = end.checked_sub(4).and_then(|from| part(from, end - 1));
    assert_eq!(functions.text(&functions.end, text), expected);
    let encoded = functions.text(&functions.encode, text).unwrap();
    let is_kept = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    assert!(encoded.chars().all(is_kept), "{encoded:?}");
}

/// A URL that is put together of its parts has the same parts.
fn url(functions: &Functions, text: &str) {
    let Some(written) = functions.text(&functions.url, text) else {
        return;
    };
    let is_known = written.starts_with("https://") || written.starts_with("http://");
    assert!(is_known, "{written}");
    let again = functions.text(&functions.url, &written);
    assert_eq!(again.as_deref(), Some(&*written), "{text:?}");
    let path = functions.text(&functions.path, text).unwrap();
    assert!(path.starts_with('/') && path.ends_with('/'), "{path:?}");
    let segments = path.split('/').skip(1);
    let empty = segments.clone().filter(|part| part.is_empty()).count();
    assert_eq!(empty, 1, "{path:?}");
    assert!(segments.clone().all(|part| part != "." && part != ".."));
    assert_eq!(functions.text(&functions.path, &written), Some(path));
}

/// An ARN that is put together of its parts is the same; the parts of the resource stand in their order.
fn arn(functions: &Functions, text: &str) {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_arn = parts.len() == 6
        && parts[0] == "arn"
        && [1, 2, 5].iter().all(|part| !parts[*part].is_empty());
    let written = functions.text(&functions.arn, text);
    assert_eq!(written.is_some(), is_arn, "{text:?}");
    let Some(written) = written else {
        return;
    };
    let resource = parts[5].split([':', '/']).next().unwrap();
    let expected = format!("{}:{resource}", parts[..5].join(":"));
    assert_eq!(written, expected);
    let second = parts[5].split([':', '/']).nth(1).map(str::to_owned);
    assert_eq!(functions.text(&functions.second, text), second);
}

/// What can stand in a host is made of what hosts are made of.
fn bucket(functions: &Functions, text: &str) {
    let [label, labels, bucket, buckets] = functions
        .checks
        .each_ref()
        .map(|rules| functions.text(rules, text).is_some());
    assert!(!label || labels, "{text:?}: a label, and no labels");
    assert!(!bucket || buckets, "{text:?}");
    assert!(!bucket || label, "{text:?}");
    assert!(!buckets || labels, "{text:?}");
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    assert!(!labels || text.chars().all(is_host), "{text:?}");
    assert!(!label || !text.contains('.'), "{text:?}");
    let has_capitals = text.contains(|c: char| c.is_ascii_uppercase());
    assert!(!buckets || !has_capitals, "{text:?}");
}

/// Made-up rules, each with one parameter, `Text`.
struct Functions {
    url: Rules,
    path: Rules,
    arn: Rules,
    second: Rules,
    start: Rules,
    end: Rules,
    encode: Rules,
    /// A label, labels, a bucket, a bucket with dots.
    checks: [Rules; 4],
}

struct Rules {
    tables: &'static EndpointRules,
    host: &'static str,
}

impl Functions {
    fn new() -> Self {
        let rules = |function: &str, arguments: Value, result: &str| {
            let mut argv = vec![json!({"ref": "Text"})];
            argv.extend(arguments.as_array().cloned().unwrap_or_default());
            Rules::new(
                &[json!({"fn": function, "argv": argv, "assign": "found"})],
                result,
            )
        };
        let second = [
            json!({"fn": "aws.parseArn", "argv": [{"ref": "Text"}], "assign": "arn"}),
            json!({"fn": "getAttr", "argv": [{"ref": "arn"}, "resourceId[1]"], "assign": "found"}),
        ];
        let check =
            |function, with_dots: bool| rules(function, json!([with_dots]), "https://is.one");
        let label = "isValidHostLabel";
        let bucket = "aws.isVirtualHostableS3Bucket";
        Self {
            url: rules(
                "parseURL",
                json!([]),
                "{found#scheme}://{found#authority}{found#path}",
            ),
            path: rules("parseURL", json!([]), "{found#normalizedPath}"),
            arn: rules(
                "aws.parseArn",
                json!([]),
                "arn:{found#partition}:{found#service}:{found#region}:{found#accountId}:{found#resourceId[0]}",
            ),
            second: Rules::new(&second, "{found}"),
            start: rules("substring", json!([1, 4, false]), "{found}"),
            end: rules("substring", json!([1, 4, true]), "{found}"),
            encode: rules("uriEncode", json!([]), "{found}"),
            checks: [
                check(label, false),
                check(label, true),
                check(bucket, false),
                check(bucket, true),
            ],
        }
    }

    /// What the rules give for a text; `None` if their condition does not hold.
    fn text(&self, rules: &Rules, text: &str) -> Option<String> {
        let parameters = [("Text".to_owned(), Document::String(text.to_owned()))];
        let found = endpoint_rules::resolve(rules.tables, rules.host, &parameters);
        let again = endpoint_rules::resolve(rules.tables, rules.host, &parameters);
        assert_eq!(found, again, "{text:?}, twice");
        match found {
            Ok(found) => Some(found.url),
            Err(message) => {
                assert_eq!(message, "none", "{text:?}");
                None
            }
        }
    }
}

impl Rules {
    fn new(conditions: &[Value], url: &str) -> Self {
        let rules = json!({
            "version": "1.0",
            "parameters": {"Text": {"type": "String", "required": true, "documentation": "-"}},
            "rules": [
                {"conditions": conditions, "endpoint": {"url": url, "properties": {}, "headers": {}}, "type": "endpoint"},
                {"conditions": [], "error": "none", "type": "error"},
            ],
        });
        let rules = definitions::EndpointRules::parse(&rules.to_string()).unwrap();
        let (rules, host) = plan::tables(&rules).unwrap();
        Self {
            tables: Box::leak(Box::new(endpoint::rules(&rules))),
            host: host.leak(),
        }
    }
}
