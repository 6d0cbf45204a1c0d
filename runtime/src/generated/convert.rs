//! Conversions of setters and accessors.

use bytes::Bytes;

use aws_smithy_types::Blob;

use super::KnownValues;
use crate::map::Map;

/// A source of bytes: bytes in any form, or text, which is sent as UTF-8.
pub trait IntoBlob {
    /// The bytes.
    fn into_blob(self) -> Blob;
}

impl IntoBlob for Blob {
    #[inline]
    fn into_blob(self) -> Blob {
        self
    }
}

macro_rules! bytes {
    ($($type:ty => |$value:ident| $bytes:expr;)*) => {$(
        impl IntoBlob for $type {
            #[inline]
            fn into_blob(self) -> Blob {
                let $value = self;
                Blob::new($bytes)
            }
        }
    )*};
}

bytes! {
    Vec<u8> => |value| value;
    &[u8] => |value| value;
    &Vec<u8> => |value| value.as_slice();
    Bytes => |value| value;
    String => |value| value;
    &String => |value| value.as_bytes();
    &str => |value| value;
}

impl<const N: usize> IntoBlob for [u8; N] {
    #[inline]
    fn into_blob(self) -> Blob {
        Blob::new(self)
    }
}

impl<const N: usize> IntoBlob for &[u8; N] {
    #[inline]
    fn into_blob(self) -> Blob {
        Blob::new(self.as_slice())
    }
}

/// A list from anything that yields values convertible to its items.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// A map from anything that yields values convertible to its entries.
pub fn map<T>(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>) -> Map<T> {
    entries
        .into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

/// The items of a page's list or map; none when it is absent.
pub fn items<I: IntoIterator>(items: Option<I>) -> Vec<I::Item> {
    items
        .map(|items| items.into_iter().collect())
        .unwrap_or_default()
}

/// The value of a page's member, if it is present.
pub fn one<T>(item: Option<T>) -> Vec<T> {
    item.into_iter().collect()
}

/// The known value with this text.
pub fn known<T: KnownValues + Clone>(text: &str) -> Option<T> {
    // Texts of other lengths are passed over without a look at them.
    let at = match T::KNOWN.len() {
        ..=FEW => T::KNOWN.iter().position(|(known, _)| *known == text)?,
        _ => {
            let found = T::KNOWN.binary_search_by(|(known, _)| (*known).cmp(text));
            found.ok()?
        }
    };
    T::KNOWN.get(at).map(|(_, value)| value.clone())
}

/// How many known values are searched one by one.
const FEW: usize = 16;
