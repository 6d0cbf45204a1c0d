//! The tables of a rule set, without duplicates.

use std::collections::HashMap;
use std::hash::Hash;

use pageboy_schema::endpoint::{
    Branch, EndpointFunction, Next, Outcome, ParameterKind, Term, Test,
};

/// A rule set as the runtime's tables. Names and numbers have the runtime's meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the names are those of the runtime's tables, where each is documented"
)]
pub struct RulesPlan {
    pub parameters: Vec<ParameterPlan>,
    pub slots: u16,
    pub texts: Vec<String>,
    pub terms: Vec<Term>,
    pub operands: Vec<u16>,
    pub tests: Vec<Test>,
    pub branches: Vec<Branch>,
    pub outcomes: Vec<Outcome>,
    pub start: Next,
}

/// A parameter of a rule set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParameterPlan {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ParameterKind,
    /// The setting that gives its value.
    pub built_in: Option<String>,
    /// Its default value.
    pub default: Option<ValuePlan>,
    /// Whether it must have a value.
    pub required: bool,
    /// Whether the graph reads it.
    pub is_read: bool,
}

/// The default of a parameter, or an operation's fixed value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the names are those of the types of parameters"
)]
pub enum ValuePlan {
    Text(String),
    Boolean(bool),
    Texts(Vec<String>),
}

/// Numbered items, without duplicates.
#[derive(Debug)]
pub(super) struct Interner<T> {
    all: Vec<T>,
    known: HashMap<T, u16>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            known: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    /// The number of an item. [`is_full`](Self::is_full) tells when the numbers run out.
    pub(super) fn number(&mut self, value: T) -> u16 {
        if let Some(number) = self.known.get(&value) {
            return *number;
        }
        let number = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        self.known.insert(value.clone(), number);
        self.all.push(value);
        number
    }

    pub(super) fn get(&self, number: u16) -> Option<&T> {
        self.all.get(usize::from(number))
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.all.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.all.len() > usize::from(u16::MAX)
    }

    pub(super) fn into_all(self) -> Vec<T> {
        self.all
    }
}

/// Texts, terms and operands.
#[derive(Debug, Default)]
pub(super) struct Terms {
    texts: Interner<String>,
    terms: Interner<Term>,
    operands: Vec<u16>,
    lists: HashMap<Vec<u16>, u16>,
}

impl Terms {
    pub(super) fn text(&mut self, text: &str) -> u16 {
        self.texts.number(text.to_owned())
    }

    pub(super) fn push(&mut self, term: Term) -> u16 {
        self.terms.number(term)
    }

    pub(super) fn get(&self, term: u16) -> Option<Term> {
        self.terms.get(term).copied()
    }

    /// The start of the operands.
    pub(super) fn operands(&mut self, operands: Vec<u16>) -> u16 {
        if let Some(start) = self.lists.get(&operands) {
            return *start;
        }
        let start = u16::try_from(self.operands.len()).unwrap_or(u16::MAX);
        self.operands.extend(&operands);
        self.lists.insert(operands, start);
        start
    }

    pub(super) fn is_full(&self) -> bool {
        self.texts.is_full() || self.terms.is_full() || self.operands.len() > usize::from(u16::MAX)
    }

    /// The same term in other tables.
    pub(super) fn copy_to(
        &self,
        other: &mut Self,
        term: u16,
        slots: &mut dyn FnMut(u16) -> u16,
    ) -> u16 {
        let text = |other: &mut Self, at: u16| {
            let text = self.texts.get(at).map_or("", String::as_str);
            other.text(text)
        };
        let Some(found) = self.get(term) else {
            return other.push(Term::Boolean(false));
        };
        let copied = match found {
            Term::Slot(slot) => Term::Slot(slots(slot)),
            Term::Text(at) => Term::Text(text(other, at)),
            Term::Boolean(_) | Term::Integer(_) | Term::Host => found,
            Term::Part(of, name) => {
                let of = self.copy_to(other, of, slots);
                Term::Part(of, text(other, name))
            }
            Term::Element(of, position) => Term::Element(self.copy_to(other, of, slots), position),
            Term::Template(at, count) => {
                let copies = self.copies(other, at, count, slots);
                Term::Template(other.operands(copies), count)
            }
            Term::List(at, count) => {
                let copies = self.copies(other, at, count, slots);
                Term::List(other.operands(copies), count)
            }
            Term::Object(at, count) => {
                let start = usize::from(at);
                let entries = (start..start + 2 * usize::from(count)).step_by(2);
                let mut copies = Vec::new();
                for entry in entries {
                    let [name, term] = [entry, entry + 1].map(|at| self.operand(at));
                    copies.push(text(other, name));
                    copies.push(self.copy_to(other, term, slots));
                }
                Term::Object(other.operands(copies), count)
            }
            Term::Call(EndpointFunction::Substring, of, at) => {
                let of = self.copy_to(other, of, slots);
                let copies = self.copies(other, at, 3, slots);
                Term::Call(EndpointFunction::Substring, of, other.operands(copies))
            }
            Term::Call(function, one, two) => {
                let one = self.copy_to(other, one, slots);
                let two = if function.arity() == 2 {
                    self.copy_to(other, two, slots)
                } else {
                    0
                };
                Term::Call(function, one, two)
            }
        };
        other.push(copied)
    }

    fn copies(
        &self,
        other: &mut Self,
        at: u16,
        count: u16,
        slots: &mut dyn FnMut(u16) -> u16,
    ) -> Vec<u16> {
        let start = usize::from(at);
        let terms = start..start + usize::from(count);
        terms
            .map(|at| self.copy_to(other, self.operand(at), slots))
            .collect()
    }

    fn operand(&self, at: usize) -> u16 {
        self.operands.get(at).copied().unwrap_or_default()
    }

    /// Texts, terms, operands.
    pub(super) fn into_tables(self) -> (Vec<String>, Vec<Term>, Vec<u16>) {
        (self.texts.into_all(), self.terms.into_all(), self.operands)
    }
}
