//! Scan.

use super::digits;

/// A page of items up to a number of bytes, and how many there are.
pub(crate) fn items(bytes: usize) -> (String, usize) {
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
    let page = format!(
        "{{\"Count\":{count},\"Items\":[{list}],\"LastEvaluatedKey\":{{{last}}},\"ScannedCount\":{count}}}"
    );
    (page, count)
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
        r#"{{{},"state":{{"S":"shipped"}},"placed":{{"S":"2024-11-{:02}T08:15:30Z"}},"paid":{{"BOOL":true}},"coupon":{{"NULL":true}},"note":{{"S":"Leave at the \"back\" door, n\u00ba {seed}"}},"labels":{{"SS":["gift","fragile"]}},"signature":{{"B":"{}=="}},"lines":{{"L":[{}]}}}}"#,
        key(seed),
        seed % 30 + 1,
        digits(seed, 22),
        lines.join(",")
    )
}
