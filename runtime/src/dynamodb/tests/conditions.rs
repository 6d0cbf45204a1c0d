//! Expressions, and what stands behind their placeholders.

use serde_json::json;

use super::*;

/// Expression, names and values as one JSON value.
fn rendered(condition: impl Into<Condition<'static>>) -> Json {
    let rendered = condition.into().render::<AttributeValue>().unwrap();
    let names: Vec<_> = rendered.names.into_iter().collect();
    let values: Vec<_> = rendered.values.into_iter().collect();
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| json!([name, json(value)]))
        .collect();
    json!([rendered.expression, names, values])
}

fn text(condition: impl Into<Condition<'static>>) -> String {
    condition
        .into()
        .render::<AttributeValue>()
        .unwrap()
        .expression
}

/// R52.
#[test]
fn conditions_are_joined_and_inverted() {
    let condition = Attr("a").eq(1) & Attr("b").lt(2) | !Attr("c").exists();
    assert_eq!(
        rendered(condition),
        json!([
            "((#n0 = :v0 AND #n1 < :v1) OR (NOT attribute_exists(#n2)))",
            [["#n0", "a"], ["#n1", "b"], ["#n2", "c"]],
            [[":v0", {"N": "1"}], [":v1", {"N": "2"}]]
        ])
    );
}

/// R53.
#[test]
fn conditions_on_keys_are_joined() {
    let condition = Key("p").eq("x") & Key("s").between(1, 2);
    assert_eq!(
        rendered(condition),
        json!([
            "(#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2)",
            [["#n0", "p"], ["#n1", "s"]],
            [[":v0", {"S": "x"}], [":v1", {"N": "1"}], [":v2", {"N": "2"}]]
        ])
    );
}

#[test]
fn each_comparison_has_its_text() {
    for (condition, expected) in [
        (Condition::from(Key("k").eq(1)), "#n0 = :v0"),
        (Key("k").lt(1).into(), "#n0 < :v0"),
        (Key("k").lte(1).into(), "#n0 <= :v0"),
        (Key("k").gt(1).into(), "#n0 > :v0"),
        (Key("k").gte(1).into(), "#n0 >= :v0"),
        (Key("k").begins_with("x").into(), "begins_with(#n0, :v0)"),
        (Attr("a").ne(1), "#n0 <> :v0"),
        (Attr("a").is_in([1, 2]), "#n0 IN (:v0, :v1)"),
        (Attr("a").begins_with("x"), "begins_with(#n0, :v0)"),
        (Attr("a").contains("x"), "contains(#n0, :v0)"),
        (Attr("a").exists(), "attribute_exists(#n0)"),
        (Attr("a").not_exists(), "attribute_not_exists(#n0)"),
        (Attr("a").attribute_type("S"), "attribute_type(#n0, :v0)"),
        (Attr("a").size().gt(3), "size(#n0) > :v0"),
        (Attr("a").size().is_in([3]), "size(#n0) IN (:v0)"),
        (Attr("a").eq(Attr("b")), "#n0 = #n1"),
        (Attr("a").lt(Attr("b").size()), "#n0 < size(#n1)"),
    ] {
        assert_eq!(text(condition), expected);
    }
}

#[test]
fn each_name_of_a_path_has_a_placeholder_also_when_it_occurs_again() {
    assert_eq!(
        rendered(Attr("a.b[0].c").exists() & Attr(String::from("a[1][2]")).exists()),
        json!([
            "(attribute_exists(#n0.#n1[0].#n2) AND attribute_exists(#n3[1][2]))",
            [["#n0", "a"], ["#n1", "b"], ["#n2", "c"], ["#n3", "a"]],
            []
        ])
    );
}

#[test]
fn the_expressions_of_a_request_share_their_placeholders() {
    let id = String::from("borrowed");
    let mut placeholders = Placeholders::<AttributeValue>::new();
    let filter = placeholders.condition(&Attr("a").eq(1)).unwrap();
    let key = placeholders.key_condition(&Key("p").eq(&id)).unwrap();
    assert_eq!((&*filter, &*key), ("#n0 = :v0", "#n1 = :v1"));
    assert_eq!(placeholders.names.get("#n1").map(|name| &**name), Some("p"));
    assert_eq!(placeholders.values.get(":v1"), Some(&written("borrowed")));
}

#[test]
fn a_value_that_cannot_be_converted_is_named_by_its_attribute() {
    let error = |condition: Condition<'_>| {
        condition
            .render::<AttributeValue>()
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(Attr("a").eq(1) & Attr("b.c").gt(f64::NAN)),
        "b.c: DynamoDB has no NaN and no infinities"
    );
    assert_eq!(
        error(Attr("a").is_in([0_u8; 0])),
        "a: `is_in` needs at least one value"
    );
}

#[test]
fn what_is_compared_is_not_shown() {
    let condition = Key("p").eq("secret");
    assert_eq!(
        format!("{condition:?}"),
        "KeyCondition(Compare(p, \"=\", ***))"
    );
}
