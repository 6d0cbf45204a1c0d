//! The rows: what is asked, and what the server answers.

use crate::pages::{self, Page};
use crate::server::{Answers, Service, message};
use crate::token::{self, Place};

/// What is raced.
pub(crate) struct Row {
    pub(crate) service: &'static str,
    /// The operation, as the peers know it; `-64` are so many calls at a time.
    pub(crate) operation: &'static str,
    what: &'static str,
    answers: fn() -> Service,
}

/// The listings, then small calls, then waits.
pub(crate) const ROWS: &[Row] = &[
    Row {
        service: "s3",
        operation: "ListObjectsV2",
        what: "40 pages of 1,000 keys",
        answers: objects,
    },
    Row {
        service: "dynamodb",
        operation: "Scan",
        what: "10 pages of 1 MiB",
        answers: items,
    },
    Row {
        service: "iam",
        operation: "ListRoles",
        what: "40 pages of 1,000 roles",
        answers: roles,
    },
    Row {
        service: "lambda",
        operation: "ListFunctions",
        what: "100 pages of 50 functions",
        answers: functions,
    },
    Row {
        service: "cloudwatch",
        operation: "GetMetricData",
        what: "20 pages of 100 series with 250 values each",
        answers: metrics,
    },
    Row {
        service: "ec2",
        operation: "DescribeInstances",
        what: "40 pages of 1,000 instances",
        answers: instances,
    },
    Row {
        service: "dynamodb",
        operation: "GetItem",
        what: "10,000 calls, one after the other",
        answers: item,
    },
    Row {
        service: "dynamodb",
        operation: "GetItem-64",
        what: "10,000 calls, 64 at a time",
        answers: item,
    },
    Row {
        service: "s3",
        operation: "HeadObject",
        what: "10,000 calls, one after the other",
        answers: object,
    },
    Row {
        service: "s3",
        operation: "HeadObject-64",
        what: "10,000 calls, 64 at a time",
        answers: object,
    },
    Row {
        service: "ec2",
        operation: "wait_all",
        what: "InstanceRunning of 10,000 ids, 500 a call",
        answers: running,
    },
];

impl Row {
    pub(crate) fn name(&self) -> String {
        let operation = self.operation.trim_end_matches("-64");
        format!("{} {operation}, {}", self.service, self.what)
    }

    /// The server's answers.
    pub(crate) fn service(&self) -> Service {
        (self.answers)()
    }
}

/// So many pages of so many items each, which lead from one to the next.
fn pages(
    (count, items): (usize, usize),
    page: &Page,
    place: Place,
    whole: impl Fn(&[u8]) -> Vec<u8>,
) -> Service {
    let page = |number| match number == count {
        true => whole(&place.ends(&page.body)),
        false => whole(&place.leads_to(&page.body, number)),
    };
    let pages: Vec<_> = (1..=count).map(page).collect();
    Service {
        items: count * items,
        bytes: pages.iter().map(Vec::len).sum(),
        answers: Answers::Pages(pages),
    }
}

fn xml(body: &[u8]) -> Vec<u8> {
    message("text/xml;charset=UTF-8", "", body)
}

/// DynamoDB's answers come with a checksum.
fn dynamodb(body: &[u8]) -> Vec<u8> {
    let sum = format!("x-amz-crc32: {}\r\n", crc32fast::hash(body));
    message("application/x-amz-json-1.0", &sum, body)
}

fn objects() -> Service {
    let place = Place {
        before: b"<NextContinuationToken>",
        whole: (b"<NextContinuationToken>", b"<KeyCount>"),
    };
    pages((40, 1000), &pages::s3::objects(1000), place, |body| {
        message("application/xml", "", body)
    })
}

fn items() -> Service {
    let place = Place {
        before: b"\"LastEvaluatedKey\":{\"customer\":{\"S\":\"",
        whole: (b"\"LastEvaluatedKey\":", b"\"ScannedCount\""),
    };
    let page = pages::dynamodb::items(1 << 20);
    let items = token::count(&page.body, b"\"placed\"");
    pages((10, items), &page, place, dynamodb)
}

fn roles() -> Service {
    let place = Place {
        before: b"<Marker>",
        whole: (b"<Marker>", b"\n  </ListRolesResult>"),
    };
    pages((40, 1000), &pages::iam::roles(1000), place, xml)
}

fn functions() -> Service {
    let place = Place {
        before: b"\"NextMarker\":\"",
        whole: (b",\"NextMarker\":", b"}"),
    };
    pages((100, 50), &pages::lambda::functions(50), place, |body| {
        message("application/json", "", body)
    })
}

fn metrics() -> Service {
    // In CBOR: a text of nine bytes, then one whose length, 120, stands in a byte of its own.
    let place = Place {
        before: b"\x69NextToken\x78\x78",
        whole: (b"\x69NextToken", b"\xff"),
    };
    let page = pages::cloudwatch::metric_data(100, 250);
    pages((20, 100 * 250), &page, place, |body| {
        message("application/cbor", "smithy-protocol: rpc-v2-cbor\r\n", body)
    })
}

fn instances() -> Service {
    let place = Place {
        before: b"<nextToken>",
        whole: (b"<nextToken>", b"\n</DescribeInstancesResponse>"),
    };
    pages((40, 1000), &pages::ec2::instances(1000), place, xml)
}

fn item() -> Service {
    const ITEM: &str = r#"{"Item":{"id":{"S":"1"},"title":{"S":"Nosferatu"},"year":{"N":"1922"},"seen":{"BOOL":true}}}"#;
    let answer = dynamodb(ITEM.as_bytes());
    Service {
        items: 10_000,
        bytes: 10_000 * answer.len(),
        answers: Answers::One(answer),
    }
}

fn object() -> Service {
    let answer = "HTTP/1.1 200 OK\r\nx-amz-id-2: ef8yU9AS1ed4OpIszj7UDNEHGran\r\nx-amz-request-id: 318BC8BC143432E5\r\n\
                  Last-Modified: Sun, 01 Jan 2006 12:00:00 GMT\r\nETag: \"fba9dede5f27731c9771645a39863328\"\r\n\
                  Content-Length: 434234\r\nContent-Type: text/plain\r\nAccept-Ranges: bytes\r\n\r\n";
    Service {
        items: 10_000,
        bytes: 10_000 * answer.len(),
        answers: Answers::One(answer.into()),
    }
}

fn running() -> Service {
    Service {
        items: 10_000,
        bytes: 20 * described(b"InstanceId.1=i-0").len() * 500,
        answers: Answers::Made(described),
    }
}

/// The instances of the ids in a form; all are running.
fn described(request: &[u8]) -> Vec<u8> {
    const ID: &[u8] = b"<instanceId>";
    let form = String::from_utf8_lossy(request);
    let pairs = form.split(['&', '\n']);
    let ids = pairs.filter_map(|pair| {
        pair.split_once('=')
            .filter(|(name, _)| name.starts_with("InstanceId."))
    });
    let ids: Vec<&str> = ids.map(|(_, id)| id.trim()).collect();
    let mut page = pages::ec2::instances(ids.len()).body;
    let mut at = 0;
    for id in ids {
        let rest = page.get(at..).unwrap_or_default();
        let Some(found) = token::find(rest, ID) else {
            break;
        };
        at += found + ID.len();
        if let Some(place) = page.get_mut(at..at + id.len()) {
            place.copy_from_slice(id.as_bytes());
        }
    }
    let place = Place {
        before: b"<nextToken>",
        whole: (b"<nextToken>", b"\n</DescribeInstancesResponse>"),
    };
    xml(&place.ends(&page))
}
