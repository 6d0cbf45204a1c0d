//! `--param Name=value`: short forms of JSON, read by the member's type.

use std::io;
use std::path::Path;

use pageboy::Blob;
use pageboy::schema::{Kind, Member, Shape};
use pageboy::view::{Slot, Structure};
use pageboy::{Body, Dynamic};
use pageboy_models::{Json, NotJson};

use crate::input::Mistake;
use crate::names;
use crate::scalar::{NO_BYTES, scalar};
use crate::shorthand;
use crate::text_file;

/// Adds parameters to an input, a JSON object: each replaces the member of its name; repeated, a list gets the items of all.
///
/// | the member is | a value is |
/// |---|---|
/// | text, a time, bytes | the text; `file://path` takes the text of a file, `fileb://path` the bytes of one |
/// | a number, a boolean | as in JSON or in Python |
/// | a list | items, separated by commas; one with a comma stands in quotes; or JSON |
/// | a structure or a map | the AWS CLI's shorthand, `Key=value,Key=value` (see [`shorthand`]); or JSON |
/// | a list of structures | one of them; or JSON |
pub fn add(
    shape: &'static Shape,
    parameters: &[String],
    input: &mut Json,
) -> (Files, Vec<Mistake>) {
    let mut files = Files::default();
    let mut mistakes = Vec::new();
    let mut given: Vec<&str> = Vec::new();
    let Json::Object(members) = input else {
        return (files, mistakes); // The reader of the input reports its form.
    };
    for parameter in parameters {
        let (name, text) = parameter.split_once('=').unwrap_or((parameter, ""));
        if !parameter.contains('=') {
            mistakes.push(Mistake {
                place: format!("--param {parameter}"),
                message: "a parameter is written Name=value".to_owned(),
            });
            continue;
        }
        let mut mistake = |message: String| {
            mistakes.push(Mistake {
                place: name.to_owned(),
                message,
            });
        };
        let known = shape.members().iter().map(|member| member.name);
        let member = match names::find(name, known) {
            Ok(name) => shape.members().iter().find(|member| member.name == name),
            Err(nearest) => {
                mistake(format!("{} has no such member{nearest}", shape.name));
                continue;
            }
        };
        let Some(member) = member else { continue };
        if let Some(path) = bytes_of(member, text) {
            match open(member, Path::new(path)) {
                Ok(_) if given.contains(&member.name) => {
                    mistake("is given twice, and is not a list".to_owned());
                }
                Ok(bytes) => {
                    members.shift_remove(member.name);
                    files.0.push((member.name, bytes));
                }
                Err(error) => mistake(format!("cannot read {path}: {error}")),
            }
            given.push(member.name);
            continue;
        }
        let value = match whole(member, text) {
            Ok(value) => value,
            Err(message) => {
                mistake(message);
                continue;
            }
        };
        if !given.contains(&member.name) {
            members.insert(member.name.to_owned(), value);
        } else if let (Some(Json::Array(items)), Json::Array(more)) =
            (members.get_mut(member.name), value)
        {
            items.extend(more);
        } else {
            mistake("is given twice, and is not a list".to_owned());
        }
        given.push(member.name);
    }
    (files, mistakes)
}

/// Members whose bytes come from files.
#[derive(Debug, Default)]
pub struct Files(Vec<(&'static str, Bytes)>);

/// The bytes of a file; a stream is read only when it is sent.
#[derive(Debug)]
enum Bytes {
    Read(Blob),
    Streamed(Body),
}

impl Files {
    /// Sets the members.
    pub fn set(self, input: &mut Dynamic) {
        for (name, bytes) in self.0 {
            let index = input.shape().index_of(name);
            let place = index.and_then(|index| input.get_mut(index));
            match (place.map(|place| place.slot()), bytes) {
                (Some(Slot::Stream(place)), Bytes::Streamed(body)) => *place = body,
                (Some(Slot::Blob(place)), Bytes::Read(bytes)) => *place = bytes,
                _ => {}
            }
        }
    }
}

fn open(member: &Member, path: &Path) -> io::Result<Bytes> {
    // A pipe can be read only once, and is read now.
    if member.target.kind == Kind::Stream && std::fs::metadata(path)?.is_file() {
        return Body::from_path(path).map(Bytes::Streamed);
    }
    let bytes = std::fs::read(path)?;
    Ok(match member.target.kind {
        Kind::Stream => Bytes::Streamed(Body::from(bytes)),
        _ => Bytes::Read(Blob::new(bytes)),
    })
}

/// The file for a member that is bytes.
fn bytes_of<'t>(member: &Member, text: &'t str) -> Option<&'t str> {
    let path = text.strip_prefix("fileb://")?;
    matches!(member.target.kind, Kind::Blob | Kind::Stream).then_some(path)
}

/// The value of a parameter, which may be in a file.
fn whole(member: &Member, text: &str) -> Result<Json, String> {
    if text.starts_with("fileb://") {
        return Err(NO_BYTES.to_owned());
    }
    let Some(path) = text.strip_prefix("file://") else {
        return value(member, text, false);
    };
    let text = text_file::read(path)?;
    value(member, &text, false)
}

fn value(member: &Member, text: &str, is_item: bool) -> Result<Json, String> {
    let shape = member.target;
    Ok(match shape.kind {
        // A header that holds JSON may be text alone, as in botocore.
        Kind::Document if member.is_json_value() && !starts(text, '{') && !starts(text, '[') => {
            json(text).unwrap_or_else(|_| Json::String(text.to_owned()))
        }
        Kind::Document => json(text)?,
        Kind::List if starts(text, '[') => json(text)?,
        Kind::List => {
            let element = shape.element();
            match element.target.kind {
                Kind::List | Kind::Document => json(text)?,
                Kind::Map | Kind::Structure | Kind::Union => {
                    Json::Array(vec![value(element, text, true)?])
                }
                _ if text.is_empty() => Json::Array(Vec::new()),
                _ => {
                    let items = shorthand::items(text)?;
                    let items = items.iter().map(|item| scalar(element, item));
                    Json::Array(items.collect())
                }
            }
        }
        Kind::Map | Kind::Structure | Kind::Union if starts(text, '{') => json(text)?,
        Kind::Map | Kind::Structure | Kind::Union => shorthand::read(shape, text, is_item)?,
        _ => scalar(member, text),
    })
}

fn starts(text: &str, with: char) -> bool {
    text.trim_start().starts_with(with)
}

fn json(text: &str) -> Result<Json, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("is not JSON: {}", NotJson::explain(text, &error)))
}

#[cfg(test)]
mod tests {
    use pageboy::schema::shapes;

    use super::*;

    static NAMES: Shape = Shape::new("Names", Kind::List, &[Member::new("", &shapes::STRING)]);
    static COUNTS: Shape = Shape::new("Counts", Kind::List, &[Member::new("", &shapes::INTEGER)]);
    static TAGS: Shape = Shape::new(
        "Tags",
        Kind::Map,
        &[
            Member::new("", &shapes::STRING),
            Member::new("", &shapes::STRING),
        ],
    );
    static FILTER: Shape = Shape::structure(
        "Filter",
        &[
            Member::new("Name", &shapes::STRING),
            Member::new("Values", &NAMES),
        ],
    );
    static FILTERS: Shape = Shape::new("Filters", Kind::List, &[Member::new("", &FILTER)]);
    static ALL: Shape = Shape::structure(
        "All",
        &[
            Member::new("DryRun", &shapes::BOOLEAN),
            Member::new("MaxResults", &shapes::INTEGER),
            Member::new("Name", &shapes::STRING),
            Member::new("InstanceIds", &NAMES),
            Member::new("Counts", &COUNTS),
            Member::new("Tags", &TAGS),
            Member::new("Filters", &FILTERS),
            Member::new("Filter", &FILTER),
            Member::new("Data", &shapes::BLOB),
        ],
    );

    fn added(parameters: &[&str], input: &str) -> (String, Vec<String>) {
        let parameters: Vec<_> = parameters.iter().map(|text| (*text).to_owned()).collect();
        let mut input = serde_json::from_str(input).unwrap();
        let (_, mistakes) = add(&ALL, &parameters, &mut input);
        let mistakes = mistakes
            .into_iter()
            .map(|mistake| format!("{}: {}", mistake.place, mistake.message));
        (serde_json::to_string(&input).unwrap(), mistakes.collect())
    }

    #[test]
    fn each_type_has_its_short_form() {
        for (parameters, expected) in [
            (&["dry-run=true"][..], r#"{"DryRun":true}"#),
            (&["dry-run=False"], r#"{"DryRun":false}"#),
            (&["max_results=5"], r#"{"MaxResults":5}"#),
            (&["max_results=+07"], r#"{"MaxResults":7}"#),
            (&["Name=a=b,c"], r#"{"Name":"a=b,c"}"#),
            (&["Name="], r#"{"Name":""}"#),
            (
                &["instance-ids=i-1,i-2", "InstanceIds=i-3"],
                r#"{"InstanceIds":["i-1","i-2","i-3"]}"#,
            ),
            (&[r#"InstanceIds=["a,b"]"#], r#"{"InstanceIds":["a,b"]}"#),
            (&["InstanceIds="], r#"{"InstanceIds":[]}"#),
            (&["Counts=1,2"], r#"{"Counts":[1,2]}"#),
            (&["Tags=a=1,b=2=3"], r#"{"Tags":{"a":"1","b":"2=3"}}"#),
            (&[r#"Tags={"a": "1,2"}"#], r#"{"Tags":{"a":"1,2"}}"#),
            (
                &["Filters=Name=state,Values=up,down", "Filters=Name=b"],
                r#"{"Filters":[{"Name":"state","Values":["up","down"]},{"Name":"b"}]}"#,
            ),
            (
                &["Filter=Name='tag:x=y,z'"],
                r#"{"Filter":{"Name":"tag:x=y,z"}}"#,
            ),
            (
                &["Filter=Name=\"it's\",Values=[a,'b,c']"],
                r#"{"Filter":{"Name":"it's","Values":["a","b,c"]}}"#,
            ),
            (
                &["Filters=Name=a,Values=b"],
                r#"{"Filters":[{"Name":"a","Values":["b"]}]}"#,
            ),
            (
                &[r#"InstanceIds="a,b", c\,d"#],
                r#"{"InstanceIds":["a,b","c,d"]}"#,
            ),
            (&["InstanceIds=it's"], r#"{"InstanceIds":["it's"]}"#),
        ] {
            assert_eq!(
                added(parameters, "{}"),
                (expected.to_owned(), Vec::new()),
                "{parameters:?}"
            );
        }
    }

    #[test]
    fn a_parameter_replaces_the_inputs_member() {
        let input = r#"{"InstanceIds": ["i-0"], "Name": "a"}"#;
        let expected = r#"{"InstanceIds":["i-1"],"Name":"a"}"#;
        assert_eq!(
            added(&["InstanceIds=i-1"], input),
            (expected.to_owned(), Vec::new())
        );
    }

    #[test]
    fn every_mistake_is_told() {
        let (_, mistakes) = added(
            &[
                "Nme=a",
                "Name",
                "Name=a",
                "Name=b",
                "Filter=Nme=a",
                "Filter=a",
                "Filters=[",
                "Filter=Name=tag:x=y,z",
                "Filter=Name={a=b}",
                "Filter=Values=",
                "Filter=Name=a,Name=b",
                "Filters=Name=a,Name=b",
                "Tags=a={\"b\":[1]}",
                "Tags={\"a\":\"1\",\"a\":\"2\"}",
                "InstanceIds='a",
                "Name=fileb://nothing",
                "Data=fileb://nothing/there",
            ],
            "{}",
        );
        let mistakes = mistakes.join("\n");
        let mistakes = mistakes.split("there: ").next().unwrap();
        insta::assert_snapshot!(mistakes, @r"
        Nme: All has no such member; did you mean `Name`?
        --param Name: a parameter is written Name=value
        Name: is given twice, and is not a list
        Filter: Filter has no member `Nme`; did you mean `Name`?
        Filter: expected Key=value,Key=value or JSON
        Filters: is not JSON: it ends early: the list that begins in line 1 has no `]` (line 1, column 2)
        Filter: `Name` is not a list; a text with commas needs quotes, Name='a,b'
        Filter: `Name` has no members; a text with braces needs quotes, Name='{}'
        Filter: `Values` is a list; write Values=[] or Values=''
        Filter: `Name` is given twice in one structure or map
        Filters: `Name` is given twice in one structure; a further one of the list is a --param of its own
        Tags: expected a key at character 4; a text with a comma, a quote, a bracket or `=` stands in quotes, Key='a,b', or write JSON
        Tags: is not JSON: `a` is given twice in one object (line 1, column 12)
        InstanceIds: expected a closing quote at character 3; items are separated by commas, and one with a comma stands in quotes, or write JSON
        Name: fileb:// is for bytes, which this is not; file:// takes text
        Data: cannot read nothing/
        ");
    }
}
