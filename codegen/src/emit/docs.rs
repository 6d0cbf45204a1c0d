//! Doc comments: the name in the model, requirements, and links.

use pageboy_schema::waiter::{AcceptorState, ExpectedValue, Matcher};
use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{
    BatchPlan, MemberPlan, OperationPlan, ServicePlan, ShapeId, ShapePlan, WaiterPlan,
};

/// One `#[doc]` attribute per line.
pub(super) fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let lines = lines.into_iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {}", printable(line))
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Replaces control characters, which no comment may hold; a name of a model may contain a carriage return.
pub(super) fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// One line.
pub(super) fn line(text: &str) -> TokenStream {
    lines([text])
}

/// `#[deprecated]`, if the model says so.
pub(super) fn deprecated(message: Option<&String>) -> TokenStream {
    match message.map(String::as_str) {
        None => quote!(),
        Some("") => quote!(#[deprecated]),
        Some(message) => quote!(#[deprecated(note = #message)]),
    }
}

/// The model's name as an alias for rustdoc's search, unless the search finds the Rust name by it anyway.
///
/// The search ignores case and underscores: `DescribeDBInstances` finds `describe_db_instances`, and `ETag` finds `e_tag`.
pub(super) fn alias(in_model: &str, in_rust: &str) -> TokenStream {
    let searched = |name: &str| name.replace('_', "").to_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:/".contains(c);
    let is_found = searched(in_model) == searched(in_rust.trim_start_matches("r#"));
    if is_found || in_model.is_empty() || !in_model.chars().all(allowed) {
        return quote!();
    }
    quote!(#[doc(alias = #in_model)])
}

/// The doc of a structure: its name in the model, and the operations whose input or output it is.
pub(super) fn structure(plan: &ServicePlan, shape: &ShapePlan) -> TokenStream {
    /// Maximum number of operations that are linked to.
    const LINKED: usize = 3;
    let mut text = format!("`{}`.", shape.name);
    let mut link = |what: &str, of: fn(&OperationPlan) -> Option<ShapeId>| {
        let operations = plan.operations.iter();
        let operations = operations.filter(|operation| {
            of(operation).is_some_and(|id| plan.shape(id).type_name == shape.type_name)
        });
        let mut links: Vec<_> = operations
            .map(|operation| {
                let (name, builder) = (&operation.name, &operation.type_name);
                format!("[`{name}`](super::operations::{builder})")
            })
            .collect();
        if links.len() > LINKED {
            let more = links.len() - LINKED;
            links.truncate(LINKED);
            links.push(format!("{more} more"));
        }
        if !links.is_empty() {
            text.push_str(&format!(" {what} of {}.", links.join(", ")));
        }
    };
    link("Input", |operation| operation.input);
    link("Output", |operation| operation.output);
    line(&text)
}

/// Links from an operation's builder to its input and output.
pub(super) fn input_and_output(plan: &ServicePlan, operation: &OperationPlan) -> TokenStream {
    let link = |what: &str, id: Option<ShapeId>| {
        let shape = plan.shape(id?);
        let (name, type_name) = (&shape.name, &shape.type_name);
        Some(format!("{what}: [`{name}`](super::types::{type_name})."))
    };
    let links = [
        link("Input", operation.input),
        link("Output", operation.output),
    ];
    let links: Vec<_> = links.into_iter().flatten().collect();
    if links.is_empty() {
        return quote!();
    }
    lines(["", &links.join(" ")])
}

/// The doc of a field or setter: its name in the model.
pub(super) fn member(member: &MemberPlan) -> TokenStream {
    let required = if member.required { " Required." } else { "" };
    line(&format!("`{}`.{required}", member.name))
}

/// The doc of an enum's value: its text.
pub(super) fn value_text(text: &str) -> TokenStream {
    match text {
        "" => line("The empty string."),
        text if text.contains('`') => line(&format!("`` {text} ``.")),
        text => line(&format!("`{text}`.")),
    }
}

/// The first sentence, the required members, and the link to the API reference.
pub(super) fn operation(plan: &ServicePlan, operation: &OperationPlan, first: &str) -> TokenStream {
    operation_without(plan, operation, first, &[])
}

/// The same for a method that fills some members in.
pub(super) fn operation_without(
    plan: &ServicePlan,
    operation: &OperationPlan,
    first: &str,
    filled_in: &[&str],
) -> TokenStream {
    let required = operation.input.map_or_else(String::new, |id| {
        let names: Vec<_> = plan
            .shape(id)
            .members()
            .iter()
            .filter(|member| member.required && !member.idempotency_token)
            .filter(|member| !filled_in.contains(&member.name.as_str()))
            .map(|member| format!("`{}`", member.name))
            .collect();
        if names.is_empty() {
            String::new()
        } else {
            format!("Required: {}.", names.join(", "))
        }
    });
    let reference = match plan.foreign {
        true => String::new(),
        false => format!(
            "[API reference](https://docs.aws.amazon.com/goto/WebAPI/{}/{})",
            plan.uid, operation.name
        ),
    };
    let more = [required.as_str(), &reference];
    let mut more = more.into_iter().filter(|text| !text.is_empty()).peekable();
    let mut text = vec![first];
    if more.peek().is_some() {
        text.push("");
        text.extend(more);
    }
    lines(text)
}

/// The schedule of a waiter, its acceptors, and the file that defines it.
pub(super) fn waiter(plan: &ServicePlan, waiter: &WaiterPlan) -> TokenStream {
    let operation = &plan.operations[waiter.operation].name;
    let longest = waiter.delay * f64::from(waiter.max_attempts.saturating_sub(1));
    let schedule = match waiter.max_attempts {
        1 => format!("Polls `{operation}` once."),
        attempts => format!(
            "Polls `{operation}` every {}, at most {attempts} calls ({}).",
            duration(waiter.delay),
            duration(longest)
        ),
    };
    let mut text = vec![schedule, String::new()];
    for (state, verb) in [
        (AcceptorState::Success, "Succeeds when"),
        (AcceptorState::Failure, "Fails when"),
        (AcceptorState::Retry, "Keeps waiting when"),
    ] {
        let conditions: Vec<_> = waiter
            .acceptors
            .iter()
            .filter(|acceptor| acceptor.state == state)
            .map(|acceptor| condition(&acceptor.matcher))
            .collect();
        if !conditions.is_empty() {
            text.push(format!("- {verb} {}.", conditions.join(", or ")));
        }
    }
    text.push("- Any other service error ends the wait; any other output continues it.".to_owned());
    text.push(String::new());
    if let Some(batch) = &waiter.batch {
        text.push(of_many(plan, waiter, batch));
        text.push(String::new());
    }
    text.push(format!("Defined in {}.", waiter.origin));
    lines(text.iter().map(String::as_str))
}

/// The ids that a wait for many takes, and the lists in which it finds them.
fn of_many(plan: &ServicePlan, waiter: &WaiterPlan, batch: &BatchPlan) -> String {
    let input = plan.operations[waiter.operation].input;
    let member = input
        .and_then(|id| plan.shape(id).members().get(usize::from(batch.ids)))
        .map_or("", |member| &member.name);
    if batch.lists.is_empty() {
        return format!("`wait_all` takes values of `{member}`, one per call.");
    }
    let lists: Vec<_> = batch
        .lists
        .iter()
        .map(|list| format!("`{}`", list.path))
        .collect();
    format!(
        "`wait_all` takes values of `{member}`, at most {} per call, and finds each in {}.",
        batch.limit,
        lists.join(" and ")
    )
}

fn condition(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Path(path, expected) => {
            format!("`{}` is {}", code(&path.source), value(expected))
        }
        Matcher::PathAll(path, expected) => {
            format!("all of `{}` are {}", code(&path.source), value(expected))
        }
        Matcher::PathAny(path, expected) => {
            format!("any of `{}` is {}", code(&path.source), value(expected))
        }
        Matcher::Status(status) => format!("the HTTP status is {status}"),
        Matcher::Error(error) => format!("the service returns `{error}`"),
        Matcher::AnyError(true) => "the service returns an error".to_owned(),
        Matcher::AnyError(false) => "the call succeeds".to_owned(),
    }
}

/// A JMESPath literal holds backticks, which would end the code span.
pub(super) fn code(source: &str) -> String {
    source.replace('`', "'")
}

fn value(expected: &ExpectedValue<String>) -> String {
    match expected {
        ExpectedValue::String(text) => format!("`{text}`"),
        ExpectedValue::Boolean(value) => format!("`{value}`"),
        ExpectedValue::Integer(value) => format!("`{value}`"),
        ExpectedValue::Float(value) => format!("`{value}`"),
    }
}

fn duration(seconds: f64) -> String {
    if seconds < 120.0 {
        format!("{seconds} s")
    } else if seconds < 7200.0 {
        format!("{} minutes", (seconds / 60.0).round())
    } else {
        format!("{:.1} hours", seconds / 3600.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_holds_nothing_that_ends_or_spoils_it() {
        let doc = lines(["a\rb\nc\u{0}d", ""]).to_string();
        assert_eq!(
            doc,
            "# [doc = \" a\u{fffd}b\u{fffd}c\u{fffd}d\"] # [doc = \"\"]"
        );
    }
}
