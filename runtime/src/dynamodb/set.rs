//! Sets, which serde does not have: in a wrapper, or with `#[serde(with = "pageboy::dynamodb::set")]`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name by which serializer and deserializer of this module recognise a [`Set`]; others see a sequence.
pub(super) const TOKEN: &str = "$pageboy::dynamodb::Set";

/// A collection that DynamoDB stores as a set (SS, NS or BS) instead of a list.
///
/// Its elements are all texts, all numbers or all bytes (see [`Binary`](super::Binary)): `Set<BTreeSet<String>>`,
/// `Set<HashSet<u64>>`, `Set<Vec<Binary>>`. DynamoDB has no empty set, so an empty one is an error: leave the attribute out
/// with `Option<Set<…>>` and `skip_serializing_if`. A plain collection can be read from a set, but is written as a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Set<C>(pub C);

/// Writes a collection as a set: for `#[serde(with = "pageboy::dynamodb::set")]` on a field.
///
/// # Errors
///
/// When the elements are not of one of the three types, or there are none.
pub fn serialize<C: Serialize, S: Serializer>(
    collection: &C,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(TOKEN, collection)
}

/// Reads a set into a collection: for `#[serde(with = "pageboy::dynamodb::set")]` on a field.
///
/// # Errors
///
/// When the value is not a set, or its elements do not fit the collection.
pub fn deserialize<'de, C: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<C, D::Error> {
    deserializer.deserialize_newtype_struct(TOKEN, SetVisitor(PhantomData))
}

impl<C> Deref for Set<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

impl<C> DerefMut for Set<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.0
    }
}

impl<C> From<C> for Set<C> {
    fn from(collection: C) -> Self {
        Self(collection)
    }
}

impl<T, C: FromIterator<T>> FromIterator<T> for Set<C> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self(elements.into_iter().collect())
    }
}

impl<C: Serialize> Serialize for Set<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de, C: Deserialize<'de>> Deserialize<'de> for Set<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

struct SetVisitor<C>(PhantomData<fn() -> C>);

impl<'de, C: Deserialize<'de>> Visitor<'de> for SetVisitor<C> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, set: D) -> Result<C, D::Error> {
        C::deserialize(set)
    }

    /// Content that serde has buffered has no newtypes.
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, elements: A) -> Result<C, A::Error> {
        C::deserialize(serde::de::value::SeqAccessDeserializer::new(elements))
    }
}
