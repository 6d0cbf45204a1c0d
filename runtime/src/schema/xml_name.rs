//! Names of XML elements.

/// An element name with an optional namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct XmlName {
    /// The element's name.
    pub name: &'static str,
    /// `xmlNamespace.uri`, or `None`.
    pub namespace: Option<XmlNamespace>,
}

impl XmlName {
    /// A name without a namespace.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            namespace: None,
        }
    }

    /// Sets the namespace, and the prefix it is bound to; empty for the default namespace.
    pub const fn namespace(mut self, uri: &'static str, prefix: &'static str) -> Self {
        self.namespace = Some(XmlNamespace { uri, prefix });
        self
    }
}

/// `xmlNamespace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct XmlNamespace {
    /// The namespace's URI.
    pub uri: &'static str,
    /// The prefix it is bound to; empty for the default namespace.
    pub prefix: &'static str,
}
