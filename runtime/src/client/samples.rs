//! Small tables and values for the tests of this module.

use crate::schema::{
    Auth, Branch, BuiltIn, Checksum, ChecksumAlgorithm, ContextParameter, ContextSource, Endpoint,
    EndpointFunction, EndpointParameter, EndpointRules, Exception, Kind, Location, Member, Next,
    Operation, Outcome, ParameterKind, Protocol, Service, Shape, Term, Test, shapes,
};
use crate::view::{Slot, Structure, View};
use crate::{Body, Dynamic, wire};

pub(super) static EC2: Service = Service::new(
    "ec2",
    "EC2",
    "2016-11-15",
    Protocol::Ec2,
    Endpoint::regional("ec2"),
);
pub(super) static S3: Service = Service::new(
    "s3",
    "S3",
    "2006-03-01",
    Protocol::RestXml,
    Endpoint::new("s3").rules(&S3_RULES),
);
/// Buckets in the host or in the path, without S3's other rules.
static S3_RULES: EndpointRules = EndpointRules {
    parameters: &[
        EndpointParameter::new("Bucket", ParameterKind::Text),
        EndpointParameter::new("Region", ParameterKind::Text).built_in(BuiltIn::Region),
        EndpointParameter::new("Endpoint", ParameterKind::Text).built_in(BuiltIn::Endpoint),
        EndpointParameter::new("ForcePathStyle", ParameterKind::Boolean)
            .built_in(BuiltIn::S3ForcePathStyle),
    ],
    slots: 5,
    texts: &[
        "https://",
        "s3.",
        ".amazonaws.com",
        "/",
        ".",
        "://",
        "scheme",
        "authority",
        "normalizedPath",
    ],
    terms: &[
        Term::Slot(0),
        Term::Slot(1),
        Term::Slot(2),
        Term::Slot(3),
        Term::Slot(4),
        Term::Call(EndpointFunction::IsSet, 0, 0),
        Term::Call(EndpointFunction::ParseUrl, 2, 0),
        Term::Boolean(true),
        Term::Call(EndpointFunction::BooleanEquals, 3, 7),
        Term::Boolean(false),
        Term::Call(EndpointFunction::IsVirtualHostableS3Bucket, 0, 9),
        Term::Part(4, 6),
        Term::Part(4, 7),
        Term::Part(4, 8),
        Term::Text(0),
        Term::Text(1),
        Term::Text(2),
        Term::Text(3),
        Term::Text(4),
        Term::Text(5),
        Term::Template(0, 4),
        Term::Template(4, 6),
        Term::Template(10, 6),
        Term::Template(16, 4),
        Term::Template(20, 6),
        Term::Object(0, 0),
        Term::Template(26, 5),
    ],
    operands: &[
        14, 15, 1, 16, // the service
        14, 0, 18, 15, 1, 16, // in the host
        14, 15, 1, 16, 17, 0, // in the path
        11, 19, 12, 13, // a URL
        11, 19, 0, 18, 12, 13, // in the host of a URL
        11, 19, 12, 13, 0, // in the path of a URL
    ],
    tests: &[Test::keep(6, 4), Test::of(5), Test::of(8), Test::of(10)],
    branches: &[
        Branch(3, Next::outcome(1), Next::outcome(2)),
        Branch(2, Next::outcome(2), Next::branch(0)),
        Branch(1, Next::branch(1), Next::outcome(0)),
        Branch(3, Next::outcome(4), Next::outcome(5)),
        Branch(2, Next::outcome(5), Next::branch(3)),
        Branch(1, Next::branch(4), Next::outcome(3)),
        Branch(0, Next::branch(5), Next::branch(2)),
    ],
    outcomes: &[
        outcome(20),
        outcome(21),
        outcome(22),
        outcome(23),
        outcome(24),
        outcome(26),
    ],
    start: Next::branch(6),
};

const fn outcome(url: u16) -> Outcome {
    Outcome::Endpoint {
        url,
        properties: 25,
        headers: 25,
    }
}

pub(super) const BUCKET_PARAMETER: &[ContextParameter] = &[ContextParameter {
    parameter: 0,
    source: ContextSource::Member(0),
}];

pub(super) static ROUTE53: Service = Service::new(
    "route53",
    "Route 53",
    "2013-04-01",
    Protocol::RestXml,
    Endpoint::regional("route53"),
);

const fn text(name: &'static str) -> Member {
    Member::new(name, &shapes::STRING)
}

pub(super) static RUN_INSTANCES: Operation = Operation::new(&EC2, "RunInstances")
    .input(&RUN_INSTANCES_INPUT)
    .output(&RUN_INSTANCES_OUTPUT)
    .errors(&[&BUSY]);
static RUN_INSTANCES_INPUT: Shape = Shape::structure(
    "RunInstancesRequest",
    &[
        text("ImageId").required(),
        Member::new("UserData", &shapes::BLOB).text(),
        text("ClientToken").idempotency_token(),
    ],
);
static RUN_INSTANCES_OUTPUT: Shape = Shape::structure(
    "Reservation",
    &[text("ReservationId").wire("reservationId")],
);
static BUSY: Exception = Exception::new("Busy", &shapes::EMPTY).retryable(false);

const BUCKET: Member = text("Bucket").location(Location::Uri);

pub(super) static LIST_OBJECTS: Operation = Operation::new(&S3, "ListObjects")
    .http("GET", "/{Bucket}")
    .input(&LIST_OBJECTS_INPUT)
    .endpoint_parameters(BUCKET_PARAMETER)
    .output(&LIST_OBJECTS_OUTPUT);
static LIST_OBJECTS_INPUT: Shape = Shape::structure(
    "ListObjectsRequest",
    &[
        BUCKET,
        text("EncodingType")
            .wire("encoding-type")
            .location(Location::Query),
    ],
);
static LIST_OBJECTS_OUTPUT: Shape = Shape::structure(
    "ListObjectsOutput",
    &[
        text("EncodingType"),
        text("Delimiter"),
        text("Marker"),
        text("NextMarker"),
        text("Prefix"),
        Member::new("Contents", &CONTENTS),
        Member::new("CommonPrefixes", &COMMON_PREFIXES),
    ],
);
static CONTENTS: Shape = Shape::list("Contents", &[Member::new("member", &OBJECT)]);
static OBJECT: Shape = Shape::structure("Object", &[text("Key")]);
static COMMON_PREFIXES: Shape =
    Shape::list("CommonPrefixes", &[Member::new("member", &COMMON_PREFIX)]);
static COMMON_PREFIX: Shape = Shape::structure("CommonPrefix", &[text("Prefix")]);

pub(super) static GET_BUCKET_LOCATION: Operation = Operation::new(&S3, "GetBucketLocation")
    .http("GET", "/{Bucket}?location")
    .input(&BUCKET_INPUT)
    .endpoint_parameters(BUCKET_PARAMETER)
    .output(&GET_BUCKET_LOCATION_OUTPUT);
static BUCKET_INPUT: Shape = Shape::structure("BucketRequest", &[BUCKET]);
static GET_BUCKET_LOCATION_OUTPUT: Shape =
    Shape::structure("GetBucketLocationOutput", &[text("LocationConstraint")]);

pub(super) static PUT_OBJECT: Operation = Operation::new(&S3, "PutObject")
    .http("PUT", "/{Bucket}/{Key+}")
    .input(&PUT_OBJECT_INPUT)
    .endpoint_parameters(BUCKET_PARAMETER)
    .checksum(Checksum::NONE.algorithm_member(2));
static PUT_OBJECT_INPUT: Shape = Shape::structure(
    "PutObjectRequest",
    &[
        BUCKET,
        text("Key").location(Location::Uri),
        text("ChecksumAlgorithm")
            .wire("x-amz-sdk-checksum-algorithm")
            .location(Location::Header),
        Member::new("Body", &STREAM),
        Member::new("SSECustomerKey", &shapes::BLOB)
            .text()
            .wire("x-amz-server-side-encryption-customer-key")
            .location(Location::Header)
            .sensitive(),
        text("SSECustomerKeyMD5")
            .wire("x-amz-server-side-encryption-customer-key-MD5")
            .location(Location::Header),
        Member::new("Metadata", &METADATA)
            .wire("x-amz-meta-")
            .location(Location::Headers),
    ],
)
.payload(3);
static METADATA: Shape = Shape::map("Metadata", &[text("key"), text("value")]);
static STREAM: Shape = Shape::new("Body", Kind::Stream, &[]);

pub(super) static GET_OBJECT: Operation = Operation::new(&S3, "GetObject")
    .http("GET", "/{Bucket}/{Key+}")
    .input(&GET_OBJECT_INPUT)
    .endpoint_parameters(BUCKET_PARAMETER)
    .output(&GET_OBJECT_OUTPUT)
    .checksum(
        Checksum::NONE.response(2, &[ChecksumAlgorithm::Crc64Nvme, ChecksumAlgorithm::Crc32]),
    );
pub(super) static GET_OBJECT_INPUT: Shape = Shape::structure(
    "GetObjectRequest",
    &[
        BUCKET,
        text("Key").location(Location::Uri),
        text("ChecksumMode")
            .wire("x-amz-checksum-mode")
            .location(Location::Header),
    ],
);
static GET_OBJECT_OUTPUT: Shape =
    Shape::structure("GetObjectOutput", &[Member::new("Body", &STREAM)]).payload(0);

pub(super) static GET_HOSTED_ZONE: Operation = Operation::new(&ROUTE53, "GetHostedZone")
    .http("GET", "/2013-04-01/hostedzone/{Id}")
    .input(&GET_HOSTED_ZONE_INPUT);
static GET_HOSTED_ZONE_INPUT: Shape = Shape::structure(
    "GetHostedZoneRequest",
    &[text("Id").location(Location::Uri).required()],
);

pub(super) static UNSIGNED: Operation = Operation::new(&EC2, "Unsigned").auth(&[Auth::None]);

pub(super) static GLACIER: Service = Service::new(
    "glacier",
    "Glacier",
    "2012-06-01",
    Protocol::RestJson,
    Endpoint::regional("glacier"),
);
pub(super) static UPLOAD_ARCHIVE: Operation = Operation::new(&GLACIER, "UploadArchive")
    .http("POST", "/archives")
    .input(&UPLOAD_ARCHIVE_INPUT);
static UPLOAD_ARCHIVE_INPUT: Shape =
    Shape::structure("UploadArchiveInput", &[Member::new("body", &STREAM)]).payload(0);

/// A request with this body and these headers.
pub(super) fn request(body: Body, headers: &[(&str, &str)]) -> wire::Request {
    let own = |(name, value): &(&str, &str)| (name.parse().unwrap(), (*value).to_owned());
    wire::Request {
        method: "PUT",
        path: "/".to_owned(),
        query: String::new(),
        headers: headers.iter().map(own).collect(),
        body,
        host_prefix: None,
    }
}

/// An input in which one text member may be set.
pub(super) fn input(operation: &'static Operation, member: Option<(&str, &str)>) -> Dynamic {
    let shape = operation.input.unwrap_or(&shapes::EMPTY);
    with(Dynamic::new(shape), member.as_slice())
}

/// An output in which some text members are set.
pub(super) fn output(operation: &'static Operation, members: &[(&str, &str)]) -> Dynamic {
    let shape = operation.output.unwrap_or(&shapes::EMPTY);
    with(Dynamic::new(shape), members)
}

/// Sets text members.
pub(super) fn with(mut structure: Dynamic, members: &[(&str, &str)]) -> Dynamic {
    for (name, text) in members {
        set(&mut structure, name, text);
    }
    structure
}

/// A stream of these pieces.
pub(super) fn stream(pieces: &[&'static [u8]], length: Option<u64>) -> Body {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| Ok(bytes::Bytes::from_static(piece)))
        .collect();
    Body::from_stream(futures_util::stream::iter(pieces), length)
}

/// Appends an item in which one text member is set.
pub(super) fn push(structure: &mut Dynamic, list: &str, member: &str, text: &str) {
    let index = structure.shape().index_of(list).unwrap();
    let Slot::List(list) = structure.get_mut(index).unwrap().slot() else {
        panic!("not a list");
    };
    let Slot::Structure(item) = list.push() else {
        panic!("not a structure");
    };
    set(item, member, text);
}

/// Inserts text under a key.
pub(super) fn insert(structure: &mut dyn Structure, map: &str, key: &str, value: &str) {
    let index = structure.shape().index_of(map).unwrap();
    let Slot::Map(map) = structure.get_mut(index).unwrap().slot() else {
        panic!("not a map");
    };
    let Slot::String(place) = map.insert(key.to_owned()) else {
        panic!("not a text");
    };
    value.clone_into(place);
}

/// A text member of the first item.
pub(super) fn first<'a>(structure: &'a dyn Structure, list: &str, member: &str) -> &'a str {
    let View::List(list) = structure.view_by_name(list) else {
        panic!("not a list");
    };
    let View::Structure(item) = list.get(0) else {
        panic!("not a structure");
    };
    item.view_by_name(member).as_str().unwrap()
}

fn set(structure: &mut dyn Structure, member: &str, text: &str) {
    let index = structure.shape().index_of(member).unwrap();
    match structure.get_mut(index).unwrap().slot() {
        Slot::String(slot) => text.clone_into(slot),
        Slot::Stream(slot) => *slot = Body::from(text.to_owned()),
        Slot::Blob(slot) => *slot = aws_smithy_types::Blob::new(text),
        _ => panic!("not a text"),
    }
}
