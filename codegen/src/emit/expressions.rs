//! Expressions as `static` node tables.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::{ident, number};
use crate::plan::expression::{Comparator, Expression, Node};

/// `Expression::new("source", &[nodes])`.
pub(super) fn expression(expression: &Expression) -> TokenStream {
    let source = &expression.source;
    let nodes = nodes(expression);
    quote!(Expression::new(#source, &[#(#nodes),*]))
}

/// The nodes, children before their parents.
pub(super) fn nodes(expression: &Expression) -> impl Iterator<Item = TokenStream> {
    expression.nodes.iter().map(node)
}

fn node(node: &Node) -> TokenStream {
    let id = |at: &u16| number(u64::from(*at));
    let signed = |value: &i32| Literal::i32_unsuffixed(*value);
    let optional = |value: &Option<i32>| match value {
        Some(value) => {
            let value = signed(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    let two = |variant: &str, a: &u16, b: &u16| {
        let (variant, a, b) = (ident(variant), id(a), id(b));
        quote!(Node::#variant(#a, #b))
    };
    let one = |variant: &str, a: &u16| {
        let (variant, a) = (ident(variant), id(a));
        quote!(Node::#variant(#a))
    };
    match node {
        Node::Current => quote!(Node::Current),
        Node::Member(name, index) => {
            let index = id(index);
            quote!(Node::Member(#name, #index))
        }
        Node::Field(name) => quote!(Node::Field(Cow::Borrowed(#name))),
        Node::Index(index) => {
            let index = signed(index);
            quote!(Node::Index(#index))
        }
        Node::Slice { start, stop, step } => {
            let (start, stop, step) = (optional(start), optional(stop), signed(step));
            quote!(Node::Slice { start: #start, stop: #stop, step: #step })
        }
        Node::Literal(value) => {
            let value = literal(value);
            quote!(Node::Literal(#value))
        }
        Node::Sub(a, b) => two("Sub", a, b),
        Node::Projection(a, b) => two("Projection", a, b),
        Node::Condition(a, b) => two("Condition", a, b),
        Node::Or(a, b) => two("Or", a, b),
        Node::And(a, b) => two("And", a, b),
        Node::Flatten(a) => one("Flatten", a),
        Node::Values(a) => one("Values", a),
        Node::Not(a) => one("Not", a),
        Node::ExpressionRef(a) => one("ExpressionRef", a),
        Node::Compare(comparator, a, b) => {
            let comparator = ident(match comparator {
                Comparator::Equal => "Equal",
                Comparator::NotEqual => "NotEqual",
                Comparator::Less => "Less",
                Comparator::LessOrEqual => "LessOrEqual",
                Comparator::Greater => "Greater",
                Comparator::GreaterOrEqual => "GreaterOrEqual",
            });
            let (a, b) = (id(a), id(b));
            quote!(Node::Compare(Comparator::#comparator, #a, #b))
        }
        Node::Call(name, arguments) => {
            let name = ident(&crate::emit::function_variant(name));
            let arguments = arguments.iter().map(id);
            quote!(Node::Call(Function::#name, Cow::Borrowed(&[#(#arguments),*])))
        }
        Node::MultiList(children) => {
            let children = children.iter().map(id);
            quote!(Node::MultiList(Cow::Borrowed(&[#(#children),*])))
        }
        Node::MultiHash(pairs) => {
            let pairs = pairs.iter().map(|(key, child)| {
                let child = id(child);
                quote!((Cow::Borrowed(#key), #child))
            });
            quote!(Node::MultiHash(Cow::Borrowed(&[#(#pairs),*])))
        }
    }
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(Literal::Null),
        Value::Bool(value) => quote!(Literal::Boolean(#value)),
        Value::Number(value) => {
            if let Some(integer) = value.as_i64() {
                let integer = Literal::i64_unsuffixed(integer);
                quote!(Literal::Integer(#integer))
            } else if let Some(integer) = value.as_u64() {
                let integer = Literal::u64_unsuffixed(integer);
                quote!(Literal::Unsigned(#integer))
            } else {
                let float = Literal::f64_unsuffixed(value.as_f64().unwrap_or_default());
                quote!(Literal::Float(#float))
            }
        }
        Value::String(text) => quote!(Literal::String(Cow::Borrowed(#text))),
        Value::Array(items) => {
            let items = items.iter().map(literal);
            quote!(Literal::List(Cow::Borrowed(&[#(#items),*])))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let value = literal(value);
                quote!((Cow::Borrowed(#key), #value))
            });
            quote!(Literal::Object(Cow::Borrowed(&[#(#members),*])))
        }
    }
}
