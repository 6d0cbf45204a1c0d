//! The functions of JMESPath.

/// A function of the JMESPath specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `abs(number)`.
    Abs,
    /// `avg(array[number])`; null when empty.
    Avg,
    /// `ceil(number)`.
    Ceil,
    /// `contains(array|string, any)`.
    Contains,
    /// `ends_with(string, string)`.
    EndsWith,
    /// `floor(number)`.
    Floor,
    /// `join(string, array[string])`.
    Join,
    /// `keys(object)`.
    Keys,
    /// `length(string|array|object)`.
    Length,
    /// `map(expression, array)`; keeps nulls.
    Map,
    /// `max(array[number]|array[string])`; null when empty.
    Max,
    /// `max_by(array, expression)`; null when empty.
    MaxBy,
    /// `merge(object, …)`; later keys win.
    Merge,
    /// `min(array[number]|array[string])`; null when empty.
    Min,
    /// `min_by(array, expression)`; null when empty.
    MinBy,
    /// `not_null(any, …)`: the first argument that is not null.
    NotNull,
    /// `reverse(array|string)`.
    Reverse,
    /// `sort(array[number]|array[string])`.
    Sort,
    /// `sort_by(array, expression)`; stable.
    SortBy,
    /// `starts_with(string, string)`.
    StartsWith,
    /// `sum(array[number])`.
    Sum,
    /// `to_array(any)`.
    ToArray,
    /// `to_number(any)`; null when it is not a number.
    ToNumber,
    /// `to_string(any)`: text unchanged, anything else as JSON.
    ToString,
    /// `type(any)`.
    Type,
    /// `values(object)`.
    Values,
}

const FUNCTIONS: [(Function, &str); 26] = [
    (Function::Abs, "abs"),
    (Function::Avg, "avg"),
    (Function::Ceil, "ceil"),
    (Function::Contains, "contains"),
    (Function::EndsWith, "ends_with"),
    (Function::Floor, "floor"),
    (Function::Join, "join"),
    (Function::Keys, "keys"),
    (Function::Length, "length"),
    (Function::Map, "map"),
    (Function::Max, "max"),
    (Function::MaxBy, "max_by"),
    (Function::Merge, "merge"),
    (Function::Min, "min"),
    (Function::MinBy, "min_by"),
    (Function::NotNull, "not_null"),
    (Function::Reverse, "reverse"),
    (Function::Sort, "sort"),
    (Function::SortBy, "sort_by"),
    (Function::StartsWith, "starts_with"),
    (Function::Sum, "sum"),
    (Function::ToArray, "to_array"),
    (Function::ToNumber, "to_number"),
    (Function::ToString, "to_string"),
    (Function::Type, "type"),
    (Function::Values, "values"),
];

impl Function {
    /// The function with this name in expressions.
    pub fn from_name(name: &str) -> Option<Self> {
        let (function, _) = FUNCTIONS.iter().find(|(_, known)| *known == name)?;
        Some(*function)
    }

    /// The name in expressions.
    pub fn name(self) -> &'static str {
        FUNCTIONS
            .iter()
            .find(|(function, _)| *function == self)
            .map_or("", |(_, name)| name)
    }

    /// The minimum number of arguments, and the maximum, if there is one.
    pub const fn arity(self) -> (usize, Option<usize>) {
        match self {
            Self::Merge | Self::NotNull => (1, None),
            Self::Contains
            | Self::EndsWith
            | Self::Join
            | Self::Map
            | Self::MaxBy
            | Self::MinBy
            | Self::SortBy
            | Self::StartsWith => (2, Some(2)),
            _ => (1, Some(1)),
        }
    }

    /// The mistake in the number of arguments, if there is one.
    ///
    /// # Errors
    ///
    /// When there are too few or too many.
    pub fn check_arity(self, arguments: usize) -> Result<(), String> {
        let (least, most) = self.arity();
        if arguments >= least && most.is_none_or(|most| arguments <= most) {
            return Ok(());
        }
        Err(format!(
            "`{}` takes {}{least} argument{}, not {arguments}",
            self.name(),
            if most.is_none() { "at least " } else { "" },
            if least == 1 { "" } else { "s" },
        ))
    }

    /// The names of all functions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|(_, name)| *name)
    }
}
