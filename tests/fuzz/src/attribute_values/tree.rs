//! A value with every kind of serde's types.

use std::collections::{BTreeMap, BTreeSet};

use pageboy::dynamodb::{Binary, Number, Set};
use serde::{Deserialize, Serialize};

use crate::choices::Choices;

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) enum Tree {
    Nothing,
    Empty(()),
    Flag(bool),
    Small(i8),
    Signed(i64),
    Unsigned(u64),
    Large(i128),
    Larger(u128),
    Double(f64),
    Single(f32),
    Exact(Number),
    Letter(char),
    Text(String),
    Bytes(Binary),
    Texts(Set<BTreeSet<String>>),
    Numbers(Set<BTreeSet<u64>>),
    Blobs(Set<Vec<Binary>>),
    Maybe(Option<Box<Self>>),
    List(Vec<Self>),
    Pair(Box<Self>, u8),
    Map(BTreeMap<String, Self>),
    Numbered(BTreeMap<i32, Self>),
    Named { left: Box<Self>, right: Vec<Self> },
}

/// Variants without a tree in them.
const LEAVES: usize = 17;
const VARIANTS: usize = 23;

impl Tree {
    /// The tree that an input chooses, at most so deep.
    pub(super) fn chosen(choices: &mut Choices<'_>, depth: usize) -> Self {
        let variants = if depth == 0 || choices.is_over() {
            LEAVES
        } else {
            VARIANTS
        };
        let inner = depth.saturating_sub(1);
        match choices.below(variants) {
            0 => Self::Nothing,
            1 => Self::Empty(()),
            2 => Self::Flag(choices.byte() % 2 == 0),
            3 => Self::Small(i8::from_le_bytes(choices.bytes())),
            4 => Self::Signed(i64::from_le_bytes(choices.bytes())),
            5 => Self::Unsigned(u64::from_le_bytes(choices.bytes())),
            6 => Self::Large(i128::from_le_bytes(choices.bytes())),
            7 => Self::Larger(u128::from_le_bytes(choices.bytes())),
            8 => Self::Double(finite(f64::from_le_bytes(choices.bytes()))),
            9 => {
                let single = f32::from_le_bytes(choices.bytes());
                Self::Single(if single.is_finite() { single } else { 1.5 })
            }
            10 => Self::Exact(text(choices).parse().unwrap_or_else(|_| Number::from(1))),
            11 => Self::Letter(char::from_u32(u32::from_le_bytes(choices.bytes())).unwrap_or('ä')),
            12 => Self::Text(text(choices)),
            13 => Self::Bytes(bytes(choices)),
            14 => Self::Texts(several(choices, text).collect()),
            15 => {
                let number = |choices: &mut Choices<'_>| u64::from_le_bytes(choices.bytes());
                Self::Numbers(several(choices, number).collect())
            }
            16 => Self::Blobs(several(choices, bytes).collect()),
            17 => {
                let is_there = choices.byte() % 2 == 0;
                Self::Maybe(is_there.then(|| Box::new(Self::chosen(choices, inner))))
            }
            18 => Self::List(Self::several(choices, inner)),
            19 => Self::Pair(Box::new(Self::chosen(choices, inner)), choices.byte()),
            20 => {
                let entries = several(choices, |choices| {
                    (text(choices), Self::chosen(choices, inner))
                });
                Self::Map(entries.collect())
            }
            21 => {
                let entries = several(choices, |choices| {
                    let key = i32::from_le_bytes(choices.bytes());
                    (key, Self::chosen(choices, inner))
                });
                Self::Numbered(entries.collect())
            }
            _ => Self::Named {
                left: Box::new(Self::chosen(choices, inner)),
                right: Self::several(choices, inner),
            },
        }
    }

    fn several(choices: &mut Choices<'_>, depth: usize) -> Vec<Self> {
        several(choices, |choices| Self::chosen(choices, depth)).collect()
    }

    /// Whether DynamoDB can hold it: sets are not empty, and numbers have at most 38 digits and 126 powers of ten.
    pub(super) fn is_storable(&self) -> bool {
        const LARGEST: u128 = 10_u128.pow(38);
        let is_in_range = |number: f64| number == 0.0 || (1e-128..1e126).contains(&number.abs());
        match self {
            Self::Large(number) => number.unsigned_abs() < LARGEST,
            Self::Larger(number) => *number < LARGEST,
            Self::Double(number) => is_in_range(*number),
            Self::Texts(set) => !set.is_empty(),
            Self::Numbers(set) => !set.is_empty(),
            Self::Blobs(set) => {
                let distinct: BTreeSet<&[u8]> = set.iter().map(|bytes| bytes.as_ref()).collect();
                !set.is_empty() && distinct.len() == set.len()
            }
            Self::Maybe(Some(tree)) | Self::Pair(tree, _) => tree.is_storable(),
            Self::List(trees) => trees.iter().all(Self::is_storable),
            Self::Map(trees) => trees.values().all(Self::is_storable),
            Self::Numbered(trees) => trees.values().all(Self::is_storable),
            Self::Named { left, right } => {
                left.is_storable() && right.iter().all(Self::is_storable)
            }
            _ => true,
        }
    }
}

fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.1 }
}

fn text(choices: &mut Choices<'_>) -> String {
    String::from_utf8_lossy(choices.some(48)).into_owned()
}

fn bytes(choices: &mut Choices<'_>) -> Binary {
    Binary::from(choices.some(12).to_vec())
}

/// Up to four things.
fn several<T>(
    choices: &mut Choices<'_>,
    mut one: impl FnMut(&mut Choices<'_>) -> T,
) -> std::vec::IntoIter<T> {
    let count = choices.below(5);
    let things: Vec<T> = (0..count).map(|_| one(choices)).collect();
    things.into_iter()
}
