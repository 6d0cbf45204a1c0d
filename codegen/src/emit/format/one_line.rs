//! Expressions on one line, and whether they are short enough for it.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprPath, ExprReference, ExprStruct, Lit, Stmt, Token};

use super::tokens::{compact, width};

/// The maximum width of arguments, elements, and chains on one line (`fn_call_width`, `array_width`, `chain_width`).
pub(super) const SHORT: usize = 60;

/// The maximum width of a structure's fields on one line (`struct_lit_width`).
const SHORT_FIELDS: usize = 18;

/// The expression on one line, if it can be and is no wider than `room`.
pub(super) fn one_line(expr: &Expr, room: usize) -> Option<String> {
    let mut line = Line::new(room);
    line.expr(expr)?;
    Some(line.text)
}

/// A line that is written from left to right, and given up as soon as it is too wide.
struct Line {
    text: String,
    room: usize,
}

impl Line {
    const fn new(room: usize) -> Self {
        Self {
            text: String::new(),
            room,
        }
    }

    fn push(&mut self, part: &str) -> Option<()> {
        self.room = self.room.checked_sub(width(part))?;
        self.text.push_str(part);
        Some(())
    }

    fn expr(&mut self, expr: &Expr) -> Option<()> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => self.push(&text.token().to_string()),
                other => self.push(&other.to_token_stream().to_string()),
            },
            Expr::Path(path) => self.path(path),
            Expr::Unary(unary) => {
                self.push(&compact(unary.op.to_token_stream()))?;
                self.expr(&unary.expr)
            }
            Expr::Reference(reference) => {
                self.push(sign(reference))?;
                self.expr(&reference.expr)
            }
            Expr::Call(call) => {
                self.expr(&call.func)?;
                self.push("(")?;
                self.list(&call.args)?;
                self.push(")")
            }
            Expr::MethodCall(call) => {
                self.expr(&call.receiver)?;
                self.push(".")?;
                self.push(&call.method.to_string())?;
                if let Some(turbofish) = &call.turbofish {
                    self.push(&compact(turbofish.to_token_stream()))?;
                }
                self.push("(")?;
                self.list(&call.args)?;
                self.push(")")
            }
            Expr::Field(field) => {
                self.expr(&field.base)?;
                self.push(".")?;
                self.push(&compact(field.member.to_token_stream()))
            }
            Expr::Array(array) => {
                self.push("[")?;
                self.list(&array.elems)?;
                self.push("]")
            }
            Expr::Tuple(tuple) => {
                self.push("(")?;
                self.list(&tuple.elems)?;
                self.push(if tuple.elems.len() == 1 { ",)" } else { ")" })
            }
            Expr::Struct(literal) => self.structure(literal),
            Expr::Closure(closure) => {
                if closure.capture.is_some() {
                    self.push("move ")?;
                }
                let inputs = closure.inputs.iter();
                let inputs: Vec<_> = inputs.map(|it| compact(it.to_token_stream())).collect();
                self.push(&format!("|{}| ", inputs.join(", ")))?;
                self.expr(&closure.body)
            }
            Expr::Macro(call) => self.push(&compact(call.mac.to_token_stream())),
            Expr::Paren(inner) => {
                self.push("(")?;
                self.expr(&inner.expr)?;
                self.push(")")
            }
            Expr::Const(block) => match &block.block.stmts[..] {
                [Stmt::Expr(value, None)] => {
                    self.push("const { ")?;
                    self.expr(value)?;
                    self.push(" }")
                }
                _ => None,
            },
            Expr::Try(inner) => {
                self.expr(&inner.expr)?;
                self.push("?")
            }
            _ => None,
        }
    }

    /// Expressions with commas between them.
    fn list<'e>(&mut self, items: impl IntoIterator<Item = &'e Expr>) -> Option<()> {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(", ")?;
            }
            self.expr(item)?;
        }
        Some(())
    }

    fn path(&mut self, path: &ExprPath) -> Option<()> {
        let is_plain = path.qself.is_none() && path.path.leading_colon.is_none();
        let mut segments = path.path.segments.iter();
        if !(is_plain && segments.clone().all(|it| it.arguments.is_none())) {
            return self.push(&compact(path.to_token_stream()));
        }
        self.push(&segments.next()?.ident.to_string())?;
        for segment in segments {
            self.push("::")?;
            self.push(&segment.ident.to_string())?;
        }
        Some(())
    }

    fn structure(&mut self, literal: &ExprStruct) -> Option<()> {
        self.push(&compact(literal.path.to_token_stream()))?;
        if literal.fields.is_empty() {
            return self.push(" {}");
        }
        self.push(" { ")?;
        let room = self.room;
        for (at, field) in literal.fields.iter().enumerate() {
            if at > 0 {
                self.push(", ")?;
            }
            self.push(&compact(field.member.to_token_stream()))?;
            if field.colon_token.is_some() {
                self.push(": ")?;
                self.expr(&field.expr)?;
            }
            if room - self.room > SHORT_FIELDS {
                return None;
            }
        }
        self.push(" }")
    }
}

/// The sign of a reference.
pub(super) const fn sign(reference: &ExprReference) -> &'static str {
    match reference.mutability {
        Some(_) => "&mut ",
        None => "&",
    }
}

/// The expression on one line, if all its parts are short enough, and it is no wider than `room`.
pub(super) fn of_short(expr: &Expr, room: usize) -> Option<String> {
    one_line(expr, room).filter(|_| is_short(expr))
}

/// Whether no part of the expression is too wide for one line.
pub(super) fn is_short(expr: &Expr) -> bool {
    let args = |items: &Punctuated<Expr, Token![,]>| -> bool {
        let fits = || Line::new(SHORT).list(items).is_some();
        let is_alone = items.len() == 1 && items.first().is_some_and(|it| !can_overflow(it, 1));
        (is_alone || fits()) && items.iter().all(is_short)
    };
    match expr {
        Expr::Call(call) => args(&call.args),
        Expr::Array(array) => args(&array.elems),
        Expr::Tuple(tuple) => args(&tuple.elems),
        Expr::Reference(reference) => is_short(&reference.expr),
        Expr::Closure(closure) => is_short(&closure.body),
        Expr::MethodCall(call) => {
            args(&call.args) && is_short(&call.receiver) && chain_is_short(expr)
        }
        Expr::Field(field) => is_short(&field.base) && chain_is_short(expr),
        Expr::Const(block) => match &block.block.stmts[..] {
            [Stmt::Expr(value, None)] => is_short(value),
            _ => false,
        },
        _ => true,
    }
}

fn chain_is_short(expr: &Expr) -> bool {
    let mut count = 0;
    let mut root = expr;
    loop {
        root = match root {
            Expr::MethodCall(call) => &call.receiver,
            Expr::Field(field) => &field.base,
            _ => break,
        };
        count += 1;
    }
    count <= 1 || one_line(expr, SHORT).is_some()
}

/// Whether the last of so many arguments may take further lines behind the others.
pub(super) fn can_overflow(item: &Expr, items: usize) -> bool {
    match item {
        Expr::Closure(_) => true,
        Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Macro(_)
        | Expr::Array(_)
        | Expr::Struct(_)
        | Expr::Tuple(_) => items == 1,
        Expr::Reference(reference) => can_overflow(&reference.expr, items),
        _ => false,
    }
}
