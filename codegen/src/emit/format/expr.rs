//! Expressions, as rustfmt prints them: on one line, with the last argument or call over several lines, or one part per line.

use std::cell::LazyCell;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, Item, Stmt, Token};

use super::one_line::{SHORT, can_overflow, of_short, one_line, sign};
use super::tokens::{compact, spaces, width};

/// The width of a line.
pub(super) const WIDTH: usize = 100;

/// The width of a step of indentation.
pub(super) const STEP: usize = 4;

/// The maximum width of elements that fill lines (`short_array_element_width_threshold`).
const SHORT_ELEMENT: usize = 10;

/// A place for an expression: the indentation of its block, its first column, and the end of its first line.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) indent: usize,
    pub(super) column: usize,
    pub(super) end: usize,
}

impl Place {
    /// A line of its own, with room for `tail` characters behind the expression.
    pub(super) fn line(indent: usize, tail: usize) -> Self {
        Self {
            indent,
            column: indent,
            end: WIDTH - tail,
        }
    }

    fn after(self, width: usize) -> Self {
        Self {
            column: self.column + width,
            ..self
        }
    }

    fn width(self) -> usize {
        self.end.saturating_sub(self.column)
    }

    /// The characters between the right edge and the end of the first line.
    fn tail(self) -> usize {
        WIDTH - self.end.min(WIDTH)
    }

    fn ending(self, end: usize) -> Self {
        Self {
            end: self.end.min(end),
            ..self
        }
    }
}

/// The expression at a place; `None` if it is of a kind that generated code does not have, or too long.
pub(super) fn expr(expr: &Expr, at: Place) -> Option<String> {
    if let Some(line) = of_short(expr, at.width()) {
        return Some(line);
    }
    match expr {
        Expr::Call(call) => {
            let callee = one_line(&call.func, usize::MAX)?;
            let arguments: Vec<_> = call.args.iter().collect();
            let list = list(
                &arguments,
                ('(', ')'),
                callee.len(),
                at.after(width(&callee)),
            )?;
            Some(format!("{callee}{list}"))
        }
        Expr::MethodCall(_) | Expr::Field(_) => chain(expr, at, false),
        Expr::Reference(reference) => {
            let sign = sign(reference);
            let inner = self::expr(&reference.expr, at.after(sign.len()))?;
            Some(format!("{sign}{inner}"))
        }
        Expr::Array(array) => {
            let elements: Vec<_> = array.elems.iter().collect();
            list(&elements, ('[', ']'), 0, at)
        }
        Expr::Tuple(tuple) => {
            let elements: Vec<_> = tuple.elems.iter().collect();
            list(&elements, ('(', ')'), 0, at)
        }
        Expr::Struct(literal) => {
            let name = compact(literal.path.to_token_stream());
            let indent = at.indent + STEP;
            let mut text = format!("{name} {{\n");
            for field in &literal.fields {
                let name = compact(field.member.to_token_stream());
                let line = match &field.colon_token {
                    None => name,
                    Some(_) => {
                        let start = format!("{name}:");
                        let value = right_side(&field.expr, indent, width(&start), 1)?;
                        format!("{start}{value}")
                    }
                };
                text.push_str(&format!("{}{line},\n", spaces(indent)));
            }
            Some(format!("{text}{}}}", spaces(at.indent)))
        }
        Expr::Closure(closure) => {
            let inputs = closure.inputs.iter();
            let inputs: Vec<_> = inputs.map(|it| compact(it.to_token_stream())).collect();
            let indent = at.indent + STEP;
            let body = self::expr(&closure.body, Place::line(indent, 0))?;
            let (start, end) = (spaces(indent), spaces(at.indent));
            Some(format!(
                "|{}| {{\n{start}{body}\n{end}}}",
                inputs.join(", ")
            ))
        }
        Expr::Const(block) => {
            let body = statements(&block.block.stmts, at.indent + STEP)?;
            Some(format!("const {{\n{body}{}}}", spaces(at.indent)))
        }
        Expr::Match(choice) => {
            let mut text = format!("match {} {{\n", one_line(&choice.expr, usize::MAX)?);
            let indent = at.indent + STEP;
            for arm in &choice.arms {
                let start = format!("{} =>", compact(arm.pat.to_token_stream()));
                let value = self::expr(&arm.body, Place::line(indent, 1).after(width(&start) + 1))?;
                text.push_str(&format!("{}{start} {value},\n", spaces(indent)));
            }
            Some(format!("{text}{}}}", spaces(at.indent)))
        }
        _ => None,
    }
}

/// The text behind a `=` or `:`, from the space on: on the same line, or on the next one if that looks better
/// (rustfmt's `choose_rhs`). `used` is the width of what stands before.
pub(super) fn right_side(value: &Expr, indent: usize, used: usize, tail: usize) -> Option<String> {
    let here = expr(value, Place::line(indent, tail).after(used + 1));
    if let Some(here) = &here
        && !here.contains('\n')
    {
        return Some(format!(" {here}"));
    }
    let lower = Place::line(indent + STEP, tail);
    let below = match &here {
        // Several lines there would be no fewer than here.
        Some(_) if breaks_in_lines(value) => of_short(value, lower.width()),
        _ => expr(value, lower),
    };
    let on_next = |below: &str| format!("\n{}{below}", spaces(indent + STEP));
    match (here, below) {
        (Some(here), Some(below)) if is_better(&here, &below) => Some(on_next(&below)),
        (Some(here), _) => Some(format!(" {here}")),
        (None, Some(below)) => Some(on_next(&below)),
        (None, None) => None,
    }
}

/// Whether the parts of a value stand on lines of their own, if it is not on one line.
fn breaks_in_lines(value: &Expr) -> bool {
    let several = |items: &Punctuated<Expr, Token![,]>| {
        let last = items.last().filter(|_| items.len() > 1);
        last.is_some_and(|last| !can_overflow(last, items.len()))
    };
    match value {
        Expr::Call(call) => several(&call.args),
        Expr::Array(array) => several(&array.elems),
        Expr::Reference(reference) => breaks_in_lines(&reference.expr),
        Expr::Struct(literal) => !literal.fields.is_empty(),
        _ => false,
    }
}

fn is_better(here: &str, below: &str) -> bool {
    let lines = |text: &str| text.matches('\n').count();
    let opens = |text: &str, sign| text.lines().next().is_some_and(|line| line.ends_with(sign));
    !below.contains('\n')
        || lines(here) > lines(below) + 1
        || ['(', '{', '[']
            .iter()
            .any(|sign| opens(here, *sign) && !opens(below, *sign))
}

/// Statements, a line each.
pub(super) fn statements(statements: &[Stmt], indent: usize) -> Option<String> {
    let mut text = String::new();
    for statement in statements {
        let line = match statement {
            Stmt::Expr(value, end) => {
                let tail = usize::from(end.is_some());
                let value = match value {
                    Expr::Assign(assign) => {
                        let place = one_line(&assign.left, usize::MAX)?;
                        let start = format!("{place} =");
                        let value = right_side(&assign.right, indent, width(&start), tail)?;
                        format!("{start}{value}")
                    }
                    value => expr(value, Place::line(indent, tail))?,
                };
                let end = if end.is_some() { ";" } else { "" };
                format!("{value}{end}")
            }
            Stmt::Local(local) => {
                let start = format!("let {} =", compact(local.pat.to_token_stream()));
                let value = &local.init.as_ref()?.expr;
                format!("{start}{};", right_side(value, indent, width(&start), 1)?)
            }
            Stmt::Item(Item::Static(item)) => {
                let start = format!(
                    "static {}: {} =",
                    item.ident,
                    compact(item.ty.to_token_stream())
                );
                format!(
                    "{start}{};",
                    right_side(&item.expr, indent, width(&start), 1)?
                )
            }
            Stmt::Item(_) | Stmt::Macro(_) => return None,
        };
        text.push_str(&format!("{}{line}\n", spaces(indent)));
    }
    Some(text)
}

/// A macro's call with these arguments, without its semicolon. Macros may not take a trailing comma.
pub(super) fn macro_call(callee: &str, arguments: &[&Expr]) -> Option<String> {
    let place = Place::line(0, 1).after(width(callee));
    let list = list(arguments, ('(', ')'), width(callee), place)?;
    let list = list
        .strip_suffix(",\n)")
        .map_or_else(|| list.clone(), |list| format!("{list}\n)"));
    Some(format!("{callee}{list}"))
}

/// Arguments or elements in brackets, which begin at the place; `callee` is the width of what is called.
fn list(items: &[&Expr], (open, close): (char, char), callee: usize, at: Place) -> Option<String> {
    let room = at.width().saturating_sub(2);
    let Some((last, before)) = items.split_last() else {
        return Some(format!("{open}{close}"));
    };
    let start = before.iter().try_fold(String::new(), |start, item| {
        let left = room.min(SHORT).checked_sub(width(&start))?;
        Some(format!("{start}{}, ", of_short(item, left)?))
    });
    if let Some(start) = start {
        let joins_callee = items.len() == 1 && callee < STEP;
        if joins_callee || can_overflow(last, items.len()) {
            let inner = Place {
                end: (at.end - 1).min(WIDTH - at.tail() - 1),
                ..at.after(1 + width(&start))
            };
            let is_alone = items.len() == 1 && !is_nested_call(last);
            let inner = match is_alone {
                true => inner,
                false => inner.ending(at.column + 1 + SHORT),
            };
            let value = match last {
                Expr::MethodCall(_) if !joins_callee => chain(last, inner, true),
                last => expr(last, inner),
            };
            if let Some(value) = value {
                let first = value.lines().next().map_or(0, width);
                if width(&start) + first <= room.min(SHORT) {
                    return Some(format!("{open}{start}{value}{close}"));
                }
            }
        }
        if let Some(last) = of_short(last, room) {
            let all = width(&start) + width(&last);
            if all <= room && (items.len() == 1 || all <= SHORT) {
                return Some(format!("{open}{start}{last}{close}"));
            }
        }
    }
    if at.column >= WIDTH {
        return None;
    }
    let indent = at.indent + STEP;
    let mut text = format!("{open}\n");
    let short: Option<Vec<_>> = items.iter().map(|item| short_element(item)).collect();
    if let Some(short) = short {
        let mut line = String::new();
        for element in short {
            if !line.is_empty() && indent + width(&line) + width(&element) + 2 > WIDTH {
                text.push_str(&format!("{}{line}\n", spaces(indent)));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&format!("{element},"));
        }
        text.push_str(&format!("{}{line}\n", spaces(indent)));
    } else {
        for item in items {
            let item = expr(item, Place::line(indent, 1))?;
            text.push_str(&format!("{}{item},\n", spaces(indent)));
        }
    }
    Some(format!("{text}{}{close}", spaces(at.indent)))
}

/// Whether an argument is a call itself, which gets less room.
fn is_nested_call(item: &Expr) -> bool {
    match item {
        Expr::Call(_) | Expr::Macro(_) => true,
        Expr::Reference(reference) => is_nested_call(&reference.expr),
        _ => false,
    }
}

/// A literal or short path, which fills lines with others of its kind.
fn short_element(item: &Expr) -> Option<String> {
    let is_simple = match item {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Reference(reference) => matches!(*reference.expr, Expr::Lit(_) | Expr::Path(_)),
        Expr::Unary(unary) => matches!(*unary.expr, Expr::Lit(_)),
        _ => false,
    };
    one_line(item, SHORT_ELEMENT).filter(|_| is_simple)
}

/// A chain of calls and fields; if it has to be `is_one_line`, only its last call may take further lines.
fn chain(whole: &Expr, at: Place, is_one_line: bool) -> Option<String> {
    let mut links = Vec::new();
    let mut root = whole;
    loop {
        match root {
            Expr::MethodCall(call) => {
                links.push(root);
                root = &call.receiver;
            }
            Expr::Field(field) => {
                links.push(root);
                root = &field.base;
            }
            _ => break,
        }
    }
    links.reverse();
    let count = links.len();
    let mut text = expr(root, at)?;
    let offset = at.column - at.indent;
    let mut rest = &links[..];
    while width(&text) <= STEP.saturating_sub(offset) && !text.contains('\n') {
        let Some((first, others)) = rest.split_first() else {
            break;
        };
        text.push_str(&link(first, at.after(width(&text)))?);
        rest = others;
    }
    let Some((last, middle)) = rest.split_last() else {
        return Some(text);
    };
    let ends_block = text.contains('\n');
    let first = text.lines().next().map_or(0, width);
    if ends_block && at.column + first >= WIDTH {
        return None;
    }
    let indent = if ends_block {
        at.indent
    } else {
        at.indent + STEP
    };
    let below = |item: &Expr, tail| link(item, Place::line(indent, tail));
    let middle: Vec<_> = middle
        .iter()
        .map(|item| below(item, 0))
        .collect::<Option<_>>()?;
    let start: usize = width(&text) + middle.iter().map(|link| width(link)).sum::<usize>();
    let budget = if count == 1 {
        at.width()
    } else {
        at.width().min(SHORT)
    };
    let is_line = !ends_block && middle.iter().all(|link| !link.contains('\n'));
    let lower = LazyCell::new(|| below(last, at.tail()));
    let mut joined = None;
    if is_line && budget > start {
        let inner = Place {
            column: at.column + start,
            ..at
        };
        if let Some(here) = link(last, inner) {
            let first = here.lines().next().map_or(0, width);
            let fits = first <= budget - start;
            let lines = here.lines().count();
            if fits && lines >= 5 {
                joined = Some(here);
            } else if fits {
                match &*lower {
                    Some(below) if below.lines().count() < lines => {}
                    _ => joined = Some(here),
                }
            }
        }
    }
    if let Some(last) = joined {
        return Some(format!("{text}{}{last}", middle.concat()));
    }
    if is_one_line {
        return None;
    }
    for link in middle {
        text.push_str(&format!("\n{}{link}", spaces(indent)));
    }
    let last = lower.as_ref()?;
    Some(format!("{text}\n{}{last}", spaces(indent)))
}

/// A call or field of a chain, from its dot on.
fn link(item: &Expr, at: Place) -> Option<String> {
    match item {
        Expr::MethodCall(call) => {
            let turbofish = call.turbofish.as_ref();
            let turbofish = turbofish.map_or_else(String::new, |it| compact(it.to_token_stream()));
            let callee = format!(".{}{turbofish}", call.method);
            let arguments: Vec<_> = call.args.iter().collect();
            let list = list(
                &arguments,
                ('(', ')'),
                width(&callee),
                at.after(width(&callee)),
            )?;
            Some(format!("{callee}{list}"))
        }
        Expr::Field(field) => Some(format!(".{}", compact(field.member.to_token_stream()))),
        _ => None,
    }
}
