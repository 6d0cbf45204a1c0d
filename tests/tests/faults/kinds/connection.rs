//! Faults of the connection.

use std::time::Duration;

use super::Context;
use crate::answer::Answer;
use crate::server::Step;

/// Longer than any limit of these tests.
const LONG: Duration = Duration::from_secs(5);

pub(super) fn reset(_: &mut Context<'_>, _: &Answer) -> Vec<Step> {
    vec![Step::Reset]
}

pub(super) fn closed(_: &mut Context<'_>, _: &Answer) -> Vec<Step> {
    vec![Step::Close]
}

pub(super) fn silence(_: &mut Context<'_>, _: &Answer) -> Vec<Step> {
    vec![Step::Hang]
}

pub(super) fn reset_in_the_head(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Send(part_of_head(context, answer)), Step::Reset]
}

pub(super) fn closed_in_the_head(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Send(part_of_head(context, answer)), Step::Close]
}

pub(super) fn silence_in_the_head(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Send(part_of_head(context, answer)), Step::Hang]
}

pub(super) fn reset_in_the_body(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![
        Step::Send(part_of_body(context, answer)),
        Step::Pause(Duration::from_millis(5)),
        Step::Reset,
    ]
}

pub(super) fn closed_in_the_body(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Send(part_of_body(context, answer)), Step::Close]
}

pub(super) fn silence_in_the_body(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Send(part_of_body(context, answer)), Step::Hang]
}

pub(super) fn half_closed_in_the_body(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![
        Step::Send(part_of_body(context, answer)),
        Step::HalfClose,
        Step::Hang,
    ]
}

/// The connection was to be kept, and is closed while the next request may be under way.
pub(super) fn closed_after_the_answer(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![
        Step::Send(answer.to_bytes()),
        Step::Pause(Duration::from_micros(context.rng.u64(..3_000))),
        Step::Close,
    ]
}

pub(super) fn reset_after_the_answer(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![
        Step::Send(answer.to_bytes()),
        Step::Pause(Duration::from_micros(context.rng.u64(..3_000))),
        Step::Reset,
    ]
}

/// Bytes that belong to no answer follow this one.
pub(super) fn more_than_the_answer(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = answer.to_bytes();
    bytes.extend_from_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    vec![Step::Send(bytes)]
}

pub(super) fn slow_head(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Drip(answer.to_bytes(), Duration::from_millis(50))]
}

/// The body takes longer than any patience.
pub(super) fn slow_body(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let length = format!("content-length: {}\r\n", answer.body.len());
    vec![
        Step::Send(answer.head(&length)),
        Step::Drip(answer.body.clone(), Duration::from_millis(100)),
    ]
}

pub(super) fn in_pieces(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let bytes = answer.to_bytes();
    let size = context.rng.usize(1..40);
    let pieces = bytes.chunks(size.max(bytes.len() / 20));
    let steps = pieces.flat_map(|piece| {
        [
            Step::Send(piece.to_vec()),
            Step::Pause(Duration::from_millis(1)),
        ]
    });
    steps.collect()
}

pub(super) fn late(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![Step::Pause(LONG), Step::Send(answer.to_bytes())]
}

fn part_of_head(context: &mut Context<'_>, answer: &Answer) -> Vec<u8> {
    let mut head = answer.head("");
    head.truncate(context.rng.usize(1..head.len()));
    head
}

/// The head, which announces the whole body, and a part of the body.
fn part_of_body(context: &mut Context<'_>, answer: &Answer) -> Vec<u8> {
    let length = answer.body.len();
    let mut bytes = answer.head(&format!("content-length: {}\r\n", length.max(1)));
    bytes.extend_from_slice(&answer.body[..context.rng.usize(..length.max(1))]);
    bytes
}
