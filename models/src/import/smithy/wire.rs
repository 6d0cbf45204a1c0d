//! The protocols of a service, and the names of members that they send.

use pageboy_schema::nearest;

use super::model::{Model, Shape};
use super::node::Log;

/// Smithy's traits, botocore's names, in the order of botocore's preference.
const PROTOCOLS: [(&str, &str); 7] = [
    ("aws.protocols#awsJson1_0", "json"),
    ("aws.protocols#awsJson1_1", "json"),
    ("aws.protocols#restJson1", "rest-json"),
    ("aws.protocols#restXml", "rest-xml"),
    ("smithy.protocols#rpcv2Cbor", "smithy-rpc-v2-cbor"),
    ("aws.protocols#awsQuery", "query"),
    ("aws.protocols#ec2Query", "ec2"),
];

/// The protocols that a service speaks.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    /// botocore's names of the protocols, the preferred one first.
    pub(super) protocols: Vec<&'static str>,
    /// `1.0` or `1.1`.
    pub(super) json_version: Option<&'static str>,
    /// Whether an answer with events comes over HTTP/2, or anything may.
    pub(super) h2: Option<&'static str>,
}

impl Wire {
    /// The protocols of a service. A service without a known protocol is a mistake.
    pub(super) fn of(service: &Shape<'_>, model: &Model<'_>, log: &mut Log) -> Self {
        let mut wire = Self {
            protocols: Vec::new(),
            json_version: None,
            h2: None,
        };
        for (id, name) in PROTOCOLS {
            let Some(node) = service.traits.get(id) else {
                continue;
            };
            if wire.protocols.contains(&name) {
                let version = wire.json_version.unwrap_or_default();
                let message = format!(
                    "the protocol is left out: the service is called with version {version}"
                );
                log.warning(&node.pointer, message);
                continue;
            }
            if wire.protocols.is_empty() {
                wire.json_version = match id {
                    "aws.protocols#awsJson1_0" => Some("1.0"),
                    "aws.protocols#awsJson1_1" => Some("1.1"),
                    _ => None,
                };
                let first = |list: &str| {
                    let versions = node.value.get(list)?.as_array()?;
                    versions.first()?.as_str()
                };
                wire.h2 = match (first("http"), first("eventStreamHttp")) {
                    (Some("h2"), _) => Some("optional"),
                    (_, Some("h2")) => Some("eventstream"),
                    _ => None,
                };
            } else if name != "smithy-rpc-v2-cbor" {
                // CBOR knows members by their own names, the others would need a name of their own for each.
                log.warning(
                    &node.pointer,
                    format!(
                        "the protocol is left out: the service is read with the names of `{}`",
                        wire.main()
                    ),
                );
                continue;
            }
            wire.protocols.push(name);
        }
        if wire.protocols.is_empty() {
            none(service, model, log);
        }
        wire
    }

    /// The protocol that is used.
    pub(super) fn main(&self) -> &'static str {
        self.protocols.first().copied().unwrap_or_default()
    }

    /// Whether members stand in path, query and headers.
    pub(super) fn is_rest(&self) -> bool {
        matches!(self.main(), "rest-json" | "rest-xml")
    }

    pub(super) fn speaks(&self, name: &str) -> bool {
        self.protocols.contains(&name)
    }

    /// Whether bodies are XML, or requests are forms and answers XML.
    pub(super) fn is_xml(&self) -> bool {
        matches!(self.main(), "rest-xml" | "query" | "ec2")
    }

    /// The trait that gives a member another name in bodies. The other JSON protocols and CBOR do not have one.
    pub(super) fn name_trait(&self) -> Option<&'static str> {
        match self.main() {
            "rest-json" => Some("smithy.api#jsonName"),
            _ if self.is_xml() => Some("smithy.api#xmlName"),
            _ => None,
        }
    }
}

/// Says that a service has no protocol that is known, and which it has.
fn none(service: &Shape<'_>, model: &Model<'_>, log: &mut Log) {
    let known = PROTOCOLS.iter().map(|(id, _)| *id);
    let is_protocol = |id: &str| {
        let is_named = ["aws.protocols#", "smithy.protocols#"]
            .iter()
            .any(|namespace| id.starts_with(namespace));
        let shape = model.find(id);
        // Trees often lack the definitions of traits of other namespaces.
        let name = id.rsplit('#').next().unwrap_or_default().to_lowercase();
        let formats = ["json", "xml", "cbor", "rpc", "rest", "query", "proto"];
        let is_format = !id.starts_with("smithy.")
            && !id.starts_with("aws.")
            && formats.iter().any(|format| name.contains(format));
        is_format
            || is_named
            || shape.is_some_and(|shape| shape.is("smithy.api#protocolDefinition"))
    };
    let own: Vec<&str> = service
        .traits
        .keys()
        .copied()
        .filter(|id| *id != "aws.protocols#awsQueryCompatible" && is_protocol(id))
        .collect();
    let list = known.clone().collect::<Vec<_>>().join("`, `");
    let mut message = match own.as_slice() {
        [] => "the service has no protocol".to_owned(),
        own => format!(
            "no protocol of the service is known: `{}`",
            own.join("`, `")
        ),
    };
    // A namespace is long, and would make every name in it near.
    let near = own.iter().find_map(|id| {
        let (namespace, name) = id.split_once('#')?;
        let names = known.clone().filter_map(|id| id.split_once('#'));
        let names = names.filter(|(other, _)| *other == namespace);
        let near = nearest(name, names.map(|(_, name)| name));
        Some(format!("{namespace}#{}", near.first()?))
    });
    match near {
        Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
        None => message.push_str(&format!("; known are `{list}`")),
    }
    log.mistake(&format!("{}/traits", service.pointer), message);
}
