//! Pages of every length, tokens of all kinds, and callers who stop at every item and go on from there.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fastrand::Rng;
use pageboy::Dynamic;
use pageboy::paginator::Paginator;
use pageboy::view::{Slot, Structure};
use serde_json::{Map, Value, json};

use super::looked_at::{Subject, leaves};
use super::values::{Filler, MemberValue, PRESENCE, input};
use super::{PagesCase, Run, Trait};
use crate::plain;
use crate::wire::{self, Answer};

/// How many of 20 sequences follow our own rules: among them each oddity that the rules are about.
const OWN_RULES: [usize; 7] = [5, 6, 9, 10, 11, 14, 17];

/// The sequence of this number.
pub(crate) fn pages(paginator: &'static Paginator, number: usize, rng: &mut Rng) -> PagesCase {
    let mut maker = PageMaker {
        paginator,
        looked_at: Subject::by_paginator(paginator),
        presence: PRESENCE,
        rng,
    };
    let pages = maker.pages(number);
    let total: usize = pages.iter().map(|page| page.items).sum();
    let max_items = (number % 2 == 1).then_some((number / 2) % (total + 2));
    let mut config = Map::new();
    if let Some(max) = max_items {
        config.insert("MaxItems".to_owned(), json!(max));
    }
    // If the size cannot be set, asking for one is an error, and once is enough.
    if number == 1 || (number % 5 == 1 && paginator.limit.is_some()) {
        config.insert("PageSize".to_owned(), json!(maker.rng.u32(1..50)));
    }
    if number % 7 == 3 {
        let token = maker.starting_token();
        config.insert("StartingToken".to_owned(), json!(token));
    }
    let botocore_rules = !OWN_RULES.contains(&(number % 20));
    let answers = |from: usize| pages.iter().skip(from).map(|page| page.answer.clone());
    let mut runs = vec![Run {
        config,
        answers: answers(0).collect(),
        full: matches!(number % 5, 0 | 3),
        typed: number.is_multiple_of(3),
        resume: false,
        botocore_rules,
    }];
    if let Some(max) = max_items {
        // Twice more, from where it stopped.
        for _ in 0..2 {
            let mut config = Map::new();
            if maker.rng.bool() {
                config.insert("MaxItems".to_owned(), json!(maker.rng.usize(..total + 2)));
            }
            runs.push(Run {
                config,
                answers: answers(stopped_at(&pages, max)).collect(),
                full: maker.rng.bool(),
                typed: maker.rng.bool(),
                resume: true,
                botocore_rules,
            });
        }
    }
    let mut given = input(paginator.operation);
    let mut traits = Vec::new();
    if number % 10 == 9 {
        own_token(&mut given, paginator);
        traits.push(Trait::OwnToken);
    }
    let starts_at_token = runs
        .first()
        .is_some_and(|run| run.config.contains_key("StartingToken"));
    if starts_at_token {
        traits.push(Trait::StartingToken);
    }
    if !botocore_rules {
        traits.push(Trait::OwnRules);
        if oddity(number) == Oddity::Random {
            traits.push(Trait::OwnRulesByChance);
        }
        if max_items.is_some() || starts_at_token {
            traits.push(Trait::KeepsSecondary);
        }
    }
    PagesCase {
        paginator: paginator.operation.name,
        params: plain::of(&given),
        runs,
        traits,
    }
}

/// The page of this number in an ordinary sequence.
pub(crate) fn page(
    paginator: &'static Paginator,
    looked_at: Subject,
    presence: f32,
    rng: &mut Rng,
    (at, is_last): (usize, bool),
) -> Answer {
    let items = rng.usize(..4);
    let mut maker = PageMaker {
        paginator,
        looked_at,
        presence,
        rng,
    };
    maker.page(at, items, is_last, Oddity::Nothing, false)
}

/// The caller's own token, in place of a starting token.
fn own_token(input: &mut Dynamic, paginator: &Paginator) {
    let Some(token) = paginator.tokens.first() else {
        return;
    };
    let value = input.get_mut(usize::from(token.input));
    if let Some(Slot::String(text)) = value.map(|value| value.slot()) {
        "the caller's own token".clone_into(text);
    }
}

/// The page with the last of this many items, or the one after it.
fn stopped_at(pages: &[Page], max: usize) -> usize {
    let mut sum = 0;
    let is_reached = |page: &Page| {
        sum += page.items;
        sum > max
    };
    pages.iter().position(is_reached).unwrap_or(pages.len())
}

struct Page {
    answer: Answer,
    items: usize,
}

/// Unusual behaviour of the service.
#[derive(Clone, Copy, PartialEq)]
enum Oddity {
    Nothing,
    /// A token comes twice.
    Repeats,
    /// A token is the text `None`.
    SaysNone,
    /// There is a token on the last page, and no more pages.
    Endless,
    /// A page in the middle has an empty token.
    StopsEarly,
    /// A page fails.
    Fails,
    /// Members are present or absent at random.
    Random,
    /// Tokens that must be escaped, or that look like one of boto3's.
    Strange,
}

const ODDITIES: [Oddity; 7] = [
    Oddity::Repeats,
    Oddity::SaysNone,
    Oddity::Endless,
    Oddity::StopsEarly,
    Oddity::Fails,
    Oddity::Random,
    Oddity::Strange,
];

/// The unusual behaviour in the sequence of this number.
fn oddity(number: usize) -> Oddity {
    match number % 2 {
        0 if number > 0 => ODDITIES[(number / 2) % ODDITIES.len()],
        _ => Oddity::Nothing,
    }
}

struct PageMaker<'a> {
    paginator: &'static Paginator,
    looked_at: Subject,
    presence: f32,
    rng: &'a mut Rng,
}

impl PageMaker<'_> {
    fn pages(&mut self, number: usize) -> Vec<Page> {
        let count = self.rng.usize(1..5);
        let oddity = oddity(number);
        let odd_one = self.rng.usize(..count);
        (0..count)
            .map(|at| {
                let items = self.rng.usize(..4);
                let answer = match oddity {
                    Oddity::Fails if at == odd_one => self.failure(),
                    _ => {
                        let is_last = at + 1 == count && oddity != Oddity::Endless;
                        self.page(at, items, is_last, oddity, at == odd_one)
                    }
                };
                Page { answer, items }
            })
            .collect()
    }

    fn failure(&mut self) -> Answer {
        let operation = self.paginator.operation;
        let mut codes = vec!["NobodyKnowsThis"];
        codes.extend(operation.errors.iter().map(|error| error.code));
        let code = *self.rng.choice(&codes).unwrap();
        let status = *self.rng.choice([400, 404, 500, 503].iter()).unwrap();
        if self.rng.f32() < 0.2 {
            wire::bare(status, self.rng)
        } else {
            wire::error(operation, status, code, self.rng)
        }
    }

    fn page(
        &mut self,
        at: usize,
        items: usize,
        is_last: bool,
        oddity: Oddity,
        is_odd: bool,
    ) -> Answer {
        let mut fixed = HashMap::new();
        if oddity != Oddity::Random {
            self.fix_results(&mut fixed, items);
            self.fix_tokens(&mut fixed, at, is_last, oddity, is_odd);
        }
        let mut filler = Filler::new(self.rng, &self.looked_at);
        filler.fixed = fixed;
        filler.presence = self.presence;
        let output = filler.output(self.paginator.operation);
        wire::output(self.paginator.operation, 200, &output, self.rng)
    }

    /// The primary result has this many items; without items it may be absent.
    fn fix_results(&mut self, fixed: &mut HashMap<&'static str, MemberValue>, items: usize) {
        for (index, result) in self.paginator.results.iter().enumerate() {
            let leaf = result.path.rsplit('.').next().unwrap_or_default();
            let count = if index == 0 {
                items
            } else {
                self.rng.usize(..4)
            };
            let value = match count {
                0 if self.rng.f32() < 0.3 => MemberValue::Absent,
                count => MemberValue::Items(count),
            };
            fixed.insert(leaf, value);
        }
    }

    fn fix_tokens(
        &mut self,
        fixed: &mut HashMap<&'static str, MemberValue>,
        at: usize,
        is_last: bool,
        oddity: Oddity,
        is_odd: bool,
    ) {
        if let Some(more) = &self.paginator.more_results {
            for leaf in leaves(more) {
                fixed.insert(leaf, MemberValue::Flag(!is_last));
            }
        }
        let several = self.paginator.tokens.len() > 1;
        for (index, token) in self.paginator.tokens.iter().enumerate() {
            let text = match oddity {
                Oddity::Repeats if is_odd => {
                    format!("the token of page {}, or {index}", at.max(1) - 1)
                }
                Oddity::SaysNone if is_odd => "None".to_owned(),
                Oddity::Strange => self.strange(at),
                _ => format!("the token of page {at}, or {index}"),
            };
            // With more results, a token may be present although there are none.
            let is_hidden = is_last && (self.paginator.more_results.is_none() || self.rng.bool());
            let value = if is_hidden || (oddity == Oddity::StopsEarly && is_odd) {
                if self.rng.bool() {
                    MemberValue::Empty
                } else {
                    MemberValue::Absent
                }
            } else if several && self.rng.f32() < 0.3 {
                // Of several, any may be missing.
                MemberValue::Absent
            } else {
                MemberValue::Token(text)
            };
            for leaf in leaves(&token.output) {
                fixed.insert(leaf, value.clone());
            }
        }
    }

    fn strange(&mut self, at: usize) -> String {
        match self.rng.u32(..6) {
            0 => format!("é\u{7f}\"\\/𝄞 & <page> {at}"),
            1 => BASE64_STANDARD.encode(format!("{{\"page\": {at}}}")),
            2 => format!("token of a page___{at}"),
            3 => format!("{at}{at}{at}{at}{at}{at}"),
            4 => "null or nothing".to_owned(),
            _ => format!("+%2B/= ?token=of&page={at}"),
        }
    }

    /// Any text that a caller may have.
    fn starting_token(&mut self) -> String {
        let name = self.paginator.tokens.first().map_or("", |token| {
            let input = self.paginator.operation.input.unwrap();
            input.members()[usize::from(token.input)].name
        });
        let encode = |value: Value| BASE64_STANDARD.encode(value.to_string());
        match self.rng.u32(..10) {
            9 => encode(json!(123)),
            0 => "a token of the service".to_owned(),
            1 => "a token of the service___2".to_owned(),
            2 => "None___1".to_owned(),
            3 => "a token___of the service".to_owned(),
            4 => "a token___and another___and one more___and another___1".to_owned(),
            5 => encode(json!({"foo": 1})),
            6 => encode(json!({name: "a token of the service"})),
            7 => encode(json!({name: "a token of the service", "boto_truncate_amount": 1})),
            _ => encode(json!(["a token of the service"])),
        }
    }
}
