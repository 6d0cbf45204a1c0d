//! Limits the depth of documents.

use std::fmt;

use super::Limits;

/// How many more structures, lists and maps may be opened.
#[derive(Clone, Copy)]
pub(super) struct Depth {
    left: usize,
    limit: usize,
}

/// An excess of depth. `Display` names the limit and the setting.
#[derive(Debug)]
pub(super) struct TooDeep(usize);

impl Depth {
    /// The depth that the limits allow.
    pub(super) const fn of(limits: &Limits) -> Self {
        Self {
            left: limits.depth,
            limit: limits.depth,
        }
    }

    /// One level more, for an element around the document.
    pub(super) const fn around(self) -> Self {
        Self {
            left: self.left.saturating_add(1),
            ..self
        }
    }

    /// Opens a level.
    #[inline]
    pub(super) const fn enter(&mut self) -> Result<(), TooDeep> {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => return Err(TooDeep(self.limit)),
        }
        Ok(())
    }

    /// Closes the level that was opened last.
    #[inline]
    pub(super) const fn leave(&mut self) {
        self.left += 1;
    }
}

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(limit) = self;
        write!(
            f,
            "nested more than {limit} levels deep, which is the limit (`Limits::depth`)"
        )
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::super::{Response, Substitutions, parse_error, parse_output, serialize};
    use super::*;
    use crate::Dynamic;
    use crate::body::Body;
    use crate::schema::{
        Endpoint, Exception, Kind, Member, Operation, Protocol, Service, Shape, shapes,
    };
    use crate::view::equal;

    static TREE: Shape = Shape::structure(
        "Tree",
        &[
            Member::new("Branch", &TREE),
            Member::new("List", &LIST),
            Member::new("Flat", &LIST).flattened(),
            Member::new("Map", &MAP),
            Member::new("Choice", &CHOICE),
            Member::new("Free", &shapes::DOCUMENT),
        ],
    );
    static LIST: Shape = Shape::list("List", &[Member::new("member", &TREE)]);
    static MAP: Shape = Shape::map(
        "Map",
        &[
            Member::new("key", &shapes::STRING),
            Member::new("value", &TREE),
        ],
    );
    static CHOICE: Shape = Shape::new("Choice", Kind::Union, &[Member::new("Tree", &TREE)]);

    macro_rules! operation {
        ($service:ident, $operation:ident, $protocol:ident) => {
            static $service: Service = Service::new(
                "s",
                "S",
                "2020-01-01",
                Protocol::$protocol,
                Endpoint::regional("s"),
            );
            static $operation: Operation = Operation::new(&$service, "Do")
                .input(&TREE)
                .output(&TREE)
                .errors(&[&TOO_MUCH]);
        };
    }

    static TOO_MUCH: Exception = Exception::new("TooMuch", &TREE);
    operation!(JSON, OVER_JSON, Json11);
    operation!(REST_JSON, OVER_REST_JSON, RestJson);
    operation!(REST_XML, OVER_REST_XML, RestXml);
    operation!(EC2, OVER_EC2, Ec2);
    operation!(CBOR, OVER_CBOR, RpcV2Cbor);

    /// Texts that open and close levels, and how many, in each format.
    const JSON_FORMS: [(&str, &str, usize); 5] = [
        (r#"{"Branch":"#, "}", 1),
        (r#"{"List":["#, "]}", 2),
        (r#"{"Map":{"k":"#, "}}", 2),
        (r#"{"Choice":{"Tree":"#, "}}", 2),
        (r#"{"Free":{"Free":["#, "]}}", 3),
    ];
    const XML_FORMS: [(&str, &str, usize); 5] = [
        ("<Branch>", "</Branch>", 1),
        ("<List><member>", "</member></List>", 2),
        ("<Flat>", "</Flat>", 1),
        (
            "<Map><entry><key>k</key><value>",
            "</value></entry></Map>",
            3,
        ),
        ("<Choice><Tree>", "</Tree></Choice>", 2),
    ];
    const CBOR_FORMS: [(&[u8], usize); 4] = [
        (b"\xa1\x66Branch", 1),
        (b"\xa1\x64List\x81", 2),
        (b"\xa1\x63Map\xa1\x61k", 2),
        (b"\xa1\x66Choice\xa1\x64Tree", 2),
    ];

    /// Half of a tokio worker's stack; the call itself needs some, too.
    const STACK: usize = 1024 * 1024;

    /// Levels below the root.
    const LEVELS: usize = 127;

    #[test]
    #[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
    fn the_default_depth_takes_less_than_half_of_a_workers_stack() {
        let read = || {
            for (open, close, levels) in JSON_FORMS {
                let times = LEVELS / levels;
                let body = open.repeat(times) + "{}" + &close.repeat(times);
                deepest(&OVER_JSON, body.clone().into());
                deepest(&OVER_REST_JSON, body.into());
            }
            for (open, close, levels) in XML_FORMS {
                let times = LEVELS / levels;
                let body = format!("<r>{}{}</r>", open.repeat(times), close.repeat(times));
                deepest(&OVER_REST_XML, body.clone().into());
                deepest(&OVER_EC2, body.into());
            }
            for (open, levels) in CBOR_FORMS {
                let mut body = open.repeat(LEVELS / levels);
                body.push(0xa0);
                deepest(&OVER_CBOR, body);
            }
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(read);
        thread.unwrap().join().unwrap();
    }

    /// Every walk over a value of maximum depth.
    fn deepest(operation: &'static Operation, body: Vec<u8>) {
        let limits = Limits::default();
        let response = Response {
            status: 200,
            headers: HeaderMap::new(),
            body: Body::from(body.clone()).into(),
        };
        let mut output = Dynamic::new(&TREE);
        parse_output(operation, &response, &mut output, &limits).unwrap();
        assert!(!format!("{output:?}").is_empty());
        assert!(equal(&output, &output));
        assert!(serialize(operation, &output, &Substitutions::new()).is_ok());
        #[cfg(feature = "serde")]
        assert!(crate::serialize(&output, serde_json::value::Serializer).is_ok());
        let error = parse_error(operation, 400, &response.headers, body.into(), &limits);
        // XML wraps an error, so its details are deeper.
        let read = error.details_into(&mut Dynamic::new(&TREE));
        assert_eq!(read.is_ok(), !operation.service.protocol.is_xml());
    }
}
