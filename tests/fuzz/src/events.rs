//! Event streams: the same events, however the bytes are cut into chunks.

use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;
use pageboy::schema::Operation;
use pageboy::view::{Slot, Structure};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, BodyError, Dynamic};

use crate::{block_on, frames, memory, service, walk};

/// The operation in each protocol that can have it.
static OPERATIONS: LazyLock<Vec<&'static Operation>> = LazyLock::new(|| {
    let protocols = ["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"];
    let tables = protocols.iter().map(|protocol| service::tables(protocol));
    tables.map(|tables| tables.operations["Watch"]).collect()
});

/// Reads an input: a byte for the protocol and the limits, one for the size of chunks, and frames, whose checksums are
/// set unless that byte is 255.
pub fn check(input: &[u8]) {
    let [choice, chunk, body @ ..] = input else {
        return;
    };
    let operation = OPERATIONS[usize::from(*choice) % OPERATIONS.len()];
    let limits = Limits {
        event: if choice & 64 == 0 { 1 << 20 } else { 16 },
        depth: if choice & 128 == 0 { 128 } else { 3 },
        ..Limits::default()
    };
    let mut body = body.to_vec();
    if *chunk != u8::MAX {
        frames::sum(&mut body);
    }
    memory::bounded(|| {
        let whole = read(operation, &body, body.len(), &limits);
        let cut = read(operation, &body, usize::from(*chunk) + 1, &limits);
        assert_eq!(whole, cut, "in chunks of {}", usize::from(*chunk) + 1);
    });
}

/// What an answer says, event by event, and the error at its end.
fn read(operation: &'static Operation, body: &[u8], chunk: usize, limits: &Limits) -> Vec<String> {
    // An event has at least its lengths and checksums.
    let most = body.len() / 16 + 1;
    let mut said = Vec::new();
    let mut response = Response {
        status: 200,
        headers: HeaderMap::new(),
        body: Body::from_stream(Chunks::of(body, chunk), None).into(),
    };
    let received = block_on(wire::receive_events(operation, &mut response, limits));
    let events = match received {
        Ok(events) => events.expect("the operation has events"),
        Err(error) => return vec![error.to_string()],
    };
    let mut output = Dynamic::new(operation.output.expect("the operation has an output"));
    if let Err(error) = wire::parse_output(operation, &response, &mut output, limits) {
        return vec![error.to_string()];
    }
    events.hand_over(&mut output);
    let at = output
        .shape()
        .index_of("Events")
        .expect("it is in the model");
    let Some(Slot::Events(events)) = output.get_mut(at).map(|member| member.slot()) else {
        panic!("the events are of another type");
    };
    let mut failed = false;
    while let Some(event) = block_on(std::future::poll_fn(|cx| events.poll_event(cx))) {
        assert!(!failed, "an event follows an error");
        match event {
            Ok(event) => {
                assert!(said.len() < most, "more events than there can be");
                said.push(format!("{:?}", walk::through(&*event)));
            }
            Err(error) => {
                failed = true;
                said.push(error.to_string());
                let _ = format!("{error:?}");
            }
        }
    }
    said
}

/// A body in chunks of one size.
struct Chunks {
    body: Bytes,
    size: usize,
}

impl Chunks {
    fn of(body: &[u8], size: usize) -> Self {
        Self {
            body: Bytes::copy_from_slice(body),
            size: size.max(1),
        }
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.body.is_empty() {
            return Poll::Ready(None);
        }
        let size = self.size.min(self.body.len());
        Poll::Ready(Some(Ok(self.body.split_to(size))))
    }
}
