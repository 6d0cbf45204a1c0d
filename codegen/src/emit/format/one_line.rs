//! Expressions on one line, and whether they are short enough for it.

use quote::ToTokens;
use syn::{Expr, Lit, Stmt};

use super::tokens::{compact, width};

/// The maximum width of arguments, elements, and chains on one line (`fn_call_width`, `array_width`, `chain_width`).
pub(super) const SHORT: usize = 60;

/// The maximum width of a structure's fields on one line (`struct_lit_width`).
const SHORT_FIELDS: usize = 18;

/// The expression on one line, if it can be; its width may be any.
pub(super) fn one_line(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(literal) => Some(match &literal.lit {
            Lit::Str(text) => text.token().to_string(),
            other => other.to_token_stream().to_string(),
        }),
        Expr::Path(_) => Some(compact(expr.to_token_stream())),
        Expr::Unary(unary) => {
            let inner = one_line(&unary.expr)?;
            Some(format!("{}{inner}", compact(unary.op.to_token_stream())))
        }
        Expr::Reference(reference) => {
            let sign = if reference.mutability.is_some() {
                "&mut "
            } else {
                "&"
            };
            Some(format!("{sign}{}", one_line(&reference.expr)?))
        }
        Expr::Call(call) => {
            let callee = one_line(&call.func)?;
            Some(format!("{callee}({})", joined(call.args.iter())?))
        }
        Expr::MethodCall(_) | Expr::Field(_) => {
            let (receiver, place) = match expr {
                Expr::MethodCall(call) => (&call.receiver, expr),
                Expr::Field(field) => (&field.base, expr),
                _ => return None,
            };
            let receiver = one_line(receiver)?;
            Some(match place {
                Expr::MethodCall(call) => {
                    let turbofish = call.turbofish.as_ref();
                    let turbofish =
                        turbofish.map_or_else(String::new, |it| compact(it.to_token_stream()));
                    let arguments = joined(call.args.iter())?;
                    format!("{receiver}.{}{turbofish}({arguments})", call.method)
                }
                Expr::Field(field) => {
                    format!("{receiver}.{}", compact(field.member.to_token_stream()))
                }
                _ => return None,
            })
        }
        Expr::Array(array) => Some(format!("[{}]", joined(array.elems.iter())?)),
        Expr::Tuple(tuple) if tuple.elems.len() == 1 => {
            Some(format!("({},)", joined(tuple.elems.iter())?))
        }
        Expr::Tuple(tuple) => Some(format!("({})", joined(tuple.elems.iter())?)),
        Expr::Struct(literal) => {
            let name = compact(literal.path.to_token_stream());
            if literal.fields.is_empty() {
                return Some(format!("{name} {{}}"));
            }
            let fields = literal.fields.iter().map(|field| {
                let name = compact(field.member.to_token_stream());
                match &field.colon_token {
                    None => Some(name),
                    Some(_) => Some(format!("{name}: {}", one_line(&field.expr)?)),
                }
            });
            let fields = fields.collect::<Option<Vec<_>>>()?.join(", ");
            (width(&fields) <= SHORT_FIELDS).then(|| format!("{name} {{ {fields} }}"))
        }
        Expr::Closure(closure) => {
            let inputs = closure.inputs.iter();
            let inputs: Vec<_> = inputs.map(|it| compact(it.to_token_stream())).collect();
            let start = if closure.capture.is_some() {
                "move "
            } else {
                ""
            };
            Some(format!(
                "{start}|{}| {}",
                inputs.join(", "),
                one_line(&closure.body)?
            ))
        }
        Expr::Macro(call) => Some(compact(call.mac.to_token_stream())),
        Expr::Paren(inner) => Some(format!("({})", one_line(&inner.expr)?)),
        Expr::Const(block) => match &block.block.stmts[..] {
            [Stmt::Expr(value, None)] => Some(format!("const {{ {} }}", one_line(value)?)),
            _ => None,
        },
        Expr::Try(inner) => Some(format!("{}?", one_line(&inner.expr)?)),
        _ => None,
    }
}

/// The expression on one line, if all its parts are short enough.
pub(super) fn of_short(expr: &Expr) -> Option<String> {
    one_line(expr).filter(|_| is_short(expr))
}

/// Whether no part of the expression is too wide for one line.
pub(super) fn is_short(expr: &Expr) -> bool {
    let args = |items: &mut dyn Iterator<Item = &Expr>| -> bool {
        let items: Vec<_> = items.collect();
        let all = items
            .iter()
            .map(|item| one_line(item))
            .collect::<Option<Vec<_>>>();
        let total = all.map_or(usize::MAX, |all| {
            all.iter()
                .map(|it| width(it) + 2)
                .sum::<usize>()
                .saturating_sub(2)
        });
        let alone = matches!(items[..], [item] if !can_overflow(item, 1));
        (total <= SHORT || alone) && items.iter().all(|item| is_short(item))
    };
    match expr {
        Expr::Call(call) => args(&mut call.args.iter()),
        Expr::Array(array) => args(&mut array.elems.iter()),
        Expr::Tuple(tuple) => args(&mut tuple.elems.iter()),
        Expr::Reference(reference) => is_short(&reference.expr),
        Expr::Closure(closure) => is_short(&closure.body),
        Expr::MethodCall(call) => {
            args(&mut call.args.iter()) && is_short(&call.receiver) && chain_is_short(expr)
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
    count <= 1 || one_line(expr).is_some_and(|line| width(&line) <= SHORT)
}

fn joined<'e>(items: impl Iterator<Item = &'e Expr>) -> Option<String> {
    Some(items.map(one_line).collect::<Option<Vec<_>>>()?.join(", "))
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
