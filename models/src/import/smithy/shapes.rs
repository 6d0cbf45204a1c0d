//! Shapes.

use pageboy_schema::json::Json;
use pageboy_schema::nearest;

use super::known;
use super::members::{Context, Role, common, namespace, put_namespace, text};
use super::model::{Shape, local};
use super::node::Log;
use super::object::{Object, texts};

/// Traits that bind a member to a part of the HTTP message.
const BINDINGS: [&str; 7] = [
    "smithy.api#httpLabel",
    "smithy.api#httpQuery",
    "smithy.api#httpQueryParams",
    "smithy.api#httpHeader",
    "smithy.api#httpPrefixHeaders",
    "smithy.api#httpResponseCode",
    "smithy.api#httpPayload",
];

impl<'a> Context<'_, 'a> {
    /// All shapes of the service.
    pub(super) fn shapes(&self, log: &mut Log) -> Json {
        let mut out = Object::default();
        for (id, name) in &self.closure.shapes {
            if let Some(shape) = self.model.find(id) {
                out.put(name, self.shape(id, name, shape, log));
            }
        }
        // Requests of `awsQuery` prefer the element's name, as botocore's do.
        for (id, name) in &self.closure.unnamed {
            if let Some(shape) = self.model.find(id) {
                let mut shape = shape.clone();
                for element in shape.members.values_mut() {
                    element.traits.shift_remove("smithy.api#xmlName");
                }
                out.put(name, self.shape(id, name, &shape, log));
            }
        }
        out.sorted()
    }

    fn shape(&self, id: &'a str, name: &str, shape: &Shape<'a>, log: &mut Log) -> Json {
        known::check(&shape.traits, log);
        for member in shape.members.values() {
            known::check(&member.traits, log);
        }
        let mut out = Object::default();
        match shape.kind {
            "structure" | "union" => self.structure(id, name, shape, &mut out, log),
            "list" | "set" => {
                out.text("type", "list");
                self.parts(&["member"], shape, &mut out, log);
            }
            "map" => {
                out.text("type", "map");
                self.parts(&["key", "value"], shape, &mut out, log);
            }
            "string" | "enum" => {
                out.text("type", "string");
                let values = enum_values(shape, log);
                if !values.is_empty() {
                    out.put("enum", texts(values));
                }
            }
            "document" => {
                out.text("type", "structure");
                out.put("members", Json::empty());
                out.flag("document");
            }
            simple => match simple_type(simple) {
                Some(kind) => out.text("type", kind),
                // The reader of the shape has reported a missing type.
                None if simple.is_empty() => {}
                None => {
                    let mut message = format!("a member cannot have the type `{simple}`");
                    if let Some(near) = nearest(simple, TYPES.into_iter()).first() {
                        message.push_str(&format!("; did you mean `{near}`?"));
                    }
                    let place = format!("{}/type", shape.pointer);
                    log.mistake(&place, message);
                }
            },
        }
        // A structure's own namespace is that of a document that it is the root of. A prefix is also for what is in it.
        let is_prefix = namespace(&shape.traits).is_some_and(|node| node.get("prefix").is_some());
        if is_prefix || !matches!(shape.kind, "structure" | "union") {
            put_namespace(&shape.traits, &mut out);
        }
        if shape.is("smithy.api#streaming") && shape.kind == "blob" {
            out.flag("streaming");
        }
        common(&shape.traits, &mut out, log);
        out.done()
    }

    fn structure(
        &self,
        id: &'a str,
        name: &str,
        shape: &Shape<'a>,
        out: &mut Object,
        log: &mut Log,
    ) {
        out.text("type", "structure");
        let required = shape.members.iter();
        let required = required.filter(|(_, it)| it.traits.contains_key("smithy.api#required"));
        let required: Vec<&str> = required.map(|(name, _)| *name).collect();
        if !required.is_empty() {
            out.put("required", texts(required));
        }
        let is_top = self.closure.tops.contains(id);
        let role = if is_top {
            Role::Top
        } else if self.closure.events.contains(id) {
            Role::Event
        } else {
            Role::Nested
        };
        let mut members = Object::default();
        for (name, member) in &shape.members {
            members.put(name, self.member(name, member, role, log));
            let is_bound = BINDINGS.iter().any(|id| member.traits.contains_key(id));
            if is_bound && is_top && self.closure.nested.contains(id) && self.wire.is_rest() {
                log.warning(
                    &member.pointer,
                    "the structure is a message and also a member's value; there, this member would be part of the body, \
                     and is bound to HTTP",
                );
            }
        }
        out.put("members", members.done());
        let payload = shape.members.iter();
        let mut payload =
            payload.filter(|(_, it)| it.traits.contains_key("smithy.api#httpPayload"));
        if let Some((payload, _)) = payload.next()
            && is_top
            && self.wire.is_rest()
        {
            out.text("payload", payload);
        }
        if shape.kind == "union" {
            let key = if shape.is("smithy.api#streaming") {
                "eventstream"
            } else {
                "union"
            };
            out.flag(key);
        }
        if shape.is("smithy.api#error") {
            self.error(id, name, shape, out, log);
        } else if role == Role::Event {
            out.flag("event");
        }
    }

    fn error(&self, id: &str, name: &str, shape: &Shape<'a>, out: &mut Object, log: &mut Log) {
        let blame = text(&shape.traits, "smithy.api#error", log);
        let status = shape.traits.get("smithy.api#httpError");
        let status = status.map(|node| node.value);
        // A service that only comes from the query protocol sends the code of the other in a header.
        let query = shape.traits.get("aws.protocols#awsQueryError");
        let query = query.filter(|_| self.wire.main() == "query");
        let mut error = Object::default();
        if let Some(query) = query {
            if let Some(code) = query.text_of("code", log) {
                error.text("code", code);
            }
            error.put_if(
                "httpStatusCode",
                query.value.get("httpResponseCode").or(status),
            );
        } else {
            // The code is the shape's own name, whatever the service calls it.
            if local(id) != name {
                error.text("code", local(id));
            }
            if self.wire.is_rest() {
                error.put_if("httpStatusCode", status);
            }
        }
        if !error.is_empty() {
            if blame == Some("client") {
                error.flag("senderFault");
            }
            out.put("error", error.done());
        }
        out.flag("exception");
        if blame == Some("server") {
            out.flag("fault");
        }
        if let Some(node) = shape.traits.get("smithy.api#retryable") {
            let mut retryable = Object::default();
            let throttling = node.value.get("throttling").and_then(Json::as_bool);
            retryable.put("throttling", Json::Bool(throttling == Some(true)));
            out.put("retryable", retryable.done());
        }
    }

    fn parts(&self, names: &[&str], shape: &Shape<'a>, out: &mut Object, log: &mut Log) {
        for name in names {
            if let Some(member) = shape.members.get(name) {
                out.put(name, self.member(name, member, Role::Item, log));
            }
        }
    }
}

/// botocore has fewer types.
/// The types of shapes that members have.
#[rustfmt::skip] // a list: several on a line
const TYPES: [&str; 20] = [
    "bigDecimal", "bigInteger", "blob", "boolean", "byte", "document", "double", "enum", "float", "intEnum", "integer", "list", "long",
    "map", "set", "short", "string", "structure", "timestamp", "union",
];

fn simple_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "blob" => "blob",
        "boolean" => "boolean",
        "byte" | "short" | "integer" | "intEnum" => "integer",
        "long" | "bigInteger" => "long",
        "float" => "float",
        "double" | "bigDecimal" => "double",
        "timestamp" => "timestamp",
        _ => return None,
    })
}

/// The values of an enumeration, or of a text with the older trait.
fn enum_values<'a>(shape: &Shape<'a>, log: &mut Log) -> Vec<&'a str> {
    let mut values = Vec::new();
    for (name, member) in &shape.members {
        let value = text(&member.traits, "smithy.api#enumValue", log);
        values.push(value.unwrap_or(name));
    }
    if let Some(node) = shape.traits.get("smithy.api#enum") {
        for item in node.items(log) {
            values.extend(item.text_of("value", log));
        }
    }
    values
}
