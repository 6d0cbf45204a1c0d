//! Wire formats.

/// A wire format (`metadata.protocols`, else `metadata.protocol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `ec2`: form-encoded requests, XML answers.
    Ec2,
    /// `query`: form-encoded requests, XML answers in a result wrapper.
    Query,
    /// `rest-xml`: HTTP bindings and XML documents.
    RestXml,
    /// `json` with `jsonVersion` 1.0.
    Json10,
    /// `json` with `jsonVersion` 1.1.
    Json11,
    /// `rest-json`: HTTP bindings and JSON documents.
    RestJson,
    /// `smithy-rpc-v2-cbor`: the operation in the path, CBOR in both directions.
    RpcV2Cbor,
}

impl Protocol {
    /// Whether members can be bound to the path, the query string and headers.
    pub const fn is_rest(self) -> bool {
        matches!(self, Self::RestXml | Self::RestJson)
    }

    /// Whether documents of answers are XML.
    pub const fn is_xml(self) -> bool {
        matches!(self, Self::Ec2 | Self::Query | Self::RestXml)
    }
}
