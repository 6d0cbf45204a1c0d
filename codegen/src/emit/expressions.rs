//! Expressions as `static` node tables.

use pageboy_schema::expression::Literal as Constant;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{ident, number, variant};
use crate::plan::expression::{Expression, Node};

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
    let two = |kind: &str, a: &u16, b: &u16| {
        let (kind, a, b) = (ident(kind), id(a), id(b));
        quote!(Node::#kind(#a, #b))
    };
    let one = |kind: &str, a: &u16| {
        let (kind, a) = (ident(kind), id(a));
        quote!(Node::#kind(#a))
    };
    match node {
        Node::Current => quote!(Node::Current),
        Node::Member(name, index) => {
            let index = id(index);
            quote!(Node::Member(Cow::Borrowed(#name), #index))
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
            let comparator = variant(comparator);
            let (a, b) = (id(a), id(b));
            quote!(Node::Compare(Comparator::#comparator, #a, #b))
        }
        Node::Call(name, arguments) => {
            let name = variant(name);
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

fn literal(value: &Constant) -> TokenStream {
    match value {
        Constant::Null => quote!(Literal::Null),
        Constant::Boolean(value) => quote!(Literal::Boolean(#value)),
        Constant::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Literal::Integer(#value))
        }
        Constant::Unsigned(value) => {
            let value = Literal::u64_unsuffixed(*value);
            quote!(Literal::Unsigned(#value))
        }
        Constant::Float(value) => {
            let value = Literal::f64_unsuffixed(*value);
            quote!(Literal::Float(#value))
        }
        Constant::String(text) => quote!(Literal::String(Cow::Borrowed(#text))),
        Constant::List(items) => {
            let items = items.iter().map(literal);
            quote!(Literal::List(Cow::Borrowed(&[#(#items),*])))
        }
        Constant::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let value = literal(value);
                quote!((Cow::Borrowed(#key), #value))
            });
            quote!(Literal::Object(Cow::Borrowed(&[#(#members),*])))
        }
    }
}
