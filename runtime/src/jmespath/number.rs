//! Numbers that compare exactly.

use std::cmp::Ordering;

/// A number: integers are never rounded to floats.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    /// Any 64-bit integer, signed or not, and sums of them.
    Integer(i128),
    /// Any other number.
    Float(f64),
}

impl Number {
    /// A 32-bit float as the number its shortest decimal text denotes, which is what a JSON reader would see.
    pub(crate) fn from_f32(value: f32) -> Self {
        Self::Float(
            value
                .to_string()
                .parse()
                .unwrap_or_else(|_| f64::from(value)),
        )
    }

    /// The number as a float, rounded if necessary.
    #[expect(
        clippy::cast_precision_loss,
        reason = "asked for where only a float will do"
    )]
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The absolute value.
    pub(crate) fn abs(self) -> Self {
        match self {
            Self::Integer(value) => Self::Integer(value.abs()),
            Self::Float(value) => Self::Float(value.abs()),
        }
    }

    /// The sum.
    pub(crate) fn add(self, other: Self) -> Self {
        if let (Self::Integer(a), Self::Integer(b)) = (self, other)
            && let Some(sum) = a.checked_add(b)
        {
            return Self::Integer(sum);
        }
        Self::Float(self.to_f64() + other.to_f64())
    }

    /// The quotient by a count: a float, or an integer if that is exact and a float is not.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the fraction of a quotient is a float"
    )]
    pub(crate) fn divided_by(self, count: i128) -> Self {
        match self {
            Self::Integer(sum) if count != 0 => {
                let (whole, rest) = (sum.div_euclid(count), sum.rem_euclid(count));
                let quotient = Self::Integer(whole);
                if rest == 0 && integer(quotient.to_f64()) != Some(whole) {
                    return quotient;
                }
                Self::Float(whole as f64 + rest as f64 / count as f64)
            }
            other => Self::Float(other.to_f64() / count as f64),
        }
    }

    /// The nearest integer in the direction of `round`, as an integer if it has 64 bits.
    pub(crate) fn rounded(self, round: fn(f64) -> f64) -> Self {
        match self {
            Self::Integer(_) => self,
            Self::Float(value) => {
                let value = round(value);
                integer(value).map_or(Self::Float(value), Self::Integer)
            }
        }
    }

    /// Exact comparison; `None` if either is NaN.
    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            (Self::Integer(a), Self::Float(b)) => integer_to_float(a, b),
            (Self::Float(a), Self::Integer(b)) => integer_to_float(b, a).map(Ordering::reverse),
        }
    }
}

fn integer_to_float(a: i128, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    match integer(b.floor()) {
        Some(floor) => Some(match a.cmp(&floor) {
            Ordering::Equal if b > b.floor() => Ordering::Less,
            order => order,
        }),
        None if b > 0.0 => Some(Ordering::Less),
        None => Some(Ordering::Greater),
    }
}

/// A whole float as an integer, if it is far inside the range; all 64-bit integers are.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole and within the range, as checked"
)]
fn integer(value: f64) -> Option<i128> {
    const LIMIT: f64 = 1e36;
    (value.fract() == 0.0 && value.abs() < LIMIT).then_some(value as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_beyond_the_precision_of_floats_compare_exactly() {
        let (a, b) = (i128::from(i64::MAX), i128::from(i64::MAX) - 1);
        assert_eq!(
            Number::Integer(a).compare(Number::Integer(b)),
            Some(Ordering::Greater)
        );
        // 2^63 as a float is one more than the greatest 64-bit integer.
        assert_eq!(
            Number::Integer(a).compare(Number::Float(9_223_372_036_854_775_808.0)),
            Some(Ordering::Less)
        );
    }

    #[test]
    fn integers_equal_floats_of_the_same_value_only() {
        let compare = |a, b| Number::Integer(a).compare(Number::Float(b));
        assert_eq!(compare(1, 1.0), Some(Ordering::Equal));
        assert_eq!(compare(1, 1.5), Some(Ordering::Less));
        assert_eq!(compare(-1, -1.5), Some(Ordering::Greater));
        assert_eq!(compare(0, f64::INFINITY), Some(Ordering::Less));
        assert_eq!(compare(0, f64::NEG_INFINITY), Some(Ordering::Greater));
        assert_eq!(compare(0, f64::NAN), None);
    }

    #[test]
    fn a_32_bit_float_is_the_decimal_it_prints_as() {
        assert_eq!(
            Number::from_f32(0.1).compare(Number::Float(0.1)),
            Some(Ordering::Equal)
        );
    }
}
