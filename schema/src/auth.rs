//! Authentication schemes of requests.

/// An authentication scheme of requests (`auth`, `authtype`, `signatureVersion`); `T` is its type of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth<T = &'static str> {
    /// Signature version 4.
    SigV4,
    /// Signature version 4 in S3's form: paths unchanged, and the hash of the body in a header.
    S3SigV4,
    /// Signature version 4a, for sets of regions.
    SigV4a,
    /// Signature version 2, in the form that is the body.
    SigV2,
    /// A bearer token.
    Bearer,
    /// User and password.
    Basic,
    /// An API key.
    ApiKey {
        /// The name of the header or query field.
        name: T,
        /// Whether it is in the query.
        in_query: bool,
        /// The word before it in a header.
        scheme: Option<T>,
    },
    /// No signature; credentials are never loaded.
    None,
}

impl<T> Auth<T> {
    /// An API key: the name of the header or query field, and the word before the key in a header.
    pub const fn api_key(name: T, in_query: bool, scheme: Option<T>) -> Self {
        Self::ApiKey {
            name,
            in_query,
            scheme,
        }
    }

    /// The same scheme with another type of text.
    pub fn map<U>(self, mut text: impl FnMut(T) -> U) -> Auth<U> {
        match self {
            Self::SigV4 => Auth::SigV4,
            Self::S3SigV4 => Auth::S3SigV4,
            Self::SigV4a => Auth::SigV4a,
            Self::SigV2 => Auth::SigV2,
            Self::Bearer => Auth::Bearer,
            Self::Basic => Auth::Basic,
            Self::ApiKey {
                name,
                in_query,
                scheme,
            } => Auth::ApiKey {
                name: text(name),
                in_query,
                scheme: scheme.map(text),
            },
            Self::None => Auth::None,
        }
    }
}
