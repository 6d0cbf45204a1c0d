use serde_json::Value;

use super::{table, text};

/// Values, and the output of `aws --output text`: `text` is compared byte for byte, and `aws` describes what the AWS CLI
/// prints instead.
const CASES: &str = include_str!("cases.json");

#[test]
fn text_is_that_of_the_aws_cli() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    for case in &cases {
        assert_eq!(
            text(&case["value"]),
            case["text"].as_str().unwrap(),
            "{}",
            case["id"]
        );
    }
    assert!(cases.len() > 30);
}

fn shown(value: Value) -> String {
    table("DescribeThings", &value)
}

#[test]
fn a_list_of_objects_is_rows_and_what_nests_has_tables_of_its_own() {
    insta::assert_snapshot!(shown(serde_json::json!({
        "Things": [
            {"Id": "i-1", "Size": 3, "On": true, "Tags": [{"Key": "a", "Value": "b"}, {"Key": "longer"}]},
            {"Id": "i-2", "Size": null, "On": false, "Tags": [], "Owner": {"Name": "日本語"}},
        ],
        "Empty": [],
    })), @r"
    ------------------------------
    |       DescribeThings       |
    +----------------------------+
    ||          Things          ||
    |+-------+--------+---------+|
    ||  Id   |   On   |  Size   ||
    |+-------+--------+---------+|
    ||  i-1  |  True  |  3      ||
    |+-------+--------+---------+|
    |||          Tags          |||
    ||+----------+-------------+||
    |||   Key    |    Value    |||
    ||+----------+-------------+||
    |||  a       |  b          |||
    |||  longer  |             |||
    ||+----------+-------------+||
    ||          Things          ||
    |+-------+---------+--------+|
    ||  Id   |   On    |  Size  ||
    |+-------+---------+--------+|
    ||  i-2  |  False  |  None  ||
    |+-------+---------+--------+|
    |||         Owner          |||
    ||+--------+---------------+||
    |||  Name  |  日本語       |||
    ||+--------+---------------+||
    ");
}

#[test]
fn a_row_that_is_too_wide_is_written_downwards() {
    insta::assert_snapshot!(shown(serde_json::json!({
        "Description": "a text that is rather long, and so is the row that it stands in with others",
        "Policy": "{\n  \"Version\": 1,\r\n\t\"x\": \u{1b}[31m}",
        "Id": "e\u{301}1",
    })), @r#"
    -------------------------------------------------------------------------------------------------
    |                                        DescribeThings                                         |
    +---------------+-------------------------------------------------------------------------------+
    |  Description  |  a text that is rather long, and so is the row that it stands in with others  |
    |  Id           |  é1                                                                           |
    |  Policy       |  {                                                                            |
    |               |    "Version": 1,                                                              |
    |               |  \t"x": \u001b[31m}                                                           |
    +---------------+-------------------------------------------------------------------------------+
    "#);
}

#[test]
fn what_is_no_object_is_a_table_too() {
    let values = [
        serde_json::json!(null),
        serde_json::json!(0),
        serde_json::json!("a"),
        serde_json::json!(["a", null, true]),
        serde_json::json!([["a", 1], ["b"], [["c"], ["d", 2.0]]]),
        serde_json::json!([{"A": 1}, "b", ["c"]]),
        serde_json::json!({"A": {"B": {"C": [1, 2]}}}),
    ];
    let tables: Vec<String> = values.into_iter().map(shown).collect();
    insta::assert_snapshot!(tables.join(""), @r"
    --------------------
    |  DescribeThings  |
    +------------------+
    |  None            |
    +------------------+
    --------------------
    |  DescribeThings  |
    +------------------+
    |  0               |
    +------------------+
    --------------------
    |  DescribeThings  |
    +------------------+
    |  a               |
    +------------------+
    --------------------
    |  DescribeThings  |
    +------------------+
    |  a               |
    |  None            |
    |  True            |
    +------------------+
    --------------------
    |  DescribeThings  |
    +-----+------------+
    |  a  |  1         |
    |  b  |            |
    +-----+------------+
    |  DescribeThings  |
    +-----+------------+
    |  c  |            |
    |  d  |  2.0       |
    +-----+------------+
    --------------------
    |  DescribeThings  |
    +------------------+
    |  c               |
    +------------------+
    |  DescribeThings  |
    +------------------+
    |        A         |
    +------------------+
    |  1               |
    |  b               |
    +------------------+
    --------------------
    |  DescribeThings  |
    +------------------+
    ||       A        ||
    |+----------------+|
    |||      B       |||
    ||+--------------+||
    ||||     C      ||||
    |||+------------+|||
    ||||  1         ||||
    ||||  2         ||||
    |||+------------+|||
    ");
    for nothing in [serde_json::json!([]), serde_json::json!({})] {
        assert_eq!(shown(nothing), "");
    }
}
