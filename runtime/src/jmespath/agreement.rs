//! Generated expressions on generated values agree with the `jmespath` crate.

use fastrand::Rng;
use jmespath::Variable;
use serde_json::{Map, Value, json};

use crate::view::View;

use super::Expression;
use super::tests::document;

/// The number of compared expressions; each one's seed is its number, so that a failing one can run alone.
const EXPRESSIONS: u64 = 20_000;

#[test]
fn generated_expressions_find_what_the_jmespath_crate_finds() {
    let (mut found_something, mut failed) = (0, 0);
    for seed in 0..EXPRESSIONS {
        let mut rng = Rng::with_seed(seed);
        let value = value(&mut rng, 4);
        let text = expression(&mut rng, 4);
        match (ours(&text, &value), theirs(&text, &value)) {
            (Ok(ours), Ok(theirs)) => {
                assert!(
                    same(&ours, &theirs),
                    "{seed}: {text} on {value}: {ours}, not {theirs}"
                );
                found_something += u64::from(!ours.is_null());
            }
            (Err(_), Err(_)) => failed += 1,
            (ours, theirs) => panic!("{seed}: {text} on {value}: {ours:?}, not {theirs:?}"),
        }
    }
    println!(
        "jmespath: {EXPRESSIONS} generated expressions agree: {found_something} find something, {failed} fail in both"
    );
    assert!(found_something > EXPRESSIONS / 5 && failed < EXPRESSIONS / 3);
}

fn ours(text: &str, value: &Value) -> Result<Value, String> {
    let expression = Expression::parse(text).map_err(|error| error.to_string())?;
    let value = document(value);
    let found = expression.evaluate(View::Document(&value));
    let found = found.map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(found).unwrap())
}

fn theirs(text: &str, value: &Value) -> Result<Value, String> {
    let expression = jmespath::compile(text).map_err(|error| error.to_string())?;
    let value = Variable::try_from(value.clone()).unwrap();
    let found = expression
        .search(value)
        .map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(found).unwrap())
}

/// The same JSON; a whole float is the integer.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() < 1e-9
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let in_both = |(key, a): (&String, &Value)| b.get(key).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(in_both)
        }
        _ => a == b,
    }
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn value(rng: &mut Rng, depth: u32) -> Value {
    let kinds = if depth == 0 { 5 } else { 9 };
    match rng.u32(0..kinds) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i32(-3..4)),
        3 => json!(f64::from(rng.i32(-6..7)) / 2.0),
        4 => json!(["", "a", "ab", "b", "1", "Ü"][rng.usize(0..6)]),
        5 | 6 => (0..rng.usize(0..4))
            .map(|_| value(rng, depth - 1))
            .collect(),
        _ => {
            let entries = NAMES.map(|name| (name.to_owned(), value(rng, depth - 1)));
            let kept = entries.into_iter().filter(|_| rng.u32(0..4) > 0);
            Value::Object(kept.collect::<Map<_, _>>())
        }
    }
}

/// An expression of any kind.
///
/// Two rules are left out, in which pageboy follows jmespath.py and the crate does not: only numbers are ordered, and
/// averages are taken only of lists that are not empty. Keys of objects made by the expression are in alphabetical order,
/// the only one that the crate knows.
fn expression(rng: &mut Rng, depth: u32) -> String {
    if depth == 0 {
        return leaf(rng);
    }
    let depth = depth - 1;
    let mut sub = || expression(rng, depth);
    let (a, b) = (sub(), sub());
    let name = NAMES[rng.usize(0..NAMES.len())];
    match rng.u32(0..22) {
        0..=2 => format!("{}.{name}", primary(&a)),
        3 => format!("{}.[{name}, {b}]", primary(&a)),
        4 => format!("{}[*].{name}", primary(&a)),
        5 => format!("{}[].{{a: {name}, b: {b}}}", primary(&a)),
        6 => format!("{}[?{b}]", primary(&a)),
        7 => format!("{}[{}]", primary(&a), rng.i32(-3..4)),
        8 => format!(
            "{}[{}:{}:{}]",
            primary(&a),
            bound(rng),
            bound(rng),
            ["", "1", "2", "-1", "-2"][rng.usize(0..5)]
        ),
        9 => format!("({a} || {b})"),
        10 => format!("({a} && {b})"),
        11 => format!("!{}", primary(&a)),
        12 => format!("({a} {} {b})", ["==", "!="][rng.usize(0..2)]),
        13 => format!(
            "({} {} {})",
            number(rng),
            ["<", "<=", ">", ">="][rng.usize(0..4)],
            number(rng)
        ),
        14 => format!("({a} | {b})"),
        15 => format!("[{a}, {b}]"),
        16 => format!("{{a: {a}, b: {b}}}"),
        17 => format!("{}.*", primary(&a)),
        18 => call(rng, &a, &b),
        19 => format!("map(&{b}, to_array({a}))"),
        20 => format!(
            "{}(to_array({a})[?type({name}) == 'number'], &{name})",
            ["sort_by", "max_by", "min_by"][rng.usize(0..3)]
        ),
        _ => leaf(rng),
    }
}

fn leaf(rng: &mut Rng) -> String {
    match rng.u32(0..8) {
        0..=4 => NAMES[rng.usize(0..NAMES.len())].to_owned(),
        5 => String::from("@"),
        6 => format!("`{}`", value(rng, 1)),
        _ => format!("'{}'", ["", "a", "ab"][rng.usize(0..3)]),
    }
}

/// An expression that a `.` or `[` may follow and apply to as a whole.
fn primary(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

fn number(rng: &mut Rng) -> String {
    match rng.u32(0..3) {
        0 => format!("`{}`", rng.i32(-3..4)),
        1 => format!("length(to_array({}))", leaf(rng)),
        _ => format!("to_number({})", leaf(rng)),
    }
}

fn bound(rng: &mut Rng) -> String {
    if rng.bool() {
        String::new()
    } else {
        rng.i32(-4..5).to_string()
    }
}

fn call(rng: &mut Rng, a: &str, b: &str) -> String {
    let numbers = format!("to_array({a})[?type(@) == 'number']");
    let strings = format!("to_array({a})[?type(@) == 'string']");
    match rng.u32(0..23) {
        0 => format!("length({a})"),
        1 => format!("keys({a})"),
        2 => format!("values({a})"),
        3 => format!("type({a})"),
        4 => format!("to_string({a})"),
        5 => format!("to_number({a})"),
        6 => format!("to_array({a})"),
        7 => format!("not_null({a}, {b})"),
        8 => format!("contains({a}, {b})"),
        9 => format!("reverse({a})"),
        10 => format!("sum({numbers})"),
        11 => format!("avg([{numbers}, `[1]`][])"),
        12 => format!("max({numbers})"),
        13 => format!("min({strings})"),
        14 => format!("sort({strings})"),
        15 => format!("sort({numbers})"),
        16 => format!("join('-', {strings})"),
        17 => format!("starts_with(to_string({a}), 'a')"),
        18 => format!("ends_with(to_string({a}), {b})"),
        19 => format!("abs({})", number(rng)),
        20 => format!("ceil({a})"),
        21 => format!("floor({a})"),
        _ => format!("merge(@, {{a: {a}}})"),
    }
}
