//! Scan.

use super::{Page, digits};

/// A page of items, as many as are needed for a number of bytes.
pub(crate) fn items(bytes: usize) -> Page {
    let mut list = String::new();
    let mut count = 0;
    while list.len() < bytes {
        if count > 0 {
            list.push(',');
        }
        list.push_str(&item(count));
        count += 1;
    }
    let last = key(count - 1);
    let text = format!(
        "{{\"Count\":{count},\"Items\":[{list}],\"LastEvaluatedKey\":{{{last}}},\"ScannedCount\":{count}}}"
    );
    // Two counts, two attributes of the last key, and nineteen values in each item.
    Page {
        body: text.into_bytes(),
        values: 4 + 19 * count,
    }
}

fn key(seed: usize) -> String {
    format!(
        r#""customer":{{"S":"C#{}"}},"order":{{"N":"{seed}"}}"#,
        digits(seed, 16)
    )
}

/// An order: attributes of every type but sets of numbers and bytes.
fn item(seed: usize) -> String {
    let line = |at: usize| {
        format!(
            r#"{{"M":{{"article":{{"S":"A-{}"}},"count":{{"N":"{}"}},"price":{{"N":"{}.{:02}"}}}}}}"#,
            digits(seed + at, 8),
            at + 1,
            seed % 500,
            at * 25
        )
    };
    let lines: Vec<_> = (0..3).map(line).collect();
    format!(
        r#"{{{},"state":{{"S":"shipped"}},"placed":{{"S":"2024-11-{:02}T08:15:30Z"}},"paid":{{"BOOL":true}},"coupon":{{"NULL":true}},"note":{{"S":"Leave at the \"back\" door, n\u00ba {seed}"}},"labels":{{"SS":["gift","fragile"]}},"signature":{{"B":"{}A=="}},"lines":{{"L":[{}]}}}}"#,
        key(seed),
        seed % 30 + 1,
        digits(seed, 21),
        lines.join(",")
    )
}
