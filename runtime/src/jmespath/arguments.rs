//! The arguments of a function, as the types that it expects.

use std::borrow::Cow;

use super::evaluate::{At, Evaluator, Stop};
use super::json::{Entries, Items, Json};
use super::number::Number;
use super::value::ExpressionValue;
use super::{Function, Node};

/// A call: the function, and the evaluation of its arguments.
pub(super) struct FunctionCall<'c, 'e, 'a> {
    pub(super) evaluator: &'c Evaluator<'e, 'a>,
    pub(super) function: Function,
    pub(super) at: At<'a>,
    pub(super) arguments: &'a [u16],
    pub(super) current: &'c ExpressionValue<'a>,
}

impl<'a> FunctionCall<'_, '_, 'a> {
    pub(super) fn argument(&self, index: usize) -> Result<At<'a>, Stop> {
        match self.arguments.get(index) {
            Some(node) => self.evaluator.operand(self.at, *node),
            None => Err(Stop::failed("an argument is missing")),
        }
    }

    pub(super) fn value(&self, index: usize) -> Result<ExpressionValue<'a>, Stop> {
        let argument = self.argument(index)?;
        if matches!(argument.node, Node::ExpressionRef(_)) {
            return Err(Stop::failed(format!(
                "{}() expects a value as argument {}, not an expression",
                self.function.name(),
                index + 1
            )));
        }
        let value = self.evaluator.eval(argument, self.current)?;
        // The others return numbers and booleans, or their argument's contents unchanged.
        if matches!(
            self.function,
            Function::Merge | Function::ToString | Function::Values
        ) {
            self.evaluator.note_whole(&value);
        }
        Ok(value)
    }

    pub(super) fn expression(&self, index: usize) -> Result<At<'a>, Stop> {
        let argument = self.argument(index)?;
        match argument.node {
            Node::ExpressionRef(node) => self.evaluator.operand(argument, *node),
            _ => Err(Stop::failed(format!(
                "{}() expects an expression (`&…`) as argument {}",
                self.function.name(),
                index + 1
            ))),
        }
    }

    pub(super) fn number(&self, index: usize) -> Result<Number, Stop> {
        let value = self.value(index)?;
        match value.json() {
            Json::Number(number) => Ok(number),
            _ => Err(self.wrong(index, "a number", &value)),
        }
    }

    pub(super) fn text<'f>(
        &self,
        index: usize,
        value: &'f ExpressionValue<'a>,
    ) -> Result<Cow<'f, str>, Stop> {
        match value.json() {
            Json::String(text) => Ok(text),
            _ => Err(self.wrong(index, "a string", value)),
        }
    }

    pub(super) fn items<'f>(
        &self,
        index: usize,
        value: &'f ExpressionValue<'a>,
    ) -> Result<Items<'f, 'a>, Stop> {
        match value.json() {
            Json::List(items) => Ok(items),
            _ => Err(self.wrong(index, "an array", value)),
        }
    }

    pub(super) fn object<'f>(
        &self,
        index: usize,
        value: &'f ExpressionValue<'a>,
    ) -> Result<Entries<'f, 'a>, Stop> {
        match value.json() {
            Json::Object(entries) => Ok(entries),
            _ => Err(self.wrong(index, "an object", value)),
        }
    }

    pub(super) fn wrong(&self, index: usize, expected: &str, actual: &ExpressionValue<'_>) -> Stop {
        Stop::failed(format!(
            "{}() expects {expected} as argument {}, but got {}",
            self.function.name(),
            index + 1,
            described(actual)
        ))
    }
}

/// The type of a value; the value itself may be long, or secret.
pub(super) fn described(value: &ExpressionValue<'_>) -> &'static str {
    match value.json().type_name() {
        "null" => "null",
        "boolean" => "a boolean",
        "number" => "a number",
        "string" => "a string",
        "array" => "an array",
        _ => "an object",
    }
}
