//! Authentication of requests.

use super::model::{Model, Shape, Traits};
use super::node::{Log, Node};
use super::object::{Object, texts};
use crate::format::AUTH;

const NO_AUTH: &str = "smithy.api#noAuth";

/// Writes the service's authentication into the metadata.
pub(super) fn of_service(
    model: &Model<'_>,
    service: &Shape<'_>,
    prefix: &str,
    out: &mut Object,
    log: &mut Log,
) {
    let schemes = schemes_of_service(model, service, log);
    let version = match schemes.first().copied() {
        Some("aws.auth#sigv4" | "aws.auth#sigv4a") => Some("v4"),
        Some("smithy.api#httpBearerAuth") => Some("bearer"),
        Some(NO_AUTH) => Some("none"),
        _ => None,
    };
    if let Some(version) = version {
        out.text("signatureVersion", version);
    }
    for id in ["aws.auth#sigv4", "aws.auth#sigv4a"] {
        if let Some(node) = service.traits.get(id)
            && let Some(name) = node.text_of("name", log)
        {
            if name != prefix {
                out.text("signingName", name);
            }
            break;
        }
    }
    if let Some(node) = service.traits.get("smithy.api#httpApiKeyAuth") {
        let mut key = Object::default();
        for name in ["name", "in", "scheme"] {
            key.put_if(name, node.value.get(name));
        }
        out.put("httpApiKeyAuth", key.done());
    }
    out.put("auth", texts(schemes));
}

/// Writes the authentication of an operation, if it differs from the service's.
pub(super) fn of_operation(
    model: &Model<'_>,
    service: &Shape<'_>,
    traits: &Traits<'_>,
    out: &mut Object,
    log: &mut Log,
) {
    let is_optional = traits.contains_key("smithy.api#optionalAuth");
    let own = traits.get("smithy.api#auth").map(|node| listed(node, log));
    if is_optional || own.is_some() {
        let mut schemes = own.unwrap_or_else(|| schemes_of_service(model, service, log));
        if (is_optional || schemes.is_empty()) && !schemes.contains(&NO_AUTH) {
            schemes.push(NO_AUTH);
        }
        if schemes == [NO_AUTH] {
            out.text("authtype", "none");
        }
        out.put("auth", texts(schemes));
    }
    if traits.contains_key("aws.auth#unsignedPayload") {
        out.flag("unsignedPayload");
    }
}

/// Those of the service's `auth`, else all that it has a trait of, those that the model itself defines included. A service that
/// has one which is not known is not called without it.
fn schemes_of_service<'a>(model: &Model<'_>, service: &Shape<'a>, log: &mut Log) -> Vec<&'a str> {
    let schemes = match service.traits.get("smithy.api#auth") {
        Some(node) => listed(node, log),
        None => {
            let is_scheme = |id: &&str| {
                let defined = model.find(id);
                (*id != NO_AUTH && AUTH.contains(id))
                    || defined.is_some_and(|shape| shape.is("smithy.api#authDefinition"))
            };
            let mut schemes: Vec<&str> = service.traits.keys().copied().filter(is_scheme).collect();
            schemes.sort_unstable();
            schemes
        }
    };
    match schemes.is_empty() {
        true => vec![NO_AUTH],
        false => schemes,
    }
}

fn listed<'a>(node: &Node<'a>, log: &mut Log) -> Vec<&'a str> {
    let items = node.items(log);
    items.iter().filter_map(|item| item.text(log)).collect()
}
