//! Damages texts.

use fastrand::Rng;

/// Damages a text in a few places: characters are removed, doubled, swapped or replaced.
pub(super) fn damage(text: &str, strange: &[&str], rng: &mut Rng) -> String {
    let mut parts: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..=parts.len());
        match rng.u8(..5) {
            0 if at < parts.len() => drop(parts.remove(at)),
            1 if at < parts.len() => parts.insert(at, parts[at].clone()),
            2 if at + 1 < parts.len() => parts.swap(at, at + 1),
            3 if rng.u8(..4) == 0 => parts.truncate(at),
            _ => parts.insert(at, one_of(strange, rng).to_owned()),
        }
    }
    parts.concat()
}

/// One of some.
pub(super) fn one_of<'t>(some: &[&'t str], rng: &mut Rng) -> &'t str {
    some[rng.usize(..some.len())]
}
