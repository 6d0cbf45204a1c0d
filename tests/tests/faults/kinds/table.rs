//! All kinds of faults, each with its effect on a listing that meets it once.

use pageboy::{BodyError, TransportError};

use super::Apply::{Breaks, Change, Error, Lost, Refused, Say, Wire};
use super::Family::{Body, Connection, Format, Http, Throttling, Tokens};
use super::Outcome::{Believed, Ends, Open, Rides};
use super::{
    Apply, Family, Kind, Outcome, body, connection as c, format as f, http as h, tokens as t,
};

/// The longest time that a header may ask for, and that nobody should wait.
const A_DAY: &[(&str, &str)] = &[("retry-after", "86400"), ("x-amz-retry-after", "86400000")];
const A_DATE: &[(&str, &str)] = &[
    ("retry-after", "Fri, 31 Dec 2999 23:59:59 GMT"),
    ("x-amz-retry-after", "soon"),
];
const A_SECOND: &[(&str, &str)] = &[("retry-after", "1"), ("x-amz-retry-after", "250")];

#[rustfmt::skip] // a table: a line for each
pub(crate) const KINDS: &[Kind] = &[
    // The connection.
    kind("refused", Connection, Rides, Refused, "nobody listens"),
    kind("reset before the answer", Connection, Rides, Wire(c::reset), ""),
    kind("closed before the answer", Connection, Rides, Wire(c::closed), ""),
    kind("no answer", Connection, Rides, Wire(c::silence), ""),
    kind("answer too late", Connection, Rides, Wire(c::late), ""),
    kind("reset in the head", Connection, Rides, Wire(c::reset_in_the_head), ""),
    kind("closed in the head", Connection, Rides, Wire(c::closed_in_the_head), ""),
    kind("silence in the head", Connection, Rides, Wire(c::silence_in_the_head), ""),
    kind("head too slow", Connection, Rides, Wire(c::slow_head), "a byte at a time"),
    kind("reset in the body", Connection, Rides, Wire(c::reset_in_the_body), ""),
    kind("closed in the body", Connection, Rides, Wire(c::closed_in_the_body), ""),
    kind("silence in the body", Connection, Rides, Wire(c::silence_in_the_body), ""),
    kind("half closed in the body", Connection, Rides, Wire(c::half_closed_in_the_body), ""),
    kind("body too slow", Connection, Rides, Wire(c::slow_body), "a byte at a time, so that bytes always move"),
    kind("kept connection closed", Connection, Open, Wire(c::closed_after_the_answer), "the next request may meet it, or a new connection"),
    kind("kept connection reset", Connection, Open, Wire(c::reset_after_the_answer), "likewise"),
    kind("more than the answer", Connection, Open, Wire(c::more_than_the_answer), "the bytes must not be taken for the next answer"),
    kind("in pieces", Connection, Rides, Wire(c::in_pieces), "no fault at all"),
    kind("transport: broken", Connection, Rides, Lost(broken), ""),
    kind("transport: timeout", Connection, Rides, Lost(timeout), ""),
    kind("transport: refused", Connection, Ends, Lost(refused), "what is not sent now is not sent later"),
    kind("transport: body breaks", Connection, Rides, Breaks(body_breaks), ""),
    kind("transport: body times out", Connection, Rides, Breaks(body_times_out), ""),
    // HTTP.
    kind("500 with a page", Http, Rides, Change(h::status_500), ""),
    kind("502 with a page", Http, Rides, Change(h::status_502), ""),
    kind("503 without body", Http, Rides, Change(h::status_503), ""),
    kind("504 with a page", Http, Rides, Change(h::status_504), ""),
    kind("599", Http, Ends, Change(h::status_599), "botocore retries 500, 502, 503 and 504"),
    kind("301 without location", Http, Ends, Change(h::status_301), ""),
    kind("307 to elsewhere", Http, Ends, Change(h::status_307), "a signed request is not sent elsewhere"),
    kind("304", Http, Ends, Change(h::status_304), ""),
    kind("204", Http, Ends, Change(h::status_204), "a page without a body would end the pages"),
    kind("206", Http, Rides, Change(h::status_206), "a success with a whole body"),
    kind("407", Http, Ends, Change(h::status_407), ""),
    kind("no content type", Http, Rides, Change(h::no_content_type), "no format is told by its type"),
    kind("another content type", Http, Rides, Change(h::another_content_type), "likewise"),
    kind("compressed unasked", Http, Open, Change(h::compressed), "nothing is decompressed; S3's looks cut"),
    kind("announced as compressed", Http, Rides, Change(h::announced_compressed), "and is not"),
    kind("many headers", Http, Open, Change(h::many_headers), "an HTTP client may have a limit"),
    kind("length too long", Http, Rides, Wire(h::length_too_long), ""),
    kind("length too short", Http, Open, Wire(h::length_too_short), "what is cut off is no document; S3's is sent again"),
    kind("two lengths", Http, Rides, Wire(h::two_lengths), ""),
    kind("length twice", Http, Open, Wire(h::length_twice), "the same one"),
    kind("length is no number", Http, Open, Wire(h::length_is_no_number), ""),
    kind("length and chunks", Http, Open, Wire(h::length_and_chunks), "chunks count (RFC 9112), or it is an error"),
    kind("small chunks", Http, Rides, Wire(h::small_chunks), "no fault at all; a trailer"),
    kind("chunks cut", Http, Rides, Wire(h::chunks_cut), ""),
    kind("chunks without end", Http, Rides, Wire(h::chunks_without_end), ""),
    kind("chunk of no size", Http, Rides, Wire(h::chunk_of_no_size), ""),
    kind("chunk of huge size", Http, Rides, Wire(h::chunk_of_huge_size), ""),
    kind("HTTP/1.0 until closed", Http, Rides, Wire(h::until_closed), "no fault at all"),
    kind("HTTP/1.0 cut", Http, Open, Wire(h::cut_until_closed), "HTTP cannot tell, the document can"),
    kind("100 and 103 first", Http, Rides, Wire(h::continues), "no fault at all"),
    kind("100 only", Http, Rides, Wire(h::only_continues), ""),
    kind("101 unasked", Http, Open, Wire(h::switches_protocols), "no error of HTTP, and no output"),
    kind("no HTTP", Http, Rides, Wire(h::no_http), "a mail server"),
    kind("bad status", Http, Rides, Wire(h::bad_status), ""),
    kind("header without colon", Http, Rides, Wire(h::header_without_colon), ""),
    kind("header with NUL", Http, Rides, Wire(h::header_with_nul), ""),
    kind("header not ASCII", Http, Rides, Wire(h::header_not_ascii), "allowed, and of no use"),
    kind("huge header", Http, Open, Wire(h::huge_header), "an HTTP client may have a limit"),
    // The body.
    kind("empty 200", Body, Ends, Change(body::empty), "it would end the pages"),
    kind("blank 200", Body, Open, Change(body::blank), "likewise; S3's looks cut"),
    kind("cut", Body, Open, Change(body::cut), "S3's is sent again"),
    kind("cut late", Body, Open, Change(body::cut_late), "likewise"),
    kind("garbled", Body, Open, Change(body::garbled), "S3's may look cut"),
    kind("NUL bytes", Body, Open, Change(body::nul_bytes), "likewise; between two elements they may be blanks"),
    kind("half a letter", Body, Ends, Change(body::half_a_letter), "truncated UTF-8 in an id"),
    kind("NUL in an id", Body, Ends, Change(body::nul_in_an_id), "neither JSON nor XML can hold it"),
    kind("byte order mark", Body, Open, Change(body::byte_order_mark), "XML allows it, JSON lets readers choose"),
    kind("UTF-16", Body, Open, Change(body::utf_16), "XML allows it, but no service writes it"),
    kind("HTML with 200", Body, Open, Change(body::html), "a captive portal; S3's looks cut"),
    kind("XHTML with 200", Body, Open, Change(body::xhtml), "well formed, and of nobody; S3's is sent again"),
    kind("text with 200", Body, Open, Change(body::text), "S3's looks cut"),
    kind("another root", Body, Ends, Change(body::another_root), ""),
    kind("null", Body, Ends, Change(body::null), "it would end the pages"),
    kind("bare text", Body, Ends, Change(body::bare_text), ""),
    kind("another protocol", Body, Open, Change(body::another_protocol), "S3's looks cut"),
    kind("body twice", Body, Open, Change(body::twice), "one document, and something behind it"),
    kind("more behind", Body, Open, Change(body::more_behind), "likewise"),
    kind("nothing in it", Body, Believed, Change(body::nothing_in_it), "every member of an output may be absent: a last page without elements looks so"),
    // The format.
    kind("NaN", Format, Rides, Change(f::nan), "botocore reads it, in a member that the model lacks"),
    kind("lone surrogate", Format, Rides, Change(f::lone_surrogate), "likewise"),
    kind("member twice", Format, Open, Change(f::member_twice), "the last one counts, as in Python"),
    kind("deep nesting", Format, Open, Change(f::deep), "`Limits::depth`, or passed over"),
    kind("huge text", Format, Rides, Change(f::huge), "half a megabyte in a member that the model lacks"),
    kind("text for a list", Format, Ends, Change(f::text_for_a_list), ""),
    kind("number for a list", Format, Ends, Change(f::number_for_a_list), ""),
    kind("element for a list", Format, Ends, Change(f::element_for_a_list), ""),
    kind("texts in a list", Format, Ends, Change(f::texts_in_a_list), ""),
    kind("list for a text", Format, Ends, Change(f::number_for_a_text), ""),
    kind("null list", Format, Believed, Change(f::null_list), "null is absent, and a page may be without elements"),
    kind("null in a list", Format, Rides, Change(f::null_in_a_list), "a list that is not sparse passes over it"),
    kind("list for a token", Format, Ends, Change(f::list_for_a_token), ""),
    kind("object for a token", Format, Ends, Change(f::object_for_a_token), ""),
    kind("error with 200, XML", Format, Open, Change(error_in_xml), "S3's is one of its own, and sent again; others have another root"),
    kind("error with 200", Format, Believed, Change(error_in_others), "JSON and CBOR say by the status alone that it is an error (`botocore/parsers.py`)"),
    kind("error without code", Format, Ends, Change(f::error_without_code), "the status is the code"),
    kind("error with empty code", Format, Ends, Change(f::error_with_empty_code), "likewise"),
    kind("error with null code", Format, Ends, Change(f::error_with_null_code), "likewise"),
    kind("error not strict", Format, Rides, Change(f::error_not_strict), "throttling, with NaN and half a letter"),
    kind("error without body", Format, Ends, Change(f::error_without_body), ""),
    kind("error cut", Format, Ends, Change(f::error_cut), ""),
    kind("error with huge message", Format, Ends, Change(f::error_with_huge_message), ""),
    kind("doctype", Format, Open, Change(f::doctype), "never fetched"),
    kind("entity bomb", Format, Open, Change(f::entity_bomb), "never expanded"),
    kind("unknown entity", Format, Ends, Change(f::unknown_entity), "the id is not known then"),
    kind("comments and CDATA", Format, Rides, Change(f::comments), "no fault at all"),
    kind("crossed tags", Format, Open, Change(f::crossed_tags), "S3's looks cut"),
    kind("CBOR: indefinite", Format, Rides, Change(f::cbor_indefinite), "no fault at all"),
    kind("CBOR: no break", Format, Ends, Change(f::cbor_without_break), ""),
    kind("CBOR: reserved", Format, Ends, Change(f::cbor_reserved), ""),
    kind("CBOR: huge length", Format, Ends, Change(f::cbor_huge_length), "nothing is reserved for it"),
    // Throttling.
    kind("ThrottlingException", Throttling, Rides, Error("ThrottlingException", 400, &[]), ""),
    kind("ProvisionedThroughput", Throttling, Rides, Error("ProvisionedThroughputExceededException", 400, &[]), ""),
    kind("RequestLimitExceeded", Throttling, Rides, Error("RequestLimitExceeded", 503, &[]), ""),
    kind("SlowDown", Throttling, Rides, Error("SlowDown", 503, &[]), ""),
    kind("TooManyRequests", Throttling, Rides, Error("TooManyRequestsException", 429, &[]), ""),
    kind("429 without code", Throttling, Rides, Error("429", 429, &[]), "the status says it"),
    kind("retry after a second", Throttling, Rides, Error("Throttling", 400, A_SECOND), ""),
    kind("retry after a day", Throttling, Rides, Error("Throttling", 400, A_DAY), "nobody waits for it"),
    kind("retry after a date", Throttling, Rides, Error("SlowDown", 503, A_DATE), "likewise"),
    // Tokens.
    kind("token repeated", Tokens, Ends, Say(t::repeated), ""),
    kind("cycle of two", Tokens, Ends, Say(t::cycle_of_two), ""),
    kind("cycle of three", Tokens, Ends, Say(t::cycle_of_three), ""),
    kind("empty page", Tokens, Rides, Say(t::empty_page), "no fault at all: a filter leaves such pages"),
    kind("empty pages for ever", Tokens, Ends, Say(t::empty_pages_for_ever), "with `max_pages_without_progress`"),
    kind("same page for ever", Tokens, Believed, Say(t::same_page_for_ever), "ends after 100; until then they may be pages of equal elements"),
    kind("promised, no token", Tokens, Ends, Say(t::promised), ""),
    kind("promised, empty token", Tokens, Ends, Say(t::promised_with_empty_token), ""),
    kind("denied, with token", Tokens, Believed, Say(t::denied), "a service that says that there is no more is believed"),
    kind("token withheld", Tokens, Believed, Say(t::withheld), "likewise"),
    kind("null token", Tokens, Believed, Say(t::null_token), "likewise"),
    kind("empty token", Tokens, Believed, Say(t::empty_token), "likewise, as in botocore"),
    kind("page twice", Tokens, Believed, Say(t::page_twice), "elements have no identity that a paginator knows"),
    kind("page left out", Tokens, Believed, Say(t::page_left_out), "a token says nothing about where it leads"),
    kind("long token", Tokens, Rides, Say(t::long_token), "no fault at all"),
    kind("odd token", Tokens, Rides, Say(t::odd_token), "no fault at all"),
];

const fn kind(
    name: &'static str,
    family: Family,
    outcome: Outcome,
    apply: Apply,
    note: &'static str,
) -> Kind {
    Kind {
        name,
        family,
        outcome,
        apply,
        note,
    }
}

fn error_in_xml(context: &mut super::Context<'_>, answer: &mut crate::answer::Answer) -> bool {
    context.format == crate::answer::Format::Xml && f::error_with_200(context, answer)
}

fn error_in_others(context: &mut super::Context<'_>, answer: &mut crate::answer::Answer) -> bool {
    context.format != crate::answer::Format::Xml && f::error_with_200(context, answer)
}

fn broken() -> TransportError {
    TransportError::new("the connection broke")
}

fn timeout() -> TransportError {
    TransportError::timeout("no byte came for 60s")
}

fn refused() -> TransportError {
    TransportError::refused("this is not sent")
}

fn body_breaks() -> BodyError {
    BodyError::new("the answer broke off")
}

fn body_times_out() -> BodyError {
    BodyError::timeout("no byte of the answer came for 60s")
}
