//! Describes a paginator.

use pageboy::RepeatedToken;
use pageboy::paginator::{Paginator, ResultPath};

use super::Explanation;
use super::diagram::{Diagram, Edge, Target};

impl Explanation {
    /// Describes a paginator.
    pub fn of_paginator(paginator: &Paginator) -> Self {
        let operation = paginator.operation;
        let inputs = operation.input.map(|input| input.members());
        let input = |index: u16| {
            let member = inputs.and_then(|members| members.get(usize::from(index)));
            member.map_or("", |member| member.name)
        };
        let tokens = paginator.tokens.iter();
        let (outputs, places): (Vec<_>, Vec<_>) = tokens
            .map(|token| (token.output.source(), input(token.input)))
            .unzip();
        let pairs = outputs.iter().zip(&places);
        let moves: Vec<_> = pairs
            .map(|(output, place)| format!("{output} of the page becomes {place} of the call"))
            .collect();
        let mut edges = Vec::new();
        let mut ends = String::new();
        if let Some(more) = &paginator.more_results {
            ends = format!(" or in which {more} is false,");
            edges.push(Edge::new(format!("{more} is false"), Target::Success));
            let lost = match outputs.len() {
                1 => format!("{more} is true, and no {}", outputs.concat()),
                _ => format!("{more} is true, and none of {}", outputs.join(", ")),
            };
            edges.push(Edge::new(lost, Target::Failure));
        }
        let none = match outputs.len() {
            1 => format!("no {}", outputs.concat()),
            _ => format!("none of {}", outputs.join(", ")),
        };
        edges.push(Edge::new(none.clone(), Target::Success));
        let earlier = "a token of an earlier page";
        let (repeated, told, to) = match paginator.repeated_token {
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
        let end = if ends.is_empty() {
            format!("Ends with the page that has {none}.")
        } else {
            format!(
                "Ends with the page that has {none},{}",
                ends.trim_end_matches(',')
            ) + "."
        };
        let items = match paginator.results.split_first() {
            None => "No result is named: pages have no items.".to_owned(),
            Some((first, [])) => format!("Items are in {}.", first.path),
            Some((first, others)) => format!(
                "Items are in {}; a full result also has all of {}.",
                first.path,
                paths(others)
            ),
        };
        let limit = match (paginator.limit, paginator.default_limit) {
            (Some(limit), None) => format!("--page-size sets {}.", input(limit)),
            (Some(limit), Some(size)) => format!(
                "--page-size sets {}, which is {size} otherwise, since there is no token without it.",
                input(limit)
            ),
            (None, _) => "No member sets the size of a page.".to_owned(),
        };
        let most = paginator
            .max_limit
            .map(|most| format!("More than {most} is refused, since there is no token then."));
        let mut results = vec![items];
        if !paginator.non_aggregate.is_empty() {
            results.push(format!(
                "A full result takes {} from the first page.",
                paths(paginator.non_aggregate)
            ));
        }
        results.push(limit);
        results.extend(most);
        let every = paginator.every_request.iter();
        let requests: Vec<_> = every
            .map(|member| {
                format!(
                    "{} is {} in every request; anything else is refused.",
                    input(member.input),
                    member.value
                )
            })
            .chain((!paginator.first_token.is_empty()).then(|| {
                let first = places.iter().zip(paginator.first_token);
                let first: Vec<_> = first
                    .map(|(place, token)| format!("{place} {token}"))
                    .collect();
                format!("The first request has {}.", first.join(", "))
            }))
            .collect();
        Self {
            title: format!("{} {}", operation.service.name, operation.name),
            paragraphs: vec![
                format!(
                    "Calls {}; for the next page, {}. {end} {told}{}",
                    operation.name,
                    moves.join(", "),
                    requests
                        .iter()
                        .map(|sentence| format!(" {sentence}"))
                        .collect::<String>()
                ),
                results.join(" "),
            ],
            diagram: Diagram {
                call: operation.name.to_owned(),
                edges,
                again: format!("again with {}", places.join(", ")),
                success: "end",
                failure: "error",
            },
            corrections: Vec::new(),
        }
    }
}

fn paths(results: &[ResultPath]) -> String {
    let paths: Vec<_> = results.iter().map(|result| result.path).collect();
    paths.join(", ")
}
