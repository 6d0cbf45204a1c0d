//! Types of functions' arguments: with another type they fail, whatever the answer.

use super::comparison::{Class, Never, Operand, Times, ValueKind};
use super::function::Function;

/// The type of a function's argument.
struct Takes {
    /// A description.
    words: &'static str,
    classes: &'static [Class],
    /// The type of its elements, for a list.
    elements: &'static [Class],
}

const TEXT: Takes = Takes {
    words: "a string",
    classes: &[Class::Text],
    elements: &[],
};
const NUMBER: Takes = Takes {
    words: "a number",
    classes: &[Class::Number],
    elements: &[],
};
const OBJECT: Takes = Takes {
    words: "an object",
    classes: &[Class::Object],
    elements: &[],
};
const TEXTS: Takes = Takes {
    words: "a list of strings",
    classes: &[Class::List],
    elements: &[Class::Text],
};
const NUMBERS: Takes = Takes {
    words: "a list of numbers",
    classes: &[Class::List],
    elements: &[Class::Number],
};
const ORDERED: Takes = Takes {
    words: "a list of numbers, strings or times",
    classes: &[Class::List],
    elements: &[Class::Number, Class::Text, Class::Time],
};
const LIST: Takes = Takes {
    words: "a list",
    classes: &[Class::List],
    elements: &[],
};
const LIST_OR_TEXT: Takes = Takes {
    words: "a list or a string",
    classes: &[Class::List, Class::Text],
    elements: &[],
};
const COUNTED: Takes = Takes {
    words: "a list, a string or an object",
    classes: &[Class::List, Class::Text, Class::Object],
    elements: &[],
};
const READ: Takes = Takes {
    words: "a string or a number",
    classes: &[Class::Text, Class::Number],
    elements: &[],
};
const KEY: Takes = Takes {
    words: "an expression for numbers, strings or times",
    classes: &[Class::Number, Class::Text, Class::Time],
    elements: &[],
};

/// The type of the argument at this index; `None` for any type.
const fn takes(function: Function, index: usize) -> Option<&'static Takes> {
    Some(match (function, index) {
        (Function::StartsWith | Function::EndsWith, _) | (Function::Join, 0) => &TEXT,
        (Function::Join, _) => &TEXTS,
        (Function::Abs | Function::Ceil | Function::Floor, _) => &NUMBER,
        (Function::Avg | Function::Sum, _) => &NUMBERS,
        (Function::Max | Function::Min | Function::Sort, _) => &ORDERED,
        (Function::MaxBy | Function::MinBy | Function::SortBy, 0) | (Function::Map, 1) => &LIST,
        (Function::MaxBy | Function::MinBy | Function::SortBy, _) => &KEY,
        (Function::Contains, 0) | (Function::Reverse, _) => &LIST_OR_TEXT,
        (Function::Length, _) => &COUNTED,
        (Function::Keys | Function::Values | Function::Merge, _) => &OBJECT,
        // It returns null for anything else.
        (Function::ToNumber, _) => &READ,
        _ => return None,
    })
}

/// Why a function fails or returns null with this argument. `element` describes its elements, if it is a list.
pub(super) fn argument(
    function: Function,
    index: usize,
    given: Operand<'_>,
    element: &ValueKind,
    times: Times,
) -> Option<Never> {
    let takes = takes(function, index)?;
    let class = given.known.class(times)?;
    let element_class = element.class(times);
    let fits = takes.classes.contains(&class);
    let elements_fit = class != Class::List
        || takes.elements.is_empty()
        || element_class.is_none_or(|class| takes.elements.contains(&class));
    let is_null = function == Function::ToNumber && *given.known == ValueKind::TimeText;
    if fits && elements_fit && !is_null {
        return None;
    }
    let found = match fits && !elements_fit {
        true => format!("a list of which each item is {}", element.describe(times)),
        false => given.describe(times),
    };
    let is_text = takes.classes.contains(&Class::Text);
    let path = given.path.unwrap_or("…");
    let fix = match class {
        _ if is_null => Some("compare it with a time in ISO 8601".to_owned()),
        Class::Time if function == Function::ToNumber => Some(format!(
            "compare `to_string({path})` with a time in ISO 8601"
        )),
        Class::List if element_class == Some(Class::Time) && takes.elements == [Class::Text] => {
            Some("`[].to_string(@)` makes them text".to_owned())
        }
        Class::Time if is_text => Some(format!("write `to_string({path})`")),
        _ => None,
    };
    Some(Never {
        message: format!("`{}` takes {}, not {found}", function.name(), takes.words),
        fix,
        unknown: None,
    })
}
