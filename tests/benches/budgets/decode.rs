//! How fast pages are read: into generated structures, beside the plain scan of the same bytes by the parser below.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use pageboy::Body;
use pageboy::schema::{Endpoint, Operation, Protocol, Service};
use pageboy::view::{Structure, View};
use pageboy::wire::{DecodeError, Limits, Response, parse_output};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::Measured;
use crate::line::Line;
use crate::pages::{self, Page};

pageboy::include_service!(dynamodb);
pageboy::include_service!(ec2);
pageboy::include_service!(s3);

/// Half of what the parser below does.
const AIM: f64 = 0.5;

/// How long both sides are repeated.
const TOGETHER: Duration = Duration::from_secs(4);

static EC2: Service = Service::new(
    "ec2",
    "EC2",
    "2016-11-15",
    Protocol::Ec2,
    Endpoint::regional("ec2"),
);
static S3: Service = Service::new(
    "s3",
    "S3",
    "2006-03-01",
    Protocol::RestXml,
    Endpoint::regional("s3"),
);
static DYNAMODB: Service = Service::new(
    "dynamodb",
    "DynamoDB",
    "2012-08-10",
    Protocol::Json10,
    Endpoint::regional("dynamodb"),
);

/// A page of 1,000 instances.
pub(crate) fn ec2() -> Measured {
    let page = pages::ec2::instances(1000);
    compare::<ec2::types::DescribeInstancesResult>(&EC2, "DescribeInstances", &page, scan_xml)
}

/// A page of 1,000 keys.
pub(crate) fn s3() -> Measured {
    let page = pages::s3::objects(1000);
    compare::<s3::types::ListObjectsV2Output>(&S3, "ListObjectsV2", &page, scan_xml)
}

/// A page of 1 MB, the most a scan returns.
pub(crate) fn dynamodb() -> Measured {
    let page = pages::dynamodb::items(1 << 20);
    compare::<dynamodb::types::ScanOutput>(&DYNAMODB, "Scan", &page, scan_json)
}

fn compare<O: Structure + Default>(
    service: &'static Service,
    name: &'static str,
    page: &Page,
    scan: fn(&str) -> usize,
) -> Measured {
    let operation = Operation::new(service, name).output(O::default().shape());
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(page.text.clone()),
    };
    let decode = || -> Result<O, DecodeError> {
        let mut output = O::default();
        parse_output(&operation, &response, &mut output, &Limits::default())?;
        Ok(output)
    };
    // Whoever skips half of the page is twice as fast.
    let read = values(View::Structure(&decode()?));
    if read != page.values {
        return Err(format!("{read} of {} values of the page were read", page.values).into());
    }
    let bytes = page.text.len();
    let (speed, raw) = race(bytes, decode, || scan(&page.text));
    let line = Line::ratio(format!("decode {} {name}", service.name), speed, raw, AIM);
    Ok(vec![line.note(format!("{:.1} MB", bytes as f64 / 1e6))])
}

/// How many scalars a value holds.
fn values(view: View<'_>) -> usize {
    match view {
        View::Null => 0,
        View::List(list) => (0..list.len()).map(|at| values(list.get(at))).sum(),
        View::Map(map) => {
            let entries = (0..map.len()).filter_map(|at| map.entry(at));
            entries.map(|(_, value)| values(value)).sum()
        }
        View::Structure(structure) => {
            let members = 0..structure.shape().members().len();
            members.map(|at| values(structure.view_of(at))).sum()
        }
        _ => 1,
    }
}

/// The speed of each side in MB/s, from its best run. They take turns, so that both see the same machine.
///
/// What it takes to drop an output is not counted: a scan keeps nothing.
fn race<A, B>(bytes: usize, one: impl Fn() -> A, other: impl Fn() -> B) -> (f64, f64) {
    let (mut best_one, mut best_other) = (f64::INFINITY, f64::INFINITY);
    let start = Instant::now();
    while start.elapsed() < TOGETHER {
        best_one = best_one.min(seconds(&one));
        best_other = best_other.min(seconds(&other));
    }
    let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
    (speed(best_one), speed(best_other))
}

fn seconds<T>(run: impl Fn() -> T) -> f64 {
    let start = Instant::now();
    let result = black_box(run());
    let seconds = start.elapsed().as_secs_f64();
    drop(result);
    seconds
}

/// All events of the parser the XML formats are read with.
fn scan_xml(page: &str) -> usize {
    let mut reader = quick_xml::Reader::from_reader(page.as_bytes());
    let mut events = 0;
    while let Ok(event) = reader.read_event() {
        if matches!(black_box(event), quick_xml::events::Event::Eof) {
            break;
        }
        events += 1;
    }
    events
}

/// All tokens of the parser JSON is read with, each looked at and none kept.
fn scan_json(page: &str) -> usize {
    let mut deserializer = serde_json::Deserializer::from_slice(page.as_bytes());
    Token.deserialize(&mut deserializer).unwrap_or_default()
}

/// Counts the tokens of any value.
struct Token;

impl<'de> DeserializeSeed<'de> for Token {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Token {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<usize, E> {
        black_box(text);
        Ok(1)
    }

    fn visit_bool<E>(self, value: bool) -> Result<usize, E> {
        black_box(value);
        Ok(1)
    }

    fn visit_u64<E>(self, value: u64) -> Result<usize, E> {
        black_box(value);
        Ok(1)
    }

    fn visit_i64<E>(self, value: i64) -> Result<usize, E> {
        black_box(value);
        Ok(1)
    }

    fn visit_f64<E>(self, value: f64) -> Result<usize, E> {
        black_box(value);
        Ok(1)
    }

    fn visit_unit<E>(self) -> Result<usize, E> {
        Ok(1)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<usize, A::Error> {
        let mut tokens = 2;
        while let Some(item) = items.next_element_seed(Self)? {
            tokens += item;
        }
        Ok(tokens)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<usize, A::Error> {
        let mut tokens = 2;
        while let Some(key) = entries.next_key_seed(Self)? {
            tokens += key + entries.next_value_seed(Self)?;
        }
        Ok(tokens)
    }
}
