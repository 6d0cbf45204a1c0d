//! Converts DynamoDB's values from and to Rust types, renders conditions, and puts and deletes in batches.
//!
//! A generated `AttributeValue` has one of DynamoDB's types; a program has structs. The functions here convert between the
//! two with [serde], straight into the generated type and out of it. They work on every union that has DynamoDB's members,
//! [`Dynamic`](crate::Dynamic) values included ([`write_value`], [`write_item`]).
//!
//! ```ignore
//! #[derive(Serialize, Deserialize)]
//! struct Order { id: String, placed: u64, note: Option<String> }
//!
//! let mut writer = dynamodb.batch_writer("orders");
//! for order in &orders {
//!     writer.put(to_item(order)?).await?;
//! }
//! writer.finish().await?;
//!
//! let condition = (Key("id").eq("o-1") & Key("placed").gt(0)).render::<AttributeValue>()?;
//! let found = dynamodb
//!     .query()
//!     .table_name("orders")
//!     .key_condition_expression(condition.expression)
//!     .expression_attribute_names(condition.names)
//!     .expression_attribute_values(condition.values)
//!     .send()
//!     .await?;
//! for item in found.items() {
//!     let order: Order = from_item(item)?;
//! }
//! ```
//!
//! # Types
//!
//! | Rust | DynamoDB | |
//! |---|---|---|
//! | `()`, `None`, a unit struct | NULL | a missing attribute reads as `None` too |
//! | `bool` | BOOL | |
//! | integers, up to `i128` and `u128` | N | of at most 38 significant digits |
//! | `f32`, `f64` | N | the shortest decimal that reads back as the same float; not NaN, not infinite |
//! | [`Number`] | N | its text, unchanged |
//! | `char`, `String`, `&str`, a unit variant | S | may be empty |
//! | [`Binary`], [`mod@binary`] and what serialises as bytes | B | a plain `Vec<u8>` is a list of numbers |
//! | [`Set`], [`mod@set`] | SS, NS, BS | of one type, and not empty |
//! | sequences, tuples | L | can also be read from sets |
//! | structs, maps | M | keys are texts; integers and booleans become texts |
//! | other variants | M | one entry with the variant's name; or as `#[serde(tag = …)]` says |
//!
//! boto3 refuses floats, since Python would write all digits of the binary number, of which DynamoDB keeps 38. The shortest
//! decimal of a Rust float has at most 17 digits and stands for that float alone, so a round trip loses nothing. A
//! conversion that would lose something is an error that names the attribute: a number with more than 38 digits when
//! writing, and a number that the Rust type cannot represent when reading. [`Number`] reads all of them.

mod batch;
pub mod binary;
mod decimal;
mod error;
mod expression;
mod layout;
mod number;
mod read;
pub mod set;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};

use crate::map::Map;
use crate::view::{self, Empty, Structure, Value};

use self::read::ItemReader;
use self::write::Writer;

pub use batch::{BatchWriteError, BatchWriter, WriteReport, WriteRequest};
pub use binary::Binary;
pub use error::ValueError;
pub use expression::{
    Attr, Condition, ExpressionText, Key, KeyCondition, Operand, Placeholders, Size,
};
pub use number::Number;
pub use set::Set;

/// The value in DynamoDB's form; `V` is the generated `AttributeValue`.
///
/// # Errors
///
/// When DynamoDB cannot hold it (see [the table](self)), or `V` is not a union with DynamoDB's members.
pub fn to_value<V: Structure + Empty>(value: &(impl Serialize + ?Sized)) -> Result<V, ValueError> {
    let mut written = V::empty();
    write_value(value, &mut written)?;
    Ok(written)
}

/// The struct or map as an item; `V` is the generated `AttributeValue`.
///
/// # Errors
///
/// As [`to_value`], and when the value is neither struct nor map.
pub fn to_item<V: Value + Empty + 'static>(
    item: &(impl Serialize + ?Sized),
) -> Result<Map<V>, ValueError> {
    let mut written = Map::new();
    write_item(item, &mut written)?;
    Ok(written)
}

/// Reads a value of any Rust type; a generated `AttributeValue` is passed as `&value`.
///
/// # Errors
///
/// When it does not fit the type, is empty, or has a type that the model does not list.
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de dyn Structure) -> Result<T, ValueError> {
    T::deserialize(ItemReader::value(value))
}

/// Reads a struct or map from an item; a `Map<AttributeValue>` is passed as `&item`.
///
/// # Errors
///
/// As [`from_value`].
pub fn from_item<'de, T: Deserialize<'de>>(item: &'de dyn view::Map) -> Result<T, ValueError> {
    T::deserialize(ItemReader::item(item))
}

/// As [`to_value`], into a value whose table may have been loaded at run time. The old value is replaced.
///
/// # Errors
///
/// As [`to_value`]; the value is then partly written.
pub fn write_value(
    value: &(impl Serialize + ?Sized),
    into: &mut dyn Structure,
) -> Result<(), ValueError> {
    value.serialize(Writer::value(into))
}

/// As [`to_item`], into a map of values whose table may have been loaded at run time. The old entries are replaced.
///
/// # Errors
///
/// As [`to_item`]; the map is then partly written.
pub fn write_item(
    item: &(impl Serialize + ?Sized),
    into: &mut dyn view::Map,
) -> Result<(), ValueError> {
    item.serialize(Writer::item(into))
}
