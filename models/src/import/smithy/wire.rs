//! The protocols of a service, and the names of members that they send.

use super::model::Shape;
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
    /// botocore's names of them, the one to use first.
    pub(super) protocols: Vec<&'static str>,
    /// `1.0` or `1.1`.
    pub(super) json_version: Option<&'static str>,
    /// Whether an answer with events comes over HTTP/2, or anything may.
    pub(super) h2: Option<&'static str>,
}

impl Wire {
    /// Those of a service. A service without one that is known is a mistake.
    pub(super) fn of(service: &Shape<'_>, log: &mut Log) -> Self {
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
            let known: Vec<&str> = PROTOCOLS.iter().map(|(id, _)| *id).collect();
            log.mistake(
                &format!("{}/traits", service.pointer),
                format!(
                    "the service has no protocol that is known; those are `{}`",
                    known.join("`, `")
                ),
            );
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
