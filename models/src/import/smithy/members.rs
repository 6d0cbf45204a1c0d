//! Members and traits that shapes and members have in common.

use pageboy_schema::json::Json;

use super::closure::{Closure, has_named_elements};
use super::model::{Member, Model, Shape, Traits, local};
use super::node::{Log, Node};
use super::object::Object;
use super::wire::Wire;

/// The conversion of a service, for one protocol.
pub(super) struct Context<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) closure: &'m Closure<'a>,
    pub(super) wire: &'m Wire,
    /// `xmlNamespace` of the service.
    pub(super) namespace: Option<Json>,
}

/// The place of a member's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// In a structure that is an input, an output or an error: path, query and headers count.
    Top,
    /// In another structure or union.
    Nested,
    /// The element of a list, the key or the value of a map.
    Item,
    /// In a structure that is an event.
    Event,
}

impl<'a> Context<'_, 'a> {
    /// A reference to a shape.
    pub(super) fn member(
        &self,
        name: &str,
        member: &Member<'a>,
        role: Role,
        log: &mut Log,
    ) -> Json {
        let mut out = Object::default();
        let is_flattened = member.traits.contains_key("smithy.api#xmlFlattened");
        let unnamed = self.closure.unnamed.get(member.target);
        let unnamed = unnamed.filter(|_| is_flattened);
        let shape = unnamed.or_else(|| self.closure.shapes.get(member.target));
        let shape = shape.map_or_else(|| local(member.target), String::as_str);
        out.text("shape", shape);
        let target = self.model.find(member.target);
        if let Some(target) = target {
            check_size(member, target, log);
            let bound = role == Role::Top && self.wire.is_rest();
            if !(bound && self.bind(name, member, target, &mut out, log)) {
                self.name(name, member, target, role, &mut out, log);
            }
        }
        let traits = &member.traits;
        for (id, key) in [
            ("smithy.api#idempotencyToken", "idempotencyToken"),
            ("smithy.api#hostLabel", "hostLabel"),
            ("aws.api#clientEndpointDiscoveryId", "endpointdiscoveryid"),
        ] {
            if traits.contains_key(id) {
                out.flag(key);
            }
        }
        for (id, key) in [
            ("smithy.api#eventHeader", "eventheader"),
            ("smithy.api#eventPayload", "eventpayload"),
        ] {
            if role == Role::Event && traits.contains_key(id) {
                out.flag(key);
            }
        }
        if let Some(node) = traits.get("smithy.rules#contextParam")
            && let Some(name) = node.text_of("name", log)
        {
            let mut param = Object::default();
            param.text("name", name);
            out.put("contextParam", param.done());
        }
        put_namespace(traits, &mut out);
        common(traits, &mut out, log);
        out.done()
    }

    /// Puts a member of a REST message where HTTP has it; says whether it is not part of the body, or is the body.
    fn bind(
        &self,
        name: &str,
        member: &Member<'a>,
        target: &Shape<'a>,
        out: &mut Object,
        log: &mut Log,
    ) -> bool {
        let traits = &member.traits;
        let get = |id: &str| traits.get(id);
        if get("smithy.api#httpLabel").is_some() {
            out.text("location", "uri");
            out.text("locationName", name);
        } else if let Some(node) = get("smithy.api#httpQuery") {
            out.text("location", "querystring");
            out.text("locationName", node.text(log).unwrap_or(name));
        } else if get("smithy.api#httpQueryParams").is_some() {
            out.text("location", "querystring");
        } else if let Some(node) = get("smithy.api#httpHeader") {
            out.text("location", "header");
            out.text("locationName", node.text(log).unwrap_or(name));
            self.check_media_type(member, target, out, log);
        } else if let Some(node) = get("smithy.api#httpPrefixHeaders") {
            out.text("location", "headers");
            out.text("locationName", node.text(log).unwrap_or_default());
        } else if get("smithy.api#httpResponseCode").is_some() {
            out.text("location", "statusCode");
        } else if get("smithy.api#httpPayload").is_some() {
            let is_document =
                matches!(target.kind, "structure" | "union") && !target.is("smithy.api#streaming");
            if is_document && self.wire.is_xml() {
                let root = text(traits, "smithy.api#xmlName", log)
                    .or_else(|| text(&target.traits, "smithy.api#xmlName", log));
                out.text("locationName", root.unwrap_or_else(|| local(member.target)));
                let own = target.traits.get("smithy.api#xmlNamespace");
                let namespace = own.map(|node| node.value).or(self.namespace.as_ref());
                out.put_if("xmlNamespace", namespace);
            }
        } else {
            return false;
        }
        true
    }

    /// Text with a media type travels in base64 in a header, and botocore knows that for JSON alone.
    fn check_media_type(
        &self,
        member: &Member<'a>,
        target: &Shape<'a>,
        out: &mut Object,
        log: &mut Log,
    ) {
        const MEDIA_TYPE: &str = "smithy.api#mediaType";
        let own = member.traits.get(MEDIA_TYPE);
        let Some(node) = own.or_else(|| target.traits.get(MEDIA_TYPE)) else {
            return;
        };
        if !matches!(target.kind, "string" | "enum") {
            return;
        }
        match node.text(log) {
            Some(kind) if kind == "application/json" || kind.ends_with("+json") => {
                out.flag("jsonvalue");
            }
            Some(kind) => log.warning(
                &node.pointer,
                format!(
                    "a header with text of the type `{kind}` is sent in base64, which the definitions can say of JSON only; \
                     it will be sent as it is"
                ),
            ),
            None => {}
        }
    }

    /// The name in a body.
    fn name(
        &self,
        name: &str,
        member: &Member<'a>,
        target: &Shape<'a>,
        role: Role,
        out: &mut Object,
        log: &mut Log,
    ) {
        let traits = &member.traits;
        let given = self
            .wire
            .name_trait()
            .and_then(|id| text(traits, id, log))
            .filter(|given| role == Role::Item || *given != name);
        if let Some(given) = given {
            out.text("locationName", given);
        }
        if !self.wire.is_xml() {
            return;
        }
        if self.wire.main() == "ec2"
            && let Some(query) = text(traits, "aws.protocols#ec2QueryName", log)
        {
            out.text("queryName", query);
        }
        if traits.contains_key("smithy.api#xmlAttribute") {
            out.flag("xmlAttribute");
        }
        if traits.contains_key("smithy.api#xmlFlattened") {
            out.flag("flattened");
            // botocore prefers the element's name in a flattened list; Smithy does not know it there.
            if given.is_none() && has_named_elements(target) {
                out.text("locationName", name);
            }
        }
    }
}

/// Warns of numbers that have no bounds.
fn check_size(member: &Member<'_>, target: &Shape<'_>, log: &mut Log) {
    let (kind, holds) = match target.kind {
        "bigInteger" => ("bigInteger", "64 bits"),
        "bigDecimal" => ("bigDecimal", "a double"),
        _ => return,
    };
    log.warning(
        &member.pointer,
        format!("a {kind} is read as {holds}, which cannot hold every value of it"),
    );
}

/// Traits that a shape and a member may have.
pub(super) fn common(traits: &Traits<'_>, out: &mut Object, log: &mut Log) {
    for (id, key) in [
        ("smithy.api#sensitive", "sensitive"),
        ("smithy.api#sparse", "sparse"),
        ("smithy.api#requiresLength", "requiresLength"),
    ] {
        if traits.contains_key(id) {
            out.flag(key);
        }
    }
    for id in ["smithy.api#length", "smithy.api#range"] {
        if let Some(node) = traits.get(id) {
            out.put_if("min", node.value.get("min"));
            out.put_if("max", node.value.get("max"));
        }
    }
    if let Some(pattern) = text(traits, "smithy.api#pattern", log) {
        out.text("pattern", pattern);
    }
    if let Some(node) = traits.get("smithy.api#timestampFormat") {
        match node.text(log) {
            Some("date-time") => out.text("timestampFormat", "iso8601"),
            Some("http-date") => out.text("timestampFormat", "rfc822"),
            Some("epoch-seconds") => out.text("timestampFormat", "unixTimestamp"),
            Some(other) => log.mistake(
                &node.pointer,
                format!(
                    "the format `{other}` is not known; those are `date-time`, `http-date`, `epoch-seconds`"
                ),
            ),
            None => {}
        }
    }
    put_deprecated(traits, out, log);
}

pub(super) fn put_deprecated(traits: &Traits<'_>, out: &mut Object, log: &mut Log) {
    if let Some(node) = traits.get("smithy.api#deprecated") {
        out.flag("deprecated");
        for (name, key) in [
            ("message", "deprecatedMessage"),
            ("since", "deprecatedSince"),
        ] {
            if let Some(text) = node.text_if(name, log) {
                out.text(key, text);
            }
        }
    }
}

/// `xmlNamespace` has the same form.
pub(super) fn put_namespace(traits: &Traits<'_>, out: &mut Object) {
    out.put_if("xmlNamespace", namespace(traits).map(|node| node.value));
}

pub(super) fn namespace<'t, 'a>(traits: &'t Traits<'a>) -> Option<&'t Node<'a>> {
    traits.get("smithy.api#xmlNamespace")
}

/// The text of a trait.
pub(super) fn text<'a>(traits: &Traits<'a>, id: &str, log: &mut Log) -> Option<&'a str> {
    traits.get(id)?.text(log)
}
