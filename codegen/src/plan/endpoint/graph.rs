//! Turns rules into a decision graph.
//!
//! When a condition fails, a rule leads to the next one, so the graph is built from the last rule to the first. An assigned
//! value is named after its expression, not after the rule: equal conditions are one, whatever name a rule assigns.

use std::collections::HashMap;

use pageboy_models::endpoint_rules::{EndpointRules, Parameter, Rule, Then, Value};
use pageboy_schema::endpoint::{Branch, EndpointFunction, Next, Outcome, Place, Term, Test};

use super::lower::{Lowering, Mistake, Scope};
use super::rules::{Interner, ParameterPlan, RulesPlan, Terms, ValuePlan};

/// A mistake, and the JSON pointer of its value.
pub(super) type PlacedMistake = (String, Mistake);

/// Makes the tables of a rule set; `host` is the first label of the service's hosts, or empty.
pub(super) fn compile(rules: &EndpointRules, host: &str) -> Result<RulesPlan, Vec<PlacedMistake>> {
    let mut graph = Graph {
        host: host.to_owned(),
        ..Graph::default()
    };
    let mut scope = Scope::new();
    for name in rules.parameters().keys() {
        let slot = graph.slot();
        scope.insert(name.clone(), slot);
    }
    let start = graph.rules(rules.rules(), Next::NO_MATCH, &scope);
    if graph.is_full() && graph.mistakes.is_empty() {
        let mistake = Mistake::new("the rule set is too large");
        graph.mistakes.push((String::new(), mistake));
    }
    if !graph.mistakes.is_empty() {
        graph.mistakes.sort();
        return Err(graph.mistakes);
    }
    let start = graph.pruned(start);
    Ok(graph.tables(rules.parameters().iter(), start))
}

#[derive(Debug, Default)]
struct Graph {
    host: String,
    terms: Terms,
    tests: Interner<u16>,
    /// The slots that keep the values of tests.
    kept: HashMap<u16, u16>,
    branches: Interner<Branch>,
    outcomes: Interner<Outcome>,
    slots: u16,
    mistakes: Vec<PlacedMistake>,
}

impl Graph {
    fn slot(&mut self) -> u16 {
        let slot = self.slots;
        self.slots = self.slots.saturating_add(1);
        slot
    }

    fn is_full(&self) -> bool {
        self.terms.is_full()
            || self.tests.is_full()
            || self.branches.len() >= MOST
            || self.outcomes.len() >= MOST
            || self.slots == u16::MAX
    }

    /// The step for a list of rules; `otherwise` is the step if none of them applies.
    ///
    /// A tree without an applicable rule is skipped, as in botocore (`TreeRule.evaluate`).
    fn rules(&mut self, rules: &[Rule], otherwise: Next, scope: &Scope) -> Next {
        rules.iter().rev().fold(otherwise, |otherwise, rule| {
            self.rule(rule, otherwise, scope)
        })
    }

    fn rule(&mut self, rule: &Rule, otherwise: Next, scope: &Scope) -> Next {
        let mut scope = scope.clone();
        let mut tests = Vec::with_capacity(rule.conditions.len());
        for (at, condition) in rule.conditions.iter().enumerate() {
            let term = self.lowering(&scope).call(&condition.call);
            let place = || format!("{}/conditions/{at}", rule.pointer);
            let term = match term {
                Ok(term) => term,
                Err(mistake) => {
                    self.mistakes.push((place() + &mistake.below, mistake));
                    // Its assigned name is known, so that this is the only mistake.
                    0
                }
            };
            let (term, is_negated) = match condition.assign {
                None => self.without_not(term),
                Some(_) => (term, false),
            };
            let test = self.tests.number(term);
            if let Some(name) = &condition.assign {
                let slot = match self.kept.get(&test) {
                    Some(slot) => *slot,
                    None => {
                        let slot = self.slot();
                        self.kept.insert(test, slot);
                        slot
                    }
                };
                if scope.insert(name.clone(), slot).is_some() {
                    let mistake = Mistake::new(format!("`{name}` has a value already"));
                    self.mistakes.push((place() + "/assign", mistake));
                }
            }
            tests.push((test, is_negated));
        }
        let then = match &rule.then {
            Then::Rules(rules) => self.rules(rules, otherwise, &scope),
            then => self.outcome(then, &rule.pointer, &scope),
        };
        let mut next = then;
        for (test, is_negated) in tests.into_iter().rev() {
            next = if is_negated {
                self.branch(test, otherwise, next)
            } else {
                self.branch(test, next, otherwise)
            };
        }
        next
    }

    /// The common part of a condition and its negation, and whether this is the negation: `not(x)`, and `booleanEquals(x,
    /// false)` for `booleanEquals(x, true)`.
    fn without_not(&mut self, mut term: u16) -> (u16, bool) {
        let mut is_negated = false;
        while let Some(Term::Call(function, one, two)) = self.terms.get(term) {
            term = match function {
                EndpointFunction::Not if self.is_boolean(one) => one,
                EndpointFunction::BooleanEquals
                    if self.terms.get(two) == Some(Term::Boolean(false)) =>
                {
                    let yes = self.terms.push(Term::Boolean(true));
                    self.terms.push(Term::Call(function, one, yes))
                }
                _ => break,
            };
            is_negated = !is_negated;
        }
        (term, is_negated)
    }

    /// Whether a term is always true or false, never null.
    fn is_boolean(&self, term: u16) -> bool {
        let Some(Term::Call(function, ..)) = self.terms.get(term) else {
            return false;
        };
        matches!(
            function,
            EndpointFunction::IsSet
                | EndpointFunction::Not
                | EndpointFunction::BooleanEquals
                | EndpointFunction::StringEquals
                | EndpointFunction::IsValidHostLabel
                | EndpointFunction::IsVirtualHostableS3Bucket
        )
    }

    fn outcome(&mut self, then: &Then, place: &str, scope: &Scope) -> Next {
        let mut lowering = self.lowering(scope);
        let outcome = match then {
            Then::Error(message) => lowering
                .value(message)
                .map(Outcome::Error)
                .map_err(|mistake| mistake.at("/error")),
            Then::Endpoint {
                url,
                properties,
                headers,
            } => (|| {
                let at = |place: &'static str| move |mistake: Mistake| mistake.at(place);
                let properties_at = at("/endpoint/properties");
                Ok(Outcome::Endpoint {
                    url: lowering.url(url).map_err(at("/endpoint/url"))?,
                    properties: lowering.value(properties).map_err(properties_at)?,
                    headers: lowering.value(headers).map_err(at("/endpoint/headers"))?,
                })
            })(),
            Then::Rules(_) => return Next::NO_MATCH,
        };
        match outcome {
            Ok(outcome) => Next::outcome(self.outcomes.number(outcome)),
            Err(mistake) => {
                self.mistakes
                    .push((format!("{place}{}", mistake.below), mistake));
                Next::NO_MATCH
            }
        }
    }

    fn lowering<'a>(&'a mut self, scope: &'a Scope) -> Lowering<'a> {
        Lowering {
            terms: &mut self.terms,
            scope,
            host: &self.host,
        }
    }

    fn branch(&mut self, test: u16, holds: Next, fails: Next) -> Next {
        // A condition there may need the value that the test keeps.
        if holds == fails && !self.kept.contains_key(&test) {
            return holds;
        }
        Next::branch(self.branches.number(Branch(test, holds, fails)))
    }

    /// The graph without tests that a path has already settled.
    fn pruned(&mut self, start: Next) -> Next {
        let below = self.tests_below();
        let mut pruning = Pruning {
            graph: self,
            words: below.first().map_or(0, Vec::len),
            below,
            done: HashMap::new(),
        };
        let nothing = vec![0; 2 * pruning.words];
        match pruning.next(start, &nothing) {
            Some(pruned) => pruned,
            // It would become too large; the graph is correct as it is.
            None => start,
        }
    }

    /// The tests of each branch and of those below it, as sets of bits. Branches stand behind those they lead to.
    fn tests_below(&self) -> Vec<Vec<u64>> {
        let words = self.tests.len().div_ceil(64);
        let mut below: Vec<Vec<u64>> = Vec::with_capacity(self.branches.len());
        for Branch(test, holds, fails) in self.branches.iter() {
            let mut bits = vec![0; words];
            set(&mut bits, usize::from(*test));
            for next in [holds, fails] {
                if let Place::Branch(at) = next.place()
                    && let Some(more) = below.get(usize::from(at))
                {
                    for (word, more) in bits.iter_mut().zip(more) {
                        *word |= more;
                    }
                }
            }
            below.push(bits);
        }
        below
    }

    /// The tables of everything reachable, numbered in the order of the walk.
    fn tables<'p>(
        self,
        parameters: impl Iterator<Item = (&'p String, &'p Parameter)>,
        start: Next,
    ) -> RulesPlan {
        let parameters: Vec<_> = parameters.collect();
        let first = u16::try_from(parameters.len()).unwrap_or(u16::MAX);
        let mut copying = Copying {
            graph: &self,
            terms: Terms::default(),
            tests: Interner::default(),
            branches: Interner::default(),
            outcomes: Interner::default(),
            slots: HashMap::new(),
            next_slot: first,
            is_read: vec![false; parameters.len()],
            done: HashMap::new(),
        };
        let start = copying.next(start);
        let is_read = copying.is_read;
        let parameters = parameters.into_iter().zip(is_read);
        let parameters = parameters.map(|((name, parameter), is_read)| ParameterPlan {
            name: name.clone(),
            kind: parameter.kind,
            built_in: parameter.built_in.clone(),
            default: parameter.default.as_ref().and_then(ValuePlan::of),
            required: parameter.required,
            is_read,
        });
        let (texts, terms, operands) = copying.terms.into_tables();
        RulesPlan {
            parameters: parameters.collect(),
            slots: copying.next_slot,
            texts,
            terms,
            operands,
            tests: copying.tests.into_all(),
            branches: copying.branches.into_all(),
            outcomes: copying.outcomes.into_all(),
            start,
        }
    }
}

/// Maximum number of branches, and of outcomes, in the runtime's tables.
const MOST: usize = (1 << 15) - 1;

/// More branches than any rule set has; a larger graph is not simplified.
const LARGEST: usize = 100_000;

struct Pruning<'a> {
    graph: &'a mut Graph,
    below: Vec<Vec<u64>>,
    words: usize,
    /// By branch and known tests below it.
    done: HashMap<(u16, Vec<u64>), Next>,
}

impl Pruning<'_> {
    /// `known`: the tests that hold, then those that fail.
    fn next(&mut self, next: Next, known: &[u64]) -> Option<Next> {
        let Place::Branch(at) = next.place() else {
            return Some(next);
        };
        let (holding, failing) = known.split_at(self.words);
        let below = self.below.get(usize::from(at))?;
        let of =
            |known: &[u64]| -> Vec<u64> { known.iter().zip(below).map(|(a, b)| a & b).collect() };
        let mut relevant = of(holding);
        relevant.extend(of(failing));
        let key = (at, relevant);
        if let Some(done) = self.done.get(&key) {
            return Some(*done);
        }
        if self.done.len() >= LARGEST || self.graph.branches.len() >= usize::from(u16::MAX) {
            return None;
        }
        let Branch(test, holds, fails) = *self.graph.branches.get(at)?;
        let bit = usize::from(test);
        let result = if is_set(holding, bit) {
            self.next(holds, &key.1)?
        } else if is_set(failing, bit) {
            self.next(fails, &key.1)?
        } else {
            let mut known = key.1.clone();
            set(&mut known, bit);
            let holds = self.next(holds, &known)?;
            known.clone_from(&key.1);
            let words = self.words;
            set(&mut known[words..], bit);
            let fails = self.next(fails, &known)?;
            self.graph.branch(test, holds, fails)
        };
        self.done.insert(key, result);
        Some(result)
    }
}

fn set(bits: &mut [u64], bit: usize) {
    if let Some(word) = bits.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

fn is_set(bits: &[u64], bit: usize) -> bool {
    bits.get(bit / 64)
        .is_some_and(|word| word & (1 << (bit % 64)) != 0)
}

struct Copying<'a> {
    graph: &'a Graph,
    terms: Terms,
    tests: Interner<Test>,
    branches: Interner<Branch>,
    outcomes: Interner<Outcome>,
    slots: HashMap<u16, u16>,
    next_slot: u16,
    is_read: Vec<bool>,
    done: HashMap<Next, Next>,
}

impl Copying<'_> {
    fn next(&mut self, next: Next) -> Next {
        if let Some(done) = self.done.get(&next) {
            return *done;
        }
        let copied = match next.place() {
            Place::Nowhere => Next::NO_MATCH,
            Place::Outcome(at) => self.outcome(at),
            Place::Branch(at) => match self.graph.branches.get(at) {
                None => Next::NO_MATCH,
                Some(Branch(test, holds, fails)) => {
                    let test = self.test(*test);
                    let holds = self.next(*holds);
                    let fails = self.next(*fails);
                    Next::branch(self.branches.number(Branch(test, holds, fails)))
                }
            },
        };
        self.done.insert(next, copied);
        copied
    }

    fn test(&mut self, test: u16) -> u16 {
        let term = self.graph.tests.get(test).copied().unwrap_or_default();
        let term = self.term(term);
        let keep = self.graph.kept.get(&test).map(|slot| self.slot(*slot));
        self.tests.number(Test { term, keep })
    }

    fn outcome(&mut self, at: u16) -> Next {
        let outcome = match self.graph.outcomes.get(at) {
            None => return Next::NO_MATCH,
            Some(Outcome::Error(message)) => Outcome::Error(self.term(*message)),
            Some(Outcome::Endpoint {
                url,
                properties,
                headers,
            }) => Outcome::Endpoint {
                url: self.term(*url),
                properties: self.term(*properties),
                headers: self.term(*headers),
            },
        };
        Next::outcome(self.outcomes.number(outcome))
    }

    fn slot(&mut self, slot: u16) -> u16 {
        if let Some(is_read) = self.is_read.get_mut(usize::from(slot)) {
            *is_read = true;
            return slot;
        }
        let next = &mut self.next_slot;
        *self.slots.entry(slot).or_insert_with(|| {
            let slot = *next;
            *next += 1;
            slot
        })
    }

    fn term(&mut self, term: u16) -> u16 {
        let mut terms = std::mem::take(&mut self.terms);
        let graph = self.graph;
        let copied = graph
            .terms
            .copy_to(&mut terms, term, &mut |slot| self.slot(slot));
        self.terms = terms;
        copied
    }
}

impl ValuePlan {
    /// A default or a fixed value.
    pub(super) fn of(value: &pageboy_models::Json) -> Option<Self> {
        use pageboy_models::Json;
        match value {
            Json::String(text) => Some(Self::Text(text.clone())),
            Json::Bool(value) => Some(Self::Boolean(*value)),
            Json::Array(items) => {
                let items = items.iter().map(|item| item.as_str().map(str::to_owned));
                items.collect::<Option<Vec<_>>>().map(Self::Texts)
            }
            _ => None,
        }
    }
}

/// The first label of a service's hosts, if all its URLs have the same; empty otherwise.
///
/// FIPS endpoints append `-fips`.
pub(super) fn host(rules: &[Rule]) -> String {
    let mut hosts = Vec::new();
    collect_hosts(rules, &mut hosts);
    let Some(shortest) = hosts.iter().copied().min_by_key(|host| host.len()) else {
        return String::new();
    };
    let is_host = |host: &&str| {
        let rest = host.strip_prefix(shortest);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if shortest.contains('{') || shortest.is_empty() || !hosts.iter().all(is_host) {
        return String::new();
    }
    shortest.to_owned()
}

fn collect_hosts<'r>(rules: &'r [Rule], hosts: &mut Vec<&'r str>) {
    for rule in rules {
        match &rule.then {
            Then::Rules(rules) => collect_hosts(rules, hosts),
            Then::Endpoint {
                url: Value::Text(url),
                ..
            } => {
                let rest = url.strip_prefix("https://").unwrap_or_default();
                hosts.push(rest.split('.').next().unwrap_or_default());
            }
            Then::Endpoint { .. } | Then::Error(_) => {}
        }
    }
}
