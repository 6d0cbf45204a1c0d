//! The members that a definition's expressions name, and the values that it compares.

use std::collections::HashSet;

use pageboy::jmespath::{Expression, Literal, Node};
use pageboy::paginator::Paginator;
use pageboy::resource::{IdentifierSource, ResponseResource};
use pageboy::schema::Shape;
use pageboy::waiter::{ExpectedValue, Matcher, Waiter};

/// Members and values of a definition.
#[derive(Default)]
pub(crate) struct Subject {
    /// The names of the members on the paths.
    pub(crate) members: HashSet<String>,
    /// The texts that the definition compares.
    pub(crate) texts: Vec<String>,
    /// The numbers that the definition compares.
    pub(crate) numbers: Vec<i64>,
}

impl Subject {
    pub(crate) fn by_waiter(waiter: &Waiter) -> Self {
        let mut looked_at = Self::default();
        for acceptor in waiter.acceptors {
            let (Matcher::Path(path, expected)
            | Matcher::PathAll(path, expected)
            | Matcher::PathAny(path, expected)) = &acceptor.matcher
            else {
                continue;
            };
            looked_at.expression(path);
            match expected {
                ExpectedValue::String(text) => looked_at.texts.push((*text).to_owned()),
                ExpectedValue::Integer(number) => looked_at.numbers.push(*number),
                _ => {}
            }
        }
        looked_at.texts.sort();
        looked_at.texts.dedup();
        looked_at
    }

    pub(crate) fn by_paginator(paginator: &Paginator) -> Self {
        let mut looked_at = Self::default();
        for token in paginator.tokens {
            looked_at.expression(&token.output);
        }
        if let Some(more) = &paginator.more_results {
            looked_at.expression(more);
        }
        for result in paginator.results.iter().chain(paginator.non_aggregate) {
            let names = result.path.split('.').map(str::to_owned);
            looked_at.members.extend(names);
        }
        looked_at
    }

    /// Adds the sources of resources.
    pub(crate) fn made(&mut self, made: &ResponseResource) {
        for source in made.identifiers {
            match source {
                IdentifierSource::Answer(path) | IdentifierSource::Data(path) => {
                    self.expression(path)
                }
                IdentifierSource::Request(_) | IdentifierSource::Identifier(_) => {}
            }
        }
        self.data(made.data, made.resource.data);
    }

    /// Adds what of the request resources are made of.
    pub(crate) fn requested(&mut self, made: &ResponseResource) {
        for source in made.identifiers {
            if let IdentifierSource::Request(path) = source {
                self.expression(path);
            }
        }
    }

    /// Adds the place of a resource's data, with its members.
    pub(crate) fn data(&mut self, path: Option<&Expression>, shape: Option<&Shape>) {
        if let (Some(path), Some(shape)) = (path, shape) {
            self.expression(path);
            let names = shape.members().iter().map(|member| member.name.to_owned());
            self.members.extend(names);
        }
    }

    pub(crate) fn expression(&mut self, expression: &Expression) {
        for node in expression.nodes() {
            match node {
                Node::Member(name, _) => {
                    self.members.insert(name.to_string());
                }
                Node::Field(name) => {
                    self.members.insert(name.to_string());
                }
                Node::Literal(Literal::String(text)) if !text.is_empty() => {
                    self.texts.push(text.to_string());
                }
                Node::Literal(Literal::Integer(number)) => self.numbers.push(*number),
                _ => {}
            }
        }
    }
}

/// The members whose value an expression gives, without those on the way to them.
pub(crate) fn leaves(expression: &Expression) -> Vec<&str> {
    let mut on_the_way = HashSet::new();
    for node in expression.nodes() {
        match node {
            Node::Sub(first, _)
            | Node::Projection(first, _)
            | Node::Flatten(first)
            | Node::Values(first) => {
                let mut first = *first;
                on_the_way.insert(first);
                // The last step of a path is where the next one starts.
                while let Some(Node::Sub(_, last) | Node::Projection(_, last)) =
                    expression.nodes().get(usize::from(first))
                {
                    first = *last;
                    on_the_way.insert(first);
                }
            }
            _ => {}
        }
    }
    let nodes = (0_u16..).zip(expression.nodes());
    let leaves = nodes.filter(|(index, _)| !on_the_way.contains(index));
    let names = leaves.filter_map(|(_, node)| match node {
        Node::Member(name, _) => Some(&**name),
        _ => None,
    });
    names.collect()
}
