//! Describes a paginator.

use pageboy::RepeatedToken;
use pageboy::paginator::{Paginator, ResultPath};

use super::Explanation;
use super::diagram::{Diagram, Edge, Target};

impl Explanation {
    /// Describes a paginator.
    pub fn of_paginator(paginator: &Paginator) -> Self {
        let operation = paginator.operation;
        let words = Words::new(paginator);
        let moves: Vec<_> = words
            .outputs
            .iter()
            .zip(&words.places)
            .map(|(output, place)| format!("{output} of the page becomes {place} of the call"))
            .collect();
        let (end, edges) = words.end();
        let mut calls = format!(
            "Calls {}; for the next page, {}. {end}",
            operation.name,
            moves.join(", ")
        );
        for sentence in words.requests() {
            calls.push(' ');
            calls.push_str(&sentence);
        }
        Self {
            title: format!("{} {}", operation.service.name, operation.name),
            paragraphs: vec![calls, words.results().join(" ")],
            diagram: Diagram {
                call: operation.name.to_owned(),
                edges,
                again: format!("again with {}", words.places.join(", ")),
                success: "end",
                failure: "error",
            },
            corrections: Vec::new(),
        }
    }
}

/// A paginator with the names of its tokens.
struct Words<'p> {
    paginator: &'p Paginator,
    /// The tokens in the output: expressions.
    outputs: Vec<&'p str>,
    /// The tokens in the input: members.
    places: Vec<&'static str>,
}

impl<'p> Words<'p> {
    fn new(paginator: &'p Paginator) -> Self {
        let tokens = paginator.tokens.iter();
        let (outputs, places) = tokens
            .map(|token| (token.output.source(), input(paginator, token.input)))
            .unzip();
        Self {
            paginator,
            outputs,
            places,
        }
    }

    /// The end of the pages in sentences, and as edges of the diagram.
    fn end(&self) -> (String, Vec<Edge>) {
        let mut edges = Vec::new();
        let none = match self.outputs.len() {
            1 => format!("no {}", self.outputs.concat()),
            _ => format!("none of {}", self.outputs.join(", ")),
        };
        let mut end = format!("Ends with the page that has {none}");
        if let Some(more) = &self.paginator.more_results {
            end.push_str(&format!(", or in which {more} is false"));
            edges.push(Edge::new(format!("{more} is false"), Target::Success));
            let lost = format!("{more} is true, and {none}");
            edges.push(Edge::new(lost, Target::Failure));
        }
        edges.push(Edge::new(none, Target::Success));
        let earlier = "a token of an earlier page";
        let (repeated, sentence, to) = match self.paginator.repeated_token {
            RepeatedToken::Stop => (
                earlier,
                "A token of an earlier page ends them, too.",
                Target::Success,
            ),
            RepeatedToken::OnlyAtOnce => (
                "a token twice in a row",
                "A token that comes twice in a row is an error.",
                Target::Failure,
            ),
            _ => (
                earlier,
                "A token of an earlier page is an error.",
                Target::Failure,
            ),
        };
        edges.push(Edge::new(repeated, to));
        edges.push(Edge::new("another token", Target::Again));
        (format!("{end}. {sentence}"), edges)
    }

    /// Sentences about members that the paginator itself sets.
    fn requests(&self) -> Vec<String> {
        let every = self.paginator.every_request.iter();
        let mut sentences: Vec<_> = every
            .map(|member| {
                format!(
                    "{} is {} in every request; anything else is refused.",
                    input(self.paginator, member.input),
                    member.value
                )
            })
            .collect();
        if !self.paginator.first_token.is_empty() {
            let first = self.places.iter().zip(self.paginator.first_token);
            let first: Vec<_> = first
                .map(|(place, token)| format!("{place} {token}"))
                .collect();
            sentences.push(format!("The first request has {}.", first.join(", ")));
        }
        sentences
    }

    /// Sentences about items and the size of pages.
    fn results(&self) -> Vec<String> {
        let paginator = self.paginator;
        let mut sentences = vec![match paginator.results.split_first() {
            None => "No result is named: pages have no items.".to_owned(),
            Some((first, [])) => format!("Items are in {}.", first.path),
            Some((first, others)) => format!(
                "Items are in {}; a full result also has all of {}.",
                first.path,
                paths(others)
            ),
        }];
        if !paginator.non_aggregate.is_empty() {
            sentences.push(format!(
                "A full result takes {} from the first page.",
                paths(paginator.non_aggregate)
            ));
        }
        let limit = paginator.limit.map(|limit| input(paginator, limit));
        sentences.push(match (limit, paginator.default_limit) {
            (Some(limit), None) => format!("--page-size sets {limit}."),
            (Some(limit), Some(size)) => format!(
                "--page-size sets {limit}, which is {size} otherwise, since there is no token without it."
            ),
            (None, _) => "No member sets the size of a page.".to_owned(),
        });
        let most = paginator.max_limit;
        sentences.extend(
            most.map(|most| format!("More than {most} is refused, since there is no token then.")),
        );
        sentences
    }
}

/// The name of a member of the operation's input.
fn input(paginator: &Paginator, index: u16) -> &'static str {
    let members = paginator.operation.input.map(|input| input.members());
    let member = members.and_then(|members| members.get(usize::from(index)));
    member.map_or("", |member| member.name)
}

fn paths(results: &[ResultPath]) -> String {
    let paths: Vec<_> = results.iter().map(|result| result.path).collect();
    paths.join(", ")
}
