//! Requests of the `query` and `ec2` protocols: one form of name and value pairs.
//!
//! The tables have the names of members; they are joined here (`botocore/serialize.py`, `QuerySerializer` and
//! `EC2Serializer`). The remaining differences: `query` names the items of a list (of a flattened list only if the element
//! has a name), and sends an empty list as an empty value; `ec2` does neither.

use std::fmt::Write;

use http::header::CONTENT_TYPE;

use super::{Input, Request, text, uri};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Member, Operation, Protocol, TimestampFormat};
use crate::view::View;

/// The request of an operation, without host prefix.
pub(super) fn request(op: &Operation, input: Input<'_>) -> Result<Request, ErrorKind> {
    let mut form = Form {
        pairs: String::with_capacity(256),
        name: String::with_capacity(64),
        is_ec2: op.service.protocol == Protocol::Ec2,
    };
    uri::pair(&mut form.pairs, "Action", op.name);
    uri::pair(&mut form.pairs, "Version", op.service.api_version);
    if op.input.is_some() {
        form.structure(input)?;
    }
    Ok(Request {
        method: op.method,
        path: "/".to_owned(),
        query: String::new(),
        headers: vec![(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        )],
        body: Body::from(form.pairs),
        host_prefix: None,
    })
}

struct Form {
    pairs: String,
    /// The name of the current value: its path, joined with dots.
    name: String,
    is_ec2: bool,
}

impl Form {
    fn structure(&mut self, input: Input<'_>) -> Result<(), ErrorKind> {
        for (member, view) in input.present() {
            self.value(member.request, member, view)?;
        }
        Ok(())
    }

    /// Appends a value named `segment` under the current name.
    fn value(&mut self, segment: &str, member: &Member, view: View<'_>) -> Result<(), ErrorKind> {
        let outer = self.push(segment);
        let done = self.named(member, view);
        self.name.truncate(outer);
        done
    }

    /// Appends a value with the current name.
    fn named(&mut self, member: &Member, view: View<'_>) -> Result<(), ErrorKind> {
        match view {
            View::Null => {}
            View::Structure(structure) => self.structure(Input::nested(structure))?,
            View::List(list) => {
                if list.is_empty() && !self.is_ec2 {
                    uri::pair(&mut self.pairs, &self.name, "");
                }
                let element = member.target.element();
                match self.is_ec2 {
                    false if member.has_named_items() => self.replace_last(element.request),
                    false if !member.is_flattened() => _ = self.push(element.request),
                    _ => {}
                }
                for at in 0..list.len() {
                    let outer = self.push_number(at + 1);
                    self.named(element, list.get(at))?;
                    self.name.truncate(outer);
                }
            }
            View::Map(map) => {
                let (key, value) = (member.target.key(), member.target.value());
                if !member.is_flattened() {
                    self.push("entry");
                }
                for (at, (name, view)) in (0..map.len()).filter_map(|at| map.entry(at)).enumerate()
                {
                    let outer = self.push_number(at + 1);
                    self.value(key.request, key, View::String(name))?;
                    self.value(value.request, value, view)?;
                    self.name.truncate(outer);
                }
            }
            _ => {
                let text = text::of(member, view, TimestampFormat::Iso8601)?;
                uri::pair(&mut self.pairs, &self.name, &text);
            }
        }
        Ok(())
    }

    /// Extends the name and returns the length to truncate it to.
    fn push(&mut self, segment: &str) -> usize {
        let outer = self.name.len();
        if outer > 0 {
            self.name.push('.');
        }
        self.name.push_str(segment);
        outer
    }

    /// Replaces the text after the last dot by a segment.
    fn replace_last(&mut self, segment: &str) {
        let kept = self.name.rfind('.').map_or(0, |dot| dot + 1);
        self.name.truncate(kept);
        self.name.push_str(segment);
    }

    fn push_number(&mut self, number: usize) -> usize {
        let outer = self.name.len();
        let _infallible = write!(self.name, ".{number}");
        outer
    }
}

#[cfg(test)]
mod tests {
    use http::header::CONTENT_TYPE;

    use super::super::samples::sample;
    use super::super::{Substitutions, serialize};
    use crate::schema::{
        Endpoint, Member, Operation, Protocol, Service, Shape, TimestampFormat, shapes,
    };

    static LIST: Shape = Shape::list("List", &[Member::new("member", &shapes::STRING)]);
    static NAMED: Shape = Shape::list(
        "Named",
        &[Member::new("member", &shapes::STRING).wire("Item")],
    );
    static MAP: Shape = Shape::map(
        "Map",
        &[
            Member::new("key", &shapes::STRING),
            Member::new("value", &shapes::STRING),
        ],
    );
    static NAMED_MAP: Shape = Shape::map(
        "NamedMap",
        &[
            Member::new("key", &shapes::STRING).wire("K"),
            Member::new("value", &NESTED).wire("V"),
        ],
    );
    static FLATS: Shape = Shape::list(
        "Flats",
        &[Member::new("member", &NAMED).flattened().named_items()],
    );
    static FLAT_MAP: Shape = Shape::map(
        "FlatMap",
        &[
            Member::new("key", &shapes::STRING),
            Member::new("value", &NAMED).flattened().named_items(),
        ],
    );
    static NESTED: Shape = Shape::structure(
        "Nested",
        &[
            Member::new("Foo", &LIST),
            Member::new("Map", &MAP),
            Member::new("Fln", &NAMED)
                .request("zed")
                .flattened()
                .named_items(),
        ],
    );
    static STRUCTURES: Shape =
        Shape::list("Structures", &[Member::new("member", &NESTED).wire("S")]);
    static IN: Shape = Shape::structure(
        "In",
        &[
            Member::new("Foo", &LIST),
            Member::new("Bar", &NAMED).request("bar"),
            Member::new("Fln", &NAMED)
                .request("zed")
                .flattened()
                .named_items(),
            Member::new("Zed", &LIST).flattened(),
            Member::new("Flats", &FLATS),
            Member::new("FlatMap", &FLAT_MAP),
            Member::new("Mp", &MAP),
            Member::new("FlatMp", &MAP).flattened(),
            Member::new("NamedMp", &NAMED_MAP),
            Member::new("Nested", &NESTED),
            Member::new("Structures", &STRUCTURES),
            Member::new("Q", &shapes::STRING).request("qn"),
            Member::new("Flag", &shapes::BOOLEAN),
            Member::new("Ratio", &shapes::DOUBLE),
            Member::new("Data", &shapes::BLOB),
            Member::new("At", &shapes::TIMESTAMP),
            Member::new("Epoch", &shapes::TIMESTAMP).timestamp(TimestampFormat::UnixTimestamp),
        ],
    );
    static QUERY: Service = Service::new(
        "q",
        "Q",
        "2010-05-08",
        Protocol::Query,
        Endpoint::regional("q"),
    );
    static EC2: Service = Service::new(
        "e",
        "E",
        "2016-11-15",
        Protocol::Ec2,
        Endpoint::regional("e"),
    );
    static QUERY_OP: Operation = Operation::new(&QUERY, "Do").input(&IN);
    static EC2_OP: Operation = Operation::new(&EC2, "Do").input(&IN);
    static NO_INPUT: Operation = Operation::new(&QUERY, "Ping");

    fn body(op: &Operation, input: &str) -> String {
        let request = serialize(op, &sample(&IN, input), &Substitutions::new()).unwrap();
        assert_eq!((request.method, request.path.as_str()), ("POST", "/"));
        assert_eq!(request.query, "");
        assert_eq!(
            request.headers,
            [(
                CONTENT_TYPE,
                "application/x-www-form-urlencoded; charset=utf-8".to_owned()
            )]
        );
        String::from_utf8(request.body.bytes().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn names_are_joined_as_botocore_joins_them() {
        for (input, query, ec2) in [
            (
                r#"{"Foo": ["a", "b"]}"#,
                "&Foo.member.1=a&Foo.member.2=b",
                "&Foo.1=a&Foo.2=b",
            ),
            (r#"{"Bar": ["a"]}"#, "&bar.Item.1=a", "&bar.1=a"),
            (r#"{"Fln": ["a"]}"#, "&Item.1=a", "&zed.1=a"),
            (r#"{"Fln": []}"#, "&zed=", ""),
            (
                r#"{"Nested": {"Fln": ["a", "b"]}}"#,
                "&Nested.Item.1=a&Nested.Item.2=b",
                "&Nested.zed.1=a&Nested.zed.2=b",
            ),
            (r#"{"Nested": {"Fln": []}}"#, "&Nested.zed=", ""),
            // botocore's treatment of a list inside an unnamed value: the number, or `value`, is replaced.
            (
                r#"{"Flats": [["a"], []]}"#,
                "&Flats.member.Item.1=a&Flats.member.2=",
                "&Flats.1.1=a",
            ),
            (
                r#"{"FlatMap": {"k": ["a"]}}"#,
                "&FlatMap.entry.1.key=k&FlatMap.entry.1.Item.1=a",
                "&FlatMap.entry.1.key=k&FlatMap.entry.1.value.1=a",
            ),
            (r#"{"Zed": ["a"]}"#, "&Zed.1=a", "&Zed.1=a"),
            (r#"{"Zed": []}"#, "&Zed=", ""),
            (
                r#"{"Mp": {"a": "1", "b": "2"}}"#,
                "&Mp.entry.1.key=a&Mp.entry.1.value=1&Mp.entry.2.key=b&Mp.entry.2.value=2",
                "&Mp.entry.1.key=a&Mp.entry.1.value=1&Mp.entry.2.key=b&Mp.entry.2.value=2",
            ),
            (
                r#"{"FlatMp": {"a": "1"}}"#,
                "&FlatMp.1.key=a&FlatMp.1.value=1",
                "&FlatMp.1.key=a&FlatMp.1.value=1",
            ),
            (
                r#"{"NamedMp": {"a": {"Foo": ["x"]}}}"#,
                "&NamedMp.entry.1.K=a&NamedMp.entry.1.V.Foo.member.1=x",
                "&NamedMp.entry.1.K=a&NamedMp.entry.1.V.Foo.1=x",
            ),
            (
                r#"{"Structures": [{"Foo": ["x", "y"]}, {"Map": {"k": "v"}}]}"#,
                "&Structures.S.1.Foo.member.1=x&Structures.S.1.Foo.member.2=y\
                 &Structures.S.2.Map.entry.1.key=k&Structures.S.2.Map.entry.1.value=v",
                "&Structures.1.Foo.1=x&Structures.1.Foo.2=y\
                 &Structures.2.Map.entry.1.key=k&Structures.2.Map.entry.1.value=v",
            ),
            (r#"{"Foo": []}"#, "&Foo=", ""),
            (r#"{"Nested": {"Foo": []}}"#, "&Nested.Foo=", ""),
            (r#"{"Nested": {}, "Mp": {}}"#, "", ""),
            (r#"{"Q": "v"}"#, "&qn=v", "&qn=v"),
            (r#"{"Q": ""}"#, "&qn=", "&qn="),
            (
                r#"{"Q": "a b&c=d+e/ä~-._*"}"#,
                "&qn=a%20b%26c%3Dd%2Be%2F%C3%A4~-._%2A",
                "&qn=a%20b%26c%3Dd%2Be%2F%C3%A4~-._%2A",
            ),
            (
                r#"{"Mp": {"a b": ""}}"#,
                "&Mp.entry.1.key=a%20b&Mp.entry.1.value=",
                "&Mp.entry.1.key=a%20b&Mp.entry.1.value=",
            ),
            (r#"{"Flag": true}"#, "&Flag=true", "&Flag=true"),
            (
                r#"{"Ratio": "-inf"}"#,
                "&Ratio=-Infinity",
                "&Ratio=-Infinity",
            ),
            (
                r#"{"Data": "abc?"}"#,
                "&Data=YWJjPw%3D%3D",
                "&Data=YWJjPw%3D%3D",
            ),
            (
                r#"{"At": 0, "Epoch": 7}"#,
                "&At=1970-01-01T00%3A00%3A00Z&Epoch=7",
                "&At=1970-01-01T00%3A00%3A00Z&Epoch=7",
            ),
        ] {
            let query = format!("Action=Do&Version=2010-05-08{query}");
            assert_eq!(body(&QUERY_OP, input), query);
            let ec2 = format!("Action=Do&Version=2016-11-15{ec2}");
            assert_eq!(body(&EC2_OP, input), ec2);
        }
    }

    #[test]
    fn an_operation_without_input_sends_its_name() {
        assert_eq!(body(&NO_INPUT, "{}"), "Action=Ping&Version=2010-05-08");
    }
}
