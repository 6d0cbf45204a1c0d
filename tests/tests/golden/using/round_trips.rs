//! Random values of every golden shape survive `serde`.

use std::fmt::Debug;

use fastrand::Rng;
use pageboy::view::{Slot, Structure};
use pageboy::{Blob, DateTime, Document};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{ledger, museum, orchard, quay};

/// Number of values per type; each one's seed is its number.
const VALUES: u64 = 200;

/// Lists, maps and structures below this depth stay empty.
const DEPTH: usize = 5;

fn survive<T>()
where
    T: Structure + Default + Serialize + DeserializeOwned + PartialEq + Debug,
{
    for seed in 0..VALUES {
        let mut rng = Rng::with_seed(seed);
        let mut value = T::default();
        fill(&mut value, &mut rng, 0);
        let name = value.shape().name;
        let text = serde_json::to_string(&value).unwrap();
        let read: T = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{name}, seed {seed}: {error}: {text}"));
        assert_eq!(read, value, "{name}, seed {seed}: {text}");
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

fn fill(value: &mut dyn Structure, rng: &mut Rng, depth: usize) {
    let shape = value.shape();
    let members = shape.members();
    if shape.kind == pageboy::schema::Kind::Union {
        let at = rng.usize(..members.len());
        if let Some(member) = value.get_mut(at) {
            put(member.slot(), rng, depth);
        }
        return;
    }
    for at in 0..members.len() {
        if rng.bool()
            && let Some(member) = value.get_mut(at)
        {
            put(member.slot(), rng, depth);
        }
    }
}

fn put(slot: Slot<'_>, rng: &mut Rng, depth: usize) {
    let count = if depth < DEPTH { rng.usize(..4) } else { 0 };
    match slot {
        Slot::Boolean(place) => *place = rng.bool(),
        Slot::Integer(place) => *place = rng.i32(..),
        Slot::Long(place) => *place = rng.i64(..),
        Slot::Float(place) => *place = f32::from(rng.i16(..)) / 4.0,
        Slot::Double(place) => *place = f64::from(rng.i32(..)) / 8.0,
        Slot::String(place) => *place = text(rng),
        Slot::Enum(place) => place.set(&text(rng)),
        Slot::Blob(place) => *place = Blob::new(text(rng)),
        Slot::Timestamp(place) => {
            let micros = rng.u32(..1_000_000);
            *place = DateTime::from_secs_and_nanos(
                rng.i64(-4_000_000_000..8_000_000_000),
                micros * 1000,
            );
        }
        Slot::Document(place) => {
            *place = Document::Array(vec![text(rng).into(), rng.bool().into()])
        }
        Slot::Stream(_) | Slot::Events(_) => {}
        Slot::List(list) => {
            for _ in 0..count {
                put(list.push(), rng, depth + 1);
            }
        }
        Slot::Map(map) => {
            for _ in 0..count {
                put(map.insert(text(rng)), rng, depth + 1);
            }
        }
        Slot::Structure(structure) => {
            // A union needs a member at any depth.
            if depth < DEPTH || structure.shape().kind == pageboy::schema::Kind::Union {
                fill(structure, rng, depth + 1);
            }
        }
    }
}

fn text(rng: &mut Rng) -> String {
    const LETTERS: [char; 9] = ['a', 'Z', '0', ' ', '"', '\\', '\n', 'é', '𝄞'];
    (0..rng.usize(..6))
        .map(|_| rng.choice(LETTERS).unwrap_or('a'))
        .collect()
}

#[test]
fn random_values_read_as_they_were_written() {
    survive::<ledger::types::CreateEntryInput>();
    survive::<ledger::types::CreateEntryOutput>();
    survive::<ledger::types::Category>();
    survive::<museum::types::Exhibit>();
    survive::<museum::types::Gallery>();
    survive::<orchard::types::HarvestFieldsInput>();
    survive::<orchard::types::Field>();
    survive::<quay::types::Full>();
}
