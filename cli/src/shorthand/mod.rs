//! The AWS CLI's shorthand for structures, maps and lists of them: `Name=state,Values=running,stopped`.
//!
//! Texts are read as the AWS CLI reads them, or refused (`awscli/shorthand.py`; types come from the model, as in
//! `BackCompatVisitor`). A text with commas, quotes or brackets needs quotes.

mod parse;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy::schema::{Kind, Member, Shape};
use pageboy_models::Json;

use self::parse::{Fault, Pairs, Short};
use crate::names;
use crate::scalar::{NO_BYTES, scalar};
use crate::text_file;

/// Reads a structure or a map; `is_item` tells whether it is an item of a list.
///
/// # Errors
///
/// The mistake, and what to write instead; values are not repeated.
pub fn read(shape: &Shape, text: &str, is_item: bool) -> Result<Json, String> {
    let pairs = parse::pairs(text).map_err(|fault| told(fault, text, is_item))?;
    object(shape, pairs)
}

/// Splits at commas, except escaped and quoted ones, and trims the items.
///
/// # Errors
///
/// An unclosed quote, or text after a closing one.
pub fn items(text: &str) -> Result<Vec<String>, String> {
    parse::items(text).map_err(|fault| match fault {
        Fault::Expected { what, at } => format!(
            "expected {what} at character {at}; items are separated by commas, and one with a comma stands in quotes, or \
             write JSON"
        ),
        fault => told(fault, text, false),
    })
}

fn told(fault: Fault, text: &str, is_item: bool) -> String {
    match fault {
        Fault::Expected { .. } if !text.contains('=') => {
            "expected Key=value,Key=value or JSON".to_owned()
        }
        Fault::Expected { what, at } => format!(
            "expected {what} at character {at}; a text with a comma, a quote, a bracket or `=` stands in quotes, \
             Key='a,b', or write JSON"
        ),
        Fault::Twice { key, nested: false } if is_item => format!(
            "`{key}` is given twice in one structure; a further one of the list is a --param of its own"
        ),
        Fault::Twice { key, .. } => format!("`{key}` is given twice in one structure or map"),
        Fault::Deep => "nests too deep; write JSON".to_owned(),
    }
}

fn object(shape: &Shape, pairs: Pairs) -> Result<Json, String> {
    let mut object = Json::empty();
    if let Json::Object(members) = &mut object {
        for (key, short) in pairs {
            let member = match shape.kind {
                Kind::Map => Some(shape.value()),
                _ => shape.members().iter().find(|member| member.name == key),
            };
            let member = member.ok_or_else(|| unknown(shape, &key))?;
            let value = value(&key, member, short)?;
            members.insert(key, value);
        }
    }
    Ok(object)
}

fn unknown(shape: &Shape, key: &str) -> String {
    let known = shape.members().iter().map(|member| member.name);
    let nearest = names::did_you_mean(key, known);
    format!("{} has no member `{key}`{nearest}", shape.name)
}

fn value(key: &str, member: &Member, short: Short) -> Result<Json, String> {
    let shape = member.target;
    match (shape.kind, short) {
        (Kind::Document, _) => Err(format!(
            "`{key}` may be anything, which shorthand cannot tell; write the whole in JSON"
        )),
        (Kind::List, Short::Nothing) => {
            Err(format!("`{key}` is a list; write {key}=[] or {key}=''"))
        }
        (Kind::List, Short::List(items)) => {
            let items = items.into_iter();
            let items = items.map(|item| value(key, shape.element(), item));
            Ok(Json::Array(items.collect::<Result<_, _>>()?))
        }
        // A single item needs no brackets.
        (Kind::List, item) => Ok(Json::Array(vec![value(key, shape.element(), item)?])),
        (Kind::Map | Kind::Structure | Kind::Union, Short::Object(pairs)) => object(shape, pairs),
        (Kind::Map | Kind::Structure | Kind::Union, _) => Err(format!(
            "`{key}` has members; write {key}={{Key=value,Key=value}}, or the whole in JSON"
        )),
        (_, Short::Nothing) => Ok(scalar(member, "")),
        (_, Short::Text { text, may_be_file }) if may_be_file => from_file(key, member, &text),
        (_, Short::Text { text, .. }) => Ok(scalar(member, &text)),
        (_, Short::List(_)) => Err(format!(
            "`{key}` is not a list; a text with commas needs quotes, {key}='a,b'"
        )),
        (_, Short::Object(_)) => Err(format!(
            "`{key}` has no members; a text with braces needs quotes, {key}='{{}}'"
        )),
    }
}

/// The value of `key@=`: a text, or the file that it names.
fn from_file(key: &str, member: &Member, text: &str) -> Result<Json, String> {
    let told = |problem: String| format!("`{key}`: {problem}");
    if let Some(path) = text.strip_prefix("fileb://") {
        if member.target.kind != Kind::Blob || member.is_text() {
            return Err(told(NO_BYTES.to_owned()));
        }
        let bytes = std::fs::read(path);
        let bytes = bytes.map_err(|error| told(format!("cannot read {path}: {error}")))?;
        return Ok(Json::String(STANDARD.encode(bytes)));
    }
    match text.strip_prefix("file://") {
        Some(path) => Ok(scalar(member, &text_file::read(path).map_err(told)?)),
        None => Ok(scalar(member, text)),
    }
}
