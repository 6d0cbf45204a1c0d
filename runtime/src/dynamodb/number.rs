//! DynamoDB's numbers: decimal text, of any Rust type or of [`Number`].

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;
use super::decimal::Decimal;

/// The name by which serializer and deserializer of this module recognise a [`Number`]; others see its text.
pub(super) const TOKEN: &str = "$pageboy::dynamodb::Number";

/// A number whose text is kept unchanged: `1.10` keeps its zero, `1E+3` stays `1E+3`.
///
/// DynamoDB's numbers are decimal, with up to 38 significant digits; no Rust type covers all of them. This type reads every
/// number of an item, and writes those within the limits of [`from_str`](Self::from_str) unchanged. Two are equal when their
/// texts are.
///
/// In other formats of serde it is its text. Inside `#[serde(flatten)]` and untagged enums, serde passes an integer or a
/// float instead, and the text is of this value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(String);

impl Number {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Number {
    type Err = ValueError;

    /// Parses a decimal number: a sign, digits with a point among them, an exponent.
    ///
    /// # Errors
    ///
    /// When the text is not a number, has more than 38 significant digits, or an exponent outside −128 to 126.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Decimal::parse(text)?.check()?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<f64> for Number {
    type Error = ValueError;

    /// The shortest decimal that reads back as the same float.
    ///
    /// # Errors
    ///
    /// When it is not finite, or out of DynamoDB's range.
    fn try_from(number: f64) -> Result<Self, ValueError> {
        from_f64(number).parse()
    }
}

macro_rules! from_integers {
    ($($type:ty)*) => {$(
        impl From<$type> for Number {
            fn from(number: $type) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 u8 u16 u32 u64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TOKEN, self.as_str())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TOKEN, NumberVisitor)
    }
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<Number, D::Error> {
        number.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        // A text from the service is kept, even beyond the limits.
        match Decimal::parse(text) {
            Ok(_) => Ok(Number(text.to_owned())),
            Err(error) => Err(E::custom(error)),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number::from(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
        Ok(Number::from(number))
    }

    fn visit_i128<E: de::Error>(self, number: i128) -> Result<Number, E> {
        Ok(Number(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
        Number::try_from(number).map_err(E::custom)
    }
}

/// The shortest decimal that reads back as the same float, with an exponent where it would be long without.
pub(super) fn from_f64(number: f64) -> String {
    shortest(&number, number.abs())
}

/// As [`from_f64`], with the digits of an `f32`.
pub(super) fn from_f32(number: f32) -> String {
    shortest(&number, f64::from(number.abs()))
}

fn shortest(number: &(impl fmt::Display + fmt::UpperExp), size: f64) -> String {
    if size == 0.0 || (1e-5..1e16).contains(&size) || !size.is_finite() {
        number.to_string()
    } else {
        format!("{number:E}")
    }
}

/// The float with the value of a number's text.
///
/// # Errors
///
/// When no float has this value: neither the nearest one's shortest decimal nor its exact value is the number.
pub(super) fn to_f64(text: &str) -> Result<f64, ValueError> {
    let number = Decimal::parse(text)?;
    let nearest = text.parse().ok();
    let nearest =
        nearest.filter(|&nearest: &f64| is_value_of(&number, &from_f64(nearest), &nearest));
    nearest.ok_or_else(|| no_float("f64"))
}

/// As [`to_f64`], for an `f32`.
///
/// # Errors
///
/// When no float has this value.
pub(super) fn to_f32(text: &str) -> Result<f32, ValueError> {
    let number = Decimal::parse(text)?;
    let nearest = text.parse().ok();
    let nearest =
        nearest.filter(|&nearest: &f32| is_value_of(&number, &from_f32(nearest), &nearest));
    nearest.ok_or_else(|| no_float("f32"))
}

/// Whether a number is the shortest decimal of a float, or its exact value, which has up to 767 digits.
fn is_value_of(number: &Decimal, shortest: &str, float: &impl fmt::UpperExp) -> bool {
    let equals = |text: &str| Decimal::parse(text).is_ok_and(|other| other == *number);
    equals(shortest) || equals(&format!("{float:.766E}"))
}

fn no_float(kind: &str) -> ValueError {
    ValueError::new(format!(
        "the number has more digits than an {kind}, or is beyond its range: read it as `pageboy::dynamodb::Number`"
    ))
}
