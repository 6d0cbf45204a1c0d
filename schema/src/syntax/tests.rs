use super::check;

fn said(text: &str) -> String {
    match check(text) {
        Ok(()) => "JSON".to_owned(),
        Err(found) => format!("{}:{}: {}", found.line, found.column, found.message),
    }
}

#[test]
fn the_cause_is_named_with_its_place() {
    for (text, expected) in [
        ("", "1:1: it is empty; JSON begins with `{`"),
        (" \n", "1:1: it is empty; JSON begins with `{`"),
        ("// x\n{}", "1:1: JSON has no comments: remove it"),
        ("{\n/* x */}", "2:1: JSON has no comments: remove it"),
        ("{} # x", "1:4: JSON has no comments: remove it"),
        ("{\"a\":1,}", "1:7: a comma before `}`: remove it"),
        ("[1,\n]", "1:3: a comma before `]`: remove it"),
        ("[1,,2]", "1:4: expected a value, found `,`"),
        ("{\"a\":1,,\"b\":2}", "1:8: a comma too many: remove it"),
        ("{,}", "1:2: expected a name in double quotes, found `,`"),
        (
            "{a:1}",
            "1:2: names stand in double quotes, and `a` does not",
        ),
        (
            "{'a':1}",
            "1:2: text stands in straight double quotes, `\"`",
        ),
        ("{\"a\" 1}", "1:6: expected `:` after the name, found `1`"),
        (
            "{\"a\":1 \"b\":2}",
            "1:8: a comma is missing before `\"b\"`",
        ),
        ("{\"a\":1;}", "1:7: expected `,` or `}`, found `;`"),
        ("{\"a\":}", "1:6: expected a value, found `}`"),
        (
            "{\"a\":True}",
            "1:6: expected a value, found `True`; write `true`",
        ),
        (
            "[None]",
            "1:2: expected a value, found `None`; write `null`",
        ),
        (
            "[NaN]",
            "1:2: expected a value, found `NaN`; JSON has no such number",
        ),
        (
            "[yes]",
            "1:2: expected a value, found `yes`; text stands in double quotes",
        ),
        ("[01]", "1:2: `01` is no number: it must not begin with 0"),
        ("[1.]", "1:2: `1.` is no number: digits follow the point"),
        ("[-]", "1:2: `-` is no number: digits follow `-`"),
        ("[1e999]", "1:2: `1e999` is no number: it is too large"),
        (
            "[0x10]",
            "1:2: `0x10` is no number: it has digits, a point and an exponent alone",
        ),
        ("{\n\"a", "2:1: the text that begins here is not closed"),
        (
            "{\n\"a\":[1",
            "2:7: it ends early: the list that begins in line 2 has no `]`",
        ),
        (
            "{\"a\":",
            "1:6: it ends early: the object that begins in line 1 has no `}`",
        ),
        (
            "[\"\\x\"]",
            "1:3: `\\x` means nothing in JSON; a backslash is written `\\\\`",
        ),
        ("[\"\\u12\"]", "1:3: `\\u` needs four hexadecimal digits"),
        (
            "[\"\\ud800\"]",
            "1:3: half a character: `\\u` twice writes one above U+FFFF",
        ),
        (
            "{} {}",
            "1:4: expected the end, after a whole value, found `{`",
        ),
        (
            "\u{feff}{}",
            "1:1: a byte order mark (U+FEFF) is no part of JSON: remove it",
        ),
        (
            "{\u{201c}a\u{201d}:1}",
            "1:2: text stands in straight double quotes, `\"`",
        ),
    ] {
        assert_eq!(said(text), expected, "{text}");
        serde_json::from_str::<serde_json::Value>(text).unwrap_err();
    }
}

#[test]
fn json_is_left_alone() {
    for text in [
        "{}",
        " [ ] ",
        "{\"a\":[1,-2.5e+3,\"\\u00e9\\ud83d\\ude00\\n\",true,null],\"b\":{\"c\":{}}}\n",
        "\"x\"",
        "0",
        "-0.0",
    ] {
        assert_eq!(said(text), "JSON", "{text}");
        serde_json::from_str::<serde_json::Value>(text).unwrap();
    }
}
