//! The speed of decoding pages into generated structures, beside a plain scan of the same bytes by the parser underneath.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use minicbor::data::Type;
use pageboy::Body;
use pageboy::schema::{Endpoint, Operation, Protocol, Service};
use pageboy::view::{Structure, View};
use pageboy::wire::{DecodeError, Limits, Response, parse_output};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::Measurement;
use crate::line::Line;
use crate::pages::{self, Page};

pageboy::include_service!(cloudwatch);
pageboy::include_service!(dynamodb);
pageboy::include_service!(ec2);
pageboy::include_service!(iam);
pageboy::include_service!(lambda);
pageboy::include_service!(s3);

/// How much of the time for making an output dropping it may take.
const DROP: f64 = 0.5;

/// How long both sides are repeated.
const TOGETHER: Duration = Duration::from_secs(4);

const fn service(name: &'static str, protocol: Protocol) -> Service {
    Service::new(name, name, "", protocol, Endpoint::regional(name))
}

static CLOUDWATCH: Service = service("cloudwatch", Protocol::RpcV2Cbor);
static DYNAMODB: Service = service("dynamodb", Protocol::Json10);
static EC2: Service = service("ec2", Protocol::Ec2);
static IAM: Service = service("iam", Protocol::Query);
static LAMBDA: Service = service("lambda", Protocol::RestJson);
static S3: Service = service("s3", Protocol::RestXml);

/// A page of 1,000 instances.
pub(crate) fn ec2() -> Measurement {
    let page = pages::ec2::instances(1000);
    let operation = Operation::new(&EC2, "DescribeInstances");
    compare::<ec2::types::DescribeInstancesResult>(operation, &page, scan_xml, 1.3)
}

/// A page of 1,000 roles, the most there are on one.
pub(crate) fn iam() -> Measurement {
    let page = pages::iam::roles(1000);
    let operation = Operation::new(&IAM, "ListRoles").result_wrapper("ListRolesResult");
    compare::<iam::types::ListRolesResponse>(operation, &page, scan_xml, 1.0)
}

/// A page of 1,000 keys.
pub(crate) fn s3() -> Measurement {
    let page = pages::s3::objects(1000);
    let operation = Operation::new(&S3, "ListObjectsV2");
    compare::<s3::types::ListObjectsV2Output>(operation, &page, scan_xml, 1.3)
}

/// A page of 1 MB, the most a scan returns.
pub(crate) fn dynamodb() -> Measurement {
    let page = pages::dynamodb::items(1 << 20);
    let operation = Operation::new(&DYNAMODB, "Scan");
    compare::<dynamodb::types::ScanOutput>(operation, &page, scan_json, 0.8)
}

/// A page of 50 functions, the most there are on one.
pub(crate) fn lambda() -> Measurement {
    let page = pages::lambda::functions(50);
    let operation = Operation::new(&LAMBDA, "ListFunctions");
    compare::<lambda::types::ListFunctionsResponse>(operation, &page, scan_json, 1.0)
}

/// A page of 100 alarms, the most there are on one.
pub(crate) fn cloudwatch_alarms() -> Measurement {
    let page = pages::cloudwatch::alarms(100);
    let operation = Operation::new(&CLOUDWATCH, "DescribeAlarms");
    compare::<cloudwatch::types::DescribeAlarmsOutput>(operation, &page, scan_cbor, 0.5)
}

/// A page of 100,000 points, about as many as there are on one.
pub(crate) fn cloudwatch_data() -> Measurement {
    let page = pages::cloudwatch::metric_data(100, 1000);
    let operation = Operation::new(&CLOUDWATCH, "GetMetricData");
    compare::<cloudwatch::types::GetMetricDataOutput>(operation, &page, scan_cbor, 0.5)
}

fn compare<O: Structure + Default>(
    operation: Operation,
    page: &Page,
    scan: fn(&[u8]) -> usize,
    aim: f64,
) -> Measurement {
    let operation = operation.output(O::default().shape());
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(page.body.clone()).into(),
    };
    let decode = || -> Result<O, DecodeError> {
        let mut output = O::default();
        parse_output(&operation, &response, &mut output, &Limits::default())?;
        Ok(output)
    };
    // Skipping half of the page would be twice as fast.
    let read = values(View::Structure(&decode()?));
    if read != page.values {
        return Err(format!("{read} of {} values of the page were read", page.values).into());
    }
    let bytes = page.body.len();
    let (speed, raw) = race(bytes, decode, || scan(&page.body));
    let dropping = drop_of(decode) * speed * 1e6 / bytes as f64;
    let name = format!("{} {}", operation.service.name, operation.name);
    let line = Line::ratio(format!("decode {name}"), speed, raw, aim);
    Ok(vec![
        line.note(format!("{:.1} MB", bytes as f64 / 1e6)),
        Line::at_most(format!("drop {name}"), dropping, DROP, "of decoding"),
    ])
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
/// Dropping an output is not counted here: a scan keeps nothing.
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

/// The seconds that dropping takes, in the best run.
fn drop_of<T>(make: impl Fn() -> T) -> f64 {
    let mut best = f64::INFINITY;
    let start = Instant::now();
    while start.elapsed() < TOGETHER / 4 {
        let made = black_box(make());
        best = best.min(seconds(move || drop(made)));
    }
    best
}

/// The seconds of the best run.
pub(crate) fn best<T>(together: Duration, run: impl Fn() -> T) -> f64 {
    let mut best = f64::INFINITY;
    let start = Instant::now();
    while start.elapsed() < together {
        best = best.min(seconds(&run));
    }
    best
}

fn seconds<T>(run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let result = black_box(run());
    let seconds = start.elapsed().as_secs_f64();
    drop(result);
    seconds
}

/// All events of the parser the XML formats are read with.
fn scan_xml(page: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(page);
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
fn scan_json(page: &[u8]) -> usize {
    let mut deserializer = serde_json::Deserializer::from_slice(page);
    Token.deserialize(&mut deserializer).unwrap_or_default()
}

/// All tokens of the parser CBOR is read with, each looked at and none kept.
fn scan_cbor(page: &[u8]) -> usize {
    let mut decoder = minicbor::Decoder::new(page);
    let mut tokens = 0;
    while cbor_token(&mut decoder).is_ok() {
        tokens += 1;
    }
    tokens
}

/// Like `minicbor::decode::Tokenizer`, which would be built with a derive crate for the floats of 16 bits.
fn cbor_token(decoder: &mut minicbor::Decoder<'_>) -> Result<(), minicbor::decode::Error> {
    match decoder.datatype()? {
        Type::Bool => _ = black_box(decoder.bool()?),
        Type::F32 => _ = black_box(decoder.f32()?),
        Type::F64 => _ = black_box(decoder.f64()?),
        Type::String => _ = black_box(decoder.str()?),
        Type::Bytes => _ = black_box(decoder.bytes()?),
        Type::Array | Type::ArrayIndef => _ = black_box(decoder.array()?),
        Type::Map | Type::MapIndef => _ = black_box(decoder.map()?),
        Type::Tag => _ = black_box(decoder.tag()?),
        Type::Null => decoder.null()?,
        Type::Break => decoder.set_position(decoder.position() + 1),
        _ => _ = black_box(decoder.int()?),
    }
    Ok(())
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
