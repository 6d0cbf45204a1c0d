//! The value of a number's text, and whether DynamoDB can hold it.

use super::ValueError;

/// Maximum number of significant digits.
const DIGITS: usize = 38;

/// The range of the first significant digit's exponent, as in boto3 (boto3/dynamodb/types.py, `DYNAMODB_CONTEXT`).
const EXPONENTS: std::ops::RangeInclusive<i64> = -128..=126;

/// A decimal number: digits, and the power of ten of the last one. Equality compares values.
#[derive(Debug)]
pub(super) struct Decimal {
    is_negative: bool,
    /// Without leading zeros; zero has none.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Parses a sign, digits with a point among them, and an exponent.
    ///
    /// # Errors
    ///
    /// When the text is not a number; infinities are not.
    pub(super) fn parse(text: &str) -> Result<Self, ValueError> {
        let (is_negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let parsed = Self::parse_unsigned(is_negative, unsigned);
        parsed.ok_or_else(|| {
            let names = ["nan", "inf", "infinity"];
            let is_named = names.iter().any(|name| unsigned.eq_ignore_ascii_case(name));
            ValueError::new(if is_named {
                "DynamoDB has no NaN and no infinities"
            } else {
                "the text is not a decimal number"
            })
        })
    }

    fn parse_unsigned(is_negative: bool, text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        digits.drain(..zeros);
        let fraction = i64::try_from(fraction.len()).ok()?;
        Some(Self {
            is_negative,
            digits,
            exponent: exponent.checked_sub(fraction)?,
        })
    }

    /// Whether DynamoDB can hold the number without rounding.
    ///
    /// # Errors
    ///
    /// When it has too many digits or is too large or too small.
    pub(super) fn check(&self) -> Result<(), ValueError> {
        if self.digits.len() > DIGITS {
            return Err(ValueError::new(format!(
                "the number has {} significant digits; DynamoDB keeps {DIGITS}",
                self.digits.len()
            )));
        }
        let further = i64::try_from(self.digits.len().saturating_sub(1)).unwrap_or(i64::MAX);
        let exponent = self.exponent.saturating_add(further);
        if EXPONENTS.contains(&exponent) {
            return Ok(());
        }
        Err(ValueError::new(format!(
            "the number's exponent is {exponent}; DynamoDB keeps {} to {}",
            EXPONENTS.start(),
            EXPONENTS.end()
        )))
    }

    /// The number as an integer of up to 38 digits, if it is one.
    pub(super) fn integer(&self) -> Option<i128> {
        let (digits, exponent) = self.shortest();
        if digits.is_empty() {
            return Some(0);
        }
        let zeros = usize::try_from(exponent).ok()?;
        if digits.len().checked_add(zeros)? > DIGITS {
            return None;
        }
        let size: i128 = format!("{digits}{:0<zeros$}", "").parse().ok()?;
        Some(if self.is_negative { -size } else { size })
    }

    /// Digits without zeros at the end, and the power of ten of the last one.
    fn shortest(&self) -> (&str, i64) {
        let digits = self.digits.trim_end_matches('0');
        let zeros = i64::try_from(self.digits.len() - digits.len()).unwrap_or(i64::MAX);
        (digits, self.exponent.saturating_add(zeros))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (digits, exponent) = self.shortest();
        let (digits_there, exponent_there) = other.shortest();
        digits == digits_there
            && (digits.is_empty()
                || (exponent == exponent_there && self.is_negative == other.is_negative))
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn checked(text: &str) -> Result<(), String> {
        let checked = Decimal::parse(text).and_then(|number| number.check());
        checked.map_err(|error| error.to_string())
    }

    #[test]
    fn what_dynamodb_holds_is_accepted_to_the_last_digit() {
        let nines = "9".repeat(38);
        for text in [
            "0", "-0", "1.10", "1E+3", "1e3", "007", ".5", "5.", "+1", "1E126", "1E-128", &nines,
        ] {
            assert_eq!(checked(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_would_be_rounded_is_refused_and_so_is_what_is_no_number() {
        let digits =
            |count| format!("the number has {count} significant digits; DynamoDB keeps 38");
        let exponent =
            |exponent| format!("the number's exponent is {exponent}; DynamoDB keeps -128 to 126");
        let named = || String::from("DynamoDB has no NaN and no infinities");
        let text = || String::from("the text is not a decimal number");
        for (number, expected) in [
            (format!("1{}", "0".repeat(38)), digits(39)),
            (format!("0.{}", "1".repeat(39)), digits(39)),
            (String::from("1E127"), exponent(127)),
            (String::from("10E126"), exponent(127)),
            (String::from("1E-129"), exponent(-129)),
            (String::from("NaN"), named()),
            (String::from("Infinity"), named()),
            (String::from("-inf"), named()),
            (String::new(), text()),
            (String::from("-"), text()),
            (String::from("."), text()),
            (String::from("1_000"), text()),
            (String::from("1E"), text()),
            (String::from("1E99999999999999999999"), text()),
            (String::from("\u{0661}"), text()),
        ] {
            assert_eq!(checked(&number), Err(expected), "{number}");
        }
    }

    #[test]
    fn numbers_are_equal_by_value() {
        let number = |text| Decimal::parse(text).unwrap();
        for (one, other, expected) in [
            ("1", "1.0", true),
            ("1000", "1E+3", true),
            ("-0", "0.00", true),
            ("1", "-1", false),
            ("1", "10", false),
        ] {
            assert_eq!(number(one) == number(other), expected, "{one} {other}");
        }
    }

    #[test]
    fn integers_are_read_from_every_form() {
        let integer = |text| Decimal::parse(text).unwrap().integer();
        assert_eq!(integer("-5.00"), Some(-5));
        assert_eq!(integer("1.2E+3"), Some(1200));
        assert_eq!(integer("0E-9"), Some(0));
        assert_eq!(integer("0.5"), None);
        assert_eq!(integer("1E38"), None);
        assert_eq!(integer("1E37"), Some(10_i128.pow(37)));
    }
}
