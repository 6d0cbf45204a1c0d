//! Values made from a seed, written and read back.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use serde::Deserialize;

use super::*;

/// Something of everything that serde has.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
enum Tree {
    Nothing,
    Empty(()),
    Flag(bool),
    Small(i8),
    Signed(i64),
    Unsigned(u64),
    Large(i128),
    Double(f64),
    Single(f32),
    Exact(Number),
    Letter(char),
    Text(String),
    Bytes(Binary),
    Maybe(Option<Box<Self>>),
    List(Vec<Self>),
    Pair(Box<Self>, u8),
    Map(BTreeMap<String, Self>),
    Numbered(BTreeMap<i32, Self>),
    Named { left: Box<Self>, right: Vec<Self> },
    Texts(Set<BTreeSet<String>>),
    Numbers(Set<BTreeSet<u64>>),
    Blobs(Set<Vec<Binary>>),
}

fn text(rng: &mut Rng) -> String {
    let length = rng.usize(..6);
    (0..length).map(|_| rng.char(..)).collect()
}

fn bytes(rng: &mut Rng) -> Binary {
    let length = rng.usize(..6);
    Binary::from((0..length).map(|_| rng.u8(..)).collect::<Vec<_>>())
}

/// Up to 38 digits with a point among them, and an exponent that DynamoDB holds.
fn number(rng: &mut Rng) -> Number {
    let mut text = String::from(if rng.bool() { "-" } else { "" });
    let digits = rng.usize(1..=38);
    let point = rng.usize(..=digits);
    for at in 0..digits {
        if at == point {
            text.push('.');
        }
        text.push(rng.digit(10));
    }
    if rng.bool() {
        text.push_str(&format!("E{}", rng.i32(-50..80)));
    }
    text.parse().unwrap_or_else(|_| Number::from(rng.i64(..)))
}

fn double(rng: &mut Rng) -> f64 {
    loop {
        let number = f64::from_bits(rng.u64(..));
        if number.is_finite() && (number == 0.0 || (1e-120..1e120).contains(&number.abs())) {
            return number;
        }
    }
}

fn single(rng: &mut Rng) -> f32 {
    loop {
        let number = f32::from_bits(rng.u32(..));
        if number.is_finite() {
            return number;
        }
    }
}

fn tree(rng: &mut Rng, depth: usize) -> Tree {
    let kinds = if depth == 0 { 16 } else { 22 };
    let trees = |rng: &mut Rng| {
        let length = rng.usize(..4);
        (0..length).map(|_| tree(rng, depth - 1)).collect()
    };
    match rng.usize(..kinds) {
        0 => Tree::Nothing,
        1 => Tree::Empty(()),
        2 => Tree::Flag(rng.bool()),
        3 => Tree::Small(rng.i8(..)),
        4 => Tree::Signed(rng.i64(..)),
        5 => Tree::Unsigned(rng.u64(..)),
        6 => Tree::Large(rng.i128(-(10_i128.pow(38)) + 1..10_i128.pow(38))),
        7 => Tree::Double(double(rng)),
        8 => Tree::Single(single(rng)),
        9 => Tree::Exact(number(rng)),
        10 => Tree::Letter(rng.char(..)),
        11 => Tree::Text(text(rng)),
        12 => Tree::Bytes(bytes(rng)),
        13 => Tree::Texts((0..=rng.usize(..4)).map(|_| text(rng)).collect()),
        14 => Tree::Numbers((0..=rng.usize(..4)).map(|_| rng.u64(..)).collect()),
        15 => Tree::Blobs((0..=rng.usize(..4)).map(|_| bytes(rng)).collect()),
        16 => Tree::Maybe(rng.bool().then(|| Box::new(tree(rng, depth - 1)))),
        17 => Tree::List(trees(rng)),
        18 => Tree::Pair(Box::new(tree(rng, depth - 1)), rng.u8(..)),
        19 => {
            let entries = 0..rng.usize(..4);
            Tree::Map(entries.map(|_| (text(rng), tree(rng, depth - 1))).collect())
        }
        20 => {
            let entries = 0..rng.usize(..4);
            Tree::Numbered(
                entries
                    .map(|_| (rng.i32(..), tree(rng, depth - 1)))
                    .collect(),
            )
        }
        _ => Tree::Named {
            left: Box::new(tree(rng, depth - 1)),
            right: trees(rng),
        },
    }
}

#[test]
fn what_is_written_is_read_back_the_same() {
    let mut rng = Rng::with_seed(0);
    for round in 0..600 {
        let tree = tree(&mut rng, round % 6);
        let value = written(&tree);
        assert_eq!(from_value(&value).as_ref(), Ok(&tree), "round {round}");
        let mut dynamic = Dynamic::new(&ATTRIBUTE_VALUE);
        write_value(&tree, &mut dynamic).unwrap();
        assert!(view::equal(&value, &dynamic), "round {round}: {dynamic:?}");
    }
}

#[test]
fn floats_are_read_back_to_the_last_bit() {
    let mut rng = Rng::with_seed(1);
    for _ in 0..2000 {
        let (double, single) = (double(&mut rng), single(&mut rng));
        let back: f64 = from_value(&written(&double)).unwrap();
        assert_eq!(back.to_bits(), double.to_bits(), "{double}");
        let back: f32 = from_value(&written(&single)).unwrap();
        assert_eq!(back.to_bits(), single.to_bits(), "{single}");
    }
}
