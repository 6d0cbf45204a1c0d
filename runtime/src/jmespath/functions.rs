//! The functions of the specification.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::arguments::{FunctionCall, described};
use super::evaluate::{At, Evaluator, Stop};
use super::json::Json;
use super::number::Number;
use super::value::ExpressionValue;
use super::{Function, Node};

impl<'e, 'a> Evaluator<'e, 'a> {
    pub(super) fn call(
        &self,
        function: Function,
        at: At<'a>,
        arguments: &'a [u16],
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        function
            .check_arity(arguments.len())
            .map_err(Stop::failed)?;
        FunctionCall {
            evaluator: self,
            function,
            at,
            arguments,
            current,
        }
        .run()
    }
}

impl<'a> FunctionCall<'_, '_, 'a> {
    fn run(&self) -> Result<ExpressionValue<'a>, Stop> {
        Ok(match self.function {
            Function::Abs => ExpressionValue::number(self.number(0)?.abs()),
            Function::Avg => self.average()?,
            Function::Ceil => ExpressionValue::number(self.number(0)?.rounded(f64::ceil)),
            Function::Contains => self.contains()?,
            Function::EndsWith => {
                let (text, end) = (self.value(0)?, self.value(1)?);
                ExpressionValue::boolean(self.text(0, &text)?.ends_with(&*self.text(1, &end)?))
            }
            Function::Floor => ExpressionValue::number(self.number(0)?.rounded(f64::floor)),
            Function::Join => self.join()?,
            Function::Keys => {
                let object = self.value(0)?;
                let keys = self.object(0, &object)?.to_vec();
                ExpressionValue::list(
                    keys.into_iter()
                        .map(|(key, _)| ExpressionValue::text(key.to_owned()))
                        .collect(),
                )
            }
            Function::Length => self.length()?,
            Function::Map => self.map()?,
            Function::Max => self.extreme(Ordering::Greater)?,
            Function::MaxBy => self.extreme_by(Ordering::Greater)?,
            Function::Merge => self.merge()?,
            Function::Min => self.extreme(Ordering::Less)?,
            Function::MinBy => self.extreme_by(Ordering::Less)?,
            Function::NotNull => self.not_null()?,
            Function::Reverse => self.reverse()?,
            Function::Sort => {
                let items = self.comparable()?.into_iter();
                sorted(items.map(|item| (item.clone(), item)).collect())
            }
            Function::SortBy => sorted(self.keyed()?),
            Function::StartsWith => {
                let (text, start) = (self.value(0)?, self.value(1)?);
                ExpressionValue::boolean(self.text(0, &text)?.starts_with(&*self.text(1, &start)?))
            }
            Function::Sum => ExpressionValue::number(
                self.numbers()?
                    .into_iter()
                    .fold(Number::Integer(0), Number::add),
            ),
            Function::ToArray => {
                let value = self.value(0)?;
                if matches!(value.json(), Json::List(_)) {
                    value
                } else {
                    ExpressionValue::list(vec![value])
                }
            }
            Function::ToNumber => self.to_number()?,
            Function::ToString => {
                let value = self.value(0)?;
                if matches!(value.json(), Json::String(_)) {
                    value
                } else {
                    ExpressionValue::text(value.to_string())
                }
            }
            Function::Type => ExpressionValue::text(self.value(0)?.json().type_name().to_owned()),
            Function::Values => {
                let object = self.value(0)?;
                let entries = self.object(0, &object)?.to_vec();
                ExpressionValue::list(
                    entries
                        .into_iter()
                        .map(|(_, value)| value.into_found())
                        .collect(),
                )
            }
        })
    }

    fn average(&self) -> Result<ExpressionValue<'a>, Stop> {
        let numbers = self.numbers()?;
        if numbers.is_empty() {
            return Ok(ExpressionValue::NULL);
        }
        let count = i128::try_from(numbers.len()).unwrap_or(i128::MAX);
        let sum = numbers.into_iter().fold(Number::Integer(0), Number::add);
        Ok(ExpressionValue::number(sum.divided_by(count)))
    }

    fn contains(&self) -> Result<ExpressionValue<'a>, Stop> {
        let (subject, sought) = (self.value(0)?, self.value(1)?);
        Ok(ExpressionValue::boolean(
            match (subject.json(), sought.json()) {
                (Json::List(items), _) => items.iter().any(|item| *item == sought),
                (Json::String(text), Json::String(part)) => text.contains(&*part),
                (Json::String(_), _) => false,
                _ => return Err(self.wrong(0, "an array or a string", &subject)),
            },
        ))
    }

    fn join(&self) -> Result<ExpressionValue<'a>, Stop> {
        let (glue, list) = (self.value(0)?, self.value(1)?);
        let glue = self.text(0, &glue)?;
        let mut joined = String::new();
        for (index, item) in self.items(1, &list)?.iter().enumerate() {
            if index > 0 {
                joined.push_str(&glue);
            }
            match item.json() {
                Json::String(text) => joined.push_str(&text),
                _ => return Err(self.wrong(1, "an array of strings", &item)),
            }
        }
        Ok(ExpressionValue::text(joined))
    }

    /// Counts the elements of a projection without making a list.
    fn length(&self) -> Result<ExpressionValue<'a>, Stop> {
        let argument = self.argument(0)?;
        let mut count = 0;
        if matches!(
            argument.node,
            Node::Projection(..) | Node::Flatten(_) | Node::Values(_)
        ) && self.evaluator.each(argument, self.current, &mut |_| {
            count += 1;
            Ok(())
        })? {
            return Ok(ExpressionValue::number(Number::Integer(count)));
        }
        let value = self.value(0)?;
        let length = match value.json() {
            Json::String(text) => text.chars().count(),
            Json::List(items) => items.len(),
            Json::Object(entries) => entries.len(),
            _ => return Err(self.wrong(0, "a string, an array or an object", &value)),
        };
        Ok(ExpressionValue::number(Number::Integer(
            i128::try_from(length).unwrap_or(i128::MAX),
        )))
    }

    fn map(&self) -> Result<ExpressionValue<'a>, Stop> {
        let (expression, list) = (self.expression(0)?, self.value(1)?);
        let items = self.items(1, &list)?.iter();
        let mapped = items.map(|item| self.evaluator.eval(expression, &item));
        Ok(ExpressionValue::list(mapped.collect::<Result<_, _>>()?))
    }

    fn merge(&self) -> Result<ExpressionValue<'a>, Stop> {
        let mut merged = IndexMap::new();
        for index in 0..self.arguments.len() {
            let object = self.value(index)?;
            for (key, value) in self.object(index, &object)?.to_vec() {
                merged.insert(key.to_owned().into(), value.into_found());
            }
        }
        Ok(ExpressionValue::object(merged))
    }

    fn not_null(&self) -> Result<ExpressionValue<'a>, Stop> {
        // All arguments are evaluated, as in jmespath.py, so that an error in one is never hidden.
        let mut first = ExpressionValue::NULL;
        for index in 0..self.arguments.len() {
            let value = self.value(index)?;
            if first.is_null() {
                first = value;
            }
        }
        Ok(first)
    }

    fn reverse(&self) -> Result<ExpressionValue<'a>, Stop> {
        let value = self.value(0)?;
        match value.json() {
            Json::String(text) => Ok(ExpressionValue::text(text.chars().rev().collect())),
            Json::List(items) => Ok(ExpressionValue::list(
                items.iter().rev().map(|item| item.into_found()).collect(),
            )),
            _ => Err(self.wrong(0, "an array or a string", &value)),
        }
    }

    fn to_number(&self) -> Result<ExpressionValue<'a>, Stop> {
        let value = self.value(0)?;
        let number = match value.json() {
            Json::Number(number) => Some(number),
            Json::String(text) => parse(&text),
            _ => None,
        };
        Ok(number.map_or(ExpressionValue::NULL, ExpressionValue::number))
    }

    /// The first of the greatest or least elements.
    fn extreme(&self, wanted: Ordering) -> Result<ExpressionValue<'a>, Stop> {
        let items = self.comparable()?.into_iter();
        let best = items.reduce(|best, item| {
            if order(&item, &best) == wanted {
                item
            } else {
                best
            }
        });
        Ok(best.unwrap_or(ExpressionValue::NULL))
    }

    /// The first element with the greatest or least key.
    fn extreme_by(&self, wanted: Ordering) -> Result<ExpressionValue<'a>, Stop> {
        let items = self.keyed()?.into_iter();
        let best = items.reduce(|best, item| {
            if order(&item.0, &best.0) == wanted {
                item
            } else {
                best
            }
        });
        Ok(best.map_or(ExpressionValue::NULL, |(_, item)| item))
    }

    /// The elements of the first argument: all numbers, or all strings.
    fn comparable(&self) -> Result<Vec<ExpressionValue<'a>>, Stop> {
        const EXPECTED: &str = "an array of numbers or an array of strings";
        let list = self.value(0)?;
        let items: Vec<ExpressionValue<'a>> = self
            .items(0, &list)
            .map_err(|_| self.wrong(0, EXPECTED, &list))?
            .iter()
            .map(|item| item.into_found())
            .collect();
        match odd_one(items.iter()) {
            Some(item) => Err(self.wrong(0, EXPECTED, item)),
            None => Ok(items),
        }
    }

    /// The elements of the first argument with their results of the expression: all numbers, or all strings.
    fn keyed(&self) -> Result<Vec<(ExpressionValue<'a>, ExpressionValue<'a>)>, Stop> {
        let (list, expression) = (self.value(0)?, self.expression(1)?);
        let mut keyed = Vec::new();
        for item in self.items(0, &list)?.iter() {
            keyed.push((self.evaluator.eval(expression, &item)?, item.into_found()));
        }
        match odd_one(keyed.iter().map(|(key, _)| key)) {
            Some(key) => Err(Stop::failed(format!(
                "{}() expects that the expression gives only numbers or only strings, but it gave {}",
                self.function.name(),
                described(key)
            ))),
            None => Ok(keyed),
        }
    }

    fn numbers(&self) -> Result<Vec<Number>, Stop> {
        const EXPECTED: &str = "an array of numbers";
        let list = self.value(0)?;
        let items = self
            .items(0, &list)
            .map_err(|_| self.wrong(0, EXPECTED, &list))?;
        items
            .iter()
            .map(|item| match item.json() {
                Json::Number(number) => Ok(number),
                _ => Err(self.wrong(0, EXPECTED, &item)),
            })
            .collect()
    }
}

/// The first value that is neither number nor string, or has another type than the first one.
fn odd_one<'v, 'a: 'v>(
    mut values: impl Iterator<Item = &'v ExpressionValue<'a>> + Clone,
) -> Option<&'v ExpressionValue<'a>> {
    let wanted = values.clone().next()?.json().type_name();
    if wanted != "number" && wanted != "string" {
        return values.next();
    }
    values.find(|value| value.json().type_name() != wanted)
}

/// The second ones in the order of the first.
fn sorted<'a>(mut keyed: Vec<(ExpressionValue<'a>, ExpressionValue<'a>)>) -> ExpressionValue<'a> {
    keyed.sort_by(|(one, _), (other, _)| order(one, other));
    ExpressionValue::list(keyed.into_iter().map(|(_, item)| item).collect())
}

/// The order of two numbers or of two strings.
fn order(first: &ExpressionValue<'_>, second: &ExpressionValue<'_>) -> Ordering {
    first
        .json()
        .order(&second.json())
        .unwrap_or(Ordering::Equal)
}

/// The number in a text (`jmespath/functions.py`, `_func_to_number`), also with a sign, leading zeros and surrounding
/// spaces; none if JSON has no such number.
fn parse(text: &str) -> Option<Number> {
    let text = text.trim();
    if let Ok(integer) = text.parse() {
        return Some(Number::Integer(integer));
    }
    let is_decimal = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let number: f64 = text.parse().ok().filter(|_| text.bytes().all(is_decimal))?;
    number.is_finite().then_some(Number::Float(number))
}

#[cfg(test)]
mod tests {
    use crate::jmespath::Expression;
    use crate::view::View;

    fn of(text: &str) -> String {
        let expression = Expression::parse(text).unwrap();
        expression.evaluate(View::Null).unwrap().to_string()
    }

    #[test]
    fn large_integers_stay_exact() {
        for (text, found) in [
            ("avg(`[9007199254740993]`)", "9007199254740993"),
            (
                "avg(`[9007199254740993, 9007199254740995]`)",
                "9007199254740994.0",
            ),
            (
                "avg(`[18446744073709551615, 18446744073709551615]`)",
                "18446744073709551615",
            ),
            ("sum(`[9007199254740993, 2]`)", "9007199254740995"),
            (
                "max(`[9007199254740992, 9007199254740993]`)",
                "9007199254740993",
            ),
            (
                "min(`[9007199254740993, 9007199254740992.0]`)",
                "9007199254740992.0",
            ),
            (
                "sort(`[9007199254740993, 9007199254740992]`)[0]",
                "9007199254740992",
            ),
            ("abs(`-9223372036854775808`)", "9223372036854775808"),
            ("ceil(`9007199254740993`)", "9007199254740993"),
            ("floor(`-9007199254740993`)", "-9007199254740993"),
            ("to_number('9007199254740993')", "9007199254740993"),
        ] {
            assert_eq!(of(text), found, "{text}");
        }
    }

    #[test]
    fn an_average_is_a_float_where_a_float_is_exact() {
        for (text, found) in [
            ("avg(`[1, 3]`)", "2.0"),
            ("avg(`[1, 2]`)", "1.5"),
            ("avg(`[-1, -2]`)", "-1.5"),
            ("avg(`[0.5, 1]`)", "0.75"),
            ("avg(`[]`)", "null"),
        ] {
            assert_eq!(of(text), found, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_from_text_as_python_reads_them() {
        for (text, found) in [
            ("007", "7"),
            ("+5", "5"),
            (" 1.50 ", "1.5"),
            (".5", "0.5"),
            ("5.", "5.0"),
            ("1e3", "1000.0"),
            ("nan", "null"),
            ("-inf", "null"),
            ("1e999", "null"),
            ("0x10", "null"),
            ("", "null"),
        ] {
            assert_eq!(of(&format!("to_number('{text}')")), found, "{text}");
        }
    }
}
