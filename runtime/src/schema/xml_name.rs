//! Names of XML elements.

/// An element name with an optional namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlName {
    /// The element's name.
    pub name: &'static str,
    /// `xmlNamespace.uri`, or `None`.
    pub namespace: Option<XmlNamespace>,
}

/// `xmlNamespace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The namespace's URI.
    pub uri: &'static str,
    /// The prefix it is bound to; empty for the default namespace.
    pub prefix: &'static str,
}
