//! What is no CBOR, or not what the model says, or more than is allowed.

use super::{bytes, free, read, read_bytes};

#[test]
fn what_cannot_be_read_is_an_error_that_says_where() {
    let mut found = String::new();
    for body in [
        // No structure.
        "f6",
        "80",
        "05",
        r#""plain""#,
        "ff",
        "1c",
        "a0 a0",
        "d9d9f7 a0",
        // Values of another kind.
        r#"a1 "text" 01"#,
        r#"a1 "text" 81 "a""#,
        r#"a1 "text" a0"#,
        r#"a1 "text" 41 61"#,
        r#"a1 "text" c1 00"#,
        r#"a1 "text" f0"#,
        r#"a1 "text" f8 ff"#,
        r#"a1 "text" 62 c328"#,
        r#"a1 "text" 7f 61 c3 61 a4 ff"#,
        r#"a1 "text" 7f 7f "a" ff ff"#,
        r#"a1 "text" 7f 41 61 ff"#,
        r#"a1 "Count" "1""#,
        r#"a1 "Count" f5"#,
        r#"a1 "Count" fb 3ff8000000000000"#,
        r#"a1 "Count" f9 7e00"#,
        r#"a1 "Count" f9 7c00"#,
        r#"a1 "Count" 1a 80000000"#,
        r#"a1 "Count" c2 41 01"#,
        r#"a1 "Long" 1b 8000000000000000"#,
        r#"a1 "Long" 3b 8000000000000000"#,
        r#"a1 "Long" 3b ffffffffffffffff"#,
        r#"a1 "Long" fb 7e37e43c8800759c"#,
        r#"a1 "Ratio" "1.5""#,
        r#"a1 "Flag" 01"#,
        r#"a1 "At" "2015-01-25T08:00:00Z""#,
        r#"a1 "At" c0 "2015-01-25T08:00:00Z""#,
        r#"a1 "At" c1 c1 00"#,
        r#"a1 "At" c1 "0""#,
        r#"a1 "At" c1 1b ffffffffffffffff"#,
        r#"a1 "At" c1 fb 7e37e43c8800759c"#,
        r#"a1 "Data" "YWJj""#,
        r#"a1 "Data" 5f "a" ff"#,
        r#"a1 "Free" c2 41 01"#,
        r#"a1 "Free" a1 01 01"#,
        r#"a1 "Names" "a""#,
        r#"a1 "Names" 82 "a" 01"#,
        r#"a1 "Names" a1 "a" 01"#,
        r#"a1 "Tags" 80"#,
        r#"a1 "Tags" a1 01 01"#,
        r#"a1 "Nested" a1 "Nested" a1 "Tags" a1 "a" "b""#,
        r#"a1 "Nested" "secret""#,
        r#"a1 01 "a""#,
        // Unions of none or two.
        r#"a1 "Choice" a0"#,
        r#"a1 "Choice" a2 "One" "a" "Two" 02"#,
        r#"a1 "Choice" a2 "One" "a" "New" 02"#,
        // Ends where none may be.
        r#"a1 "text" ff"#,
        r#"bf "text" ff"#,
        r#"a1 "Names" 81 ff"#,
        r#"a1 "New" 81 ff"#,
        r#"a1 "New" bf "a" ff"#,
        r#"a1 "New" c1 ff"#,
        r#"a1 "New" fc"#,
    ] {
        let error = read(body).unwrap_err();
        found.push_str(&format!("{body}\n    {error}\n"));
    }
    insta::assert_snapshot!(found);
}

#[test]
fn a_document_that_is_cut_off_anywhere_is_an_error() {
    let body = bytes(
        r#"bf "text" 7f "a" "ä" ff "Names" 82 "a" 78 01 62 "Free" a1 "a" 82 f9 3e00 f5
           "New" a1 "x" 9f a0 c1 1a 00000000 5f 41 61 ff ff "Choice" a1 "Two" 18 18 "Data" 58 01 61
           "At" c1 fb 41d53128a007df3b "Ratio" fa 3fc00000 "Long" 3b 0000000000000001 ff"#,
    );
    assert!(read_bytes(&body, 128).is_ok());
    for end in 1..body.len() {
        let error = read_bytes(&body[..end], 128).unwrap_err();
        assert!(error.contains("the document is cut off"), "{end}: {error}");
    }
}

#[test]
fn a_length_that_the_body_does_not_hold_is_an_error_and_takes_no_memory() {
    for huge in ["9b", "bb", "7b", "5b"] {
        for member in ["text", "Data", "Names", "Tags", "Nested", "Free", "New"] {
            for length in ["ffffffffffffffff", "7fffffffffffffff", "0000000100000000"] {
                let body = format!(r#"a1 "{member}" {huge} {length}"#);
                assert!(read(&body).is_err(), "{body}");
            }
        }
    }
    assert!(read("bb ffffffffffffffff").is_err());
    // Nulls that are not kept, as many as there are.
    let error = read(r#"a1 "Names" 9b ffffffffffffffff f6f6f6f6"#).unwrap_err();
    assert!(
        error.contains("Names.item: the document is cut off"),
        "{error}"
    );
}

#[test]
fn nesting_over_the_limit_is_an_error() {
    for (opening, closing) in [
        (r#"a1 "Nested""#, ""),
        (r#"bf "Nested""#, "ff"),
        (r#"a1 "New""#, ""),
    ] {
        let nested = |levels: usize, depth: usize| {
            let (opening, closing) = (opening.repeat(levels), closing.repeat(levels));
            read_bytes(&bytes(&format!("{opening} a0 {closing}")), depth)
        };
        assert!(nested(9, 10).is_ok());
        let error = nested(10, 10).unwrap_err();
        assert!(error.contains("nested more than"), "{error}");
        assert!(nested(127, 128).is_ok());
        assert!(nested(100_000, 128).is_err());
    }
    for opening in ["81", "9f", r#"a1 "a""#, r#"bf "a""#] {
        for member in ["Free", "New"] {
            let body = format!(r#"a1 "{member}" {}"#, opening.repeat(100_000));
            let error = read(&body).unwrap_err();
            assert!(error.contains("nested more than"), "{error}");
        }
    }
    assert!(free(&bytes(&"81".repeat(100_000))).is_err());
}
