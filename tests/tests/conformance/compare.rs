//! Compares a request with botocore's: method, URL, headers, body and signature.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pageboy::schema::Operation;
use pageboy::testing::SentRequest;
use pageboy_models::Json;

use crate::body;
use crate::suites::text_at;

/// pageboy's request.
pub(crate) struct Ours {
    pub(crate) operation: &'static Operation,
    pub(crate) request: SentRequest,
}

/// When botocore signed its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SigningTime {
    /// In the same second: the signatures of the same bytes are the same.
    AtTheSameTime,
    /// Earlier or later: the signed data is compared, and the credential scope.
    AtAnotherTime,
}

/// Compares a request with what botocore sends.
pub(crate) fn compare(ours: &Ours, theirs: &Json, signed: SigningTime) -> Result<(), String> {
    if let Some(problem) = theirs.get("error").and_then(Json::as_str) {
        return Err(format!("botocore: {problem}"));
    }
    let request = &ours.request;
    equal(
        "the method",
        request.method.as_str(),
        text_at(theirs, "/method"),
    )?;
    let (found, expected) = (
        sorted(&request.uri.to_string()),
        sorted(text_at(theirs, "/url")),
    );
    equal("the URL", &found, &expected)?;
    let body = BASE64_STANDARD.decode(text_at(theirs, "/body")).unwrap();
    let same_body = compare_body(ours, &body, signed)?;
    let same_headers = compare_headers(ours, theirs, signed, same_body)?;
    let same_signature = same_headers && same_body && signed == SigningTime::AtTheSameTime;
    compare_authorization(request, theirs, same_signature)
}

/// Headers that are not compared: random, specific to a library, or added by the transport.
const NOT_COMPARED: [&str; 7] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "transfer-encoding",
    "user-agent",
    "x-amz-user-agent",
];

/// Whether the headers are equal, except for unsigned ones.
fn compare_headers(
    ours: &Ours,
    theirs: &Json,
    signed: SigningTime,
    same_body: bool,
) -> Result<bool, String> {
    let found = ours.request.headers.iter();
    let found: BTreeMap<String, String> = found
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let expected: BTreeMap<String, String> = theirs
        .get("headers")
        .and_then(Json::as_object)
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let mut are_same = true;
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    for name in names {
        let (found, expected) = (found.get(name), expected.get(name));
        let is_hash_of_body = name == "x-amz-content-sha256" || name.starts_with("x-amz-checksum-");
        let is_time = signed == SigningTime::AtAnotherTime && name == "x-amz-date";
        if found == expected || is_time || NOT_COMPARED.contains(&name.as_str()) {
            continue;
        }
        are_same = false;
        // botocore sends no type of XML and of bytes.
        let is_our_type = name == "content-type" && expected.is_none();
        // Bodies with the same value need not have the same bytes.
        let is_of_other_bytes =
            is_hash_of_body && !same_body && found.is_some() && expected.is_some();
        if !is_our_type && !is_of_other_bytes {
            return Err(format!(
                "the header {name} is {found:?}, expected {expected:?}"
            ));
        }
    }
    Ok(are_same)
}

/// Whether the bodies have the same bytes.
fn compare_body(ours: &Ours, expected: &[u8], signed: SigningTime) -> Result<bool, String> {
    let request = &ours.request;
    if *request.body == *expected {
        return Ok(true);
    }
    let (found, expected) = match request.header("content-encoding") {
        Some(encoding) if encoding.ends_with("aws-chunked") => {
            // The chunks may be others, of the same stream with the same trailer.
            let (found, expected) = (unchunked(&request.body)?, unchunked(expected)?);
            return if found == expected {
                Ok(true)
            } else {
                Err("the stream or its trailer is another one".to_owned())
            };
        }
        Some(encoding) if encoding.ends_with("gzip") => {
            (decompressed(&request.body)?, decompressed(expected)?)
        }
        _ => (
            request.text(),
            String::from_utf8_lossy(expected).into_owned(),
        ),
    };
    let is_form = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let are_same = if is_form {
        fields(&found, signed) == fields(&expected, signed)
    } else {
        body::same(ours.operation.service.protocol, &found, &expected)
    };
    if are_same {
        Ok(false)
    } else {
        Err(format!("the body is {found:?}, expected {expected:?}"))
    }
}

/// Compares the header, or the signed data and the credential scope if the signature cannot be equal.
fn compare_authorization(
    request: &SentRequest,
    theirs: &Json,
    is_same_signature: bool,
) -> Result<(), String> {
    let found = request.header("authorization").unwrap_or_default();
    let expected = text_at(theirs, "/headers/authorization");
    if is_same_signature {
        return equal("the signature", found, expected);
    }
    let parts = |text: &str| {
        let text = text.replace("content-type;", "");
        text.split_once(", Signature=")
            .map(|(start, _)| start.to_owned())
    };
    if parts(found) == parts(expected) {
        Ok(())
    } else {
        Err(format!("{found:?} is signed, expected {expected:?}"))
    }
}

/// The content of a stream in chunks, and its trailer.
fn unchunked(mut rest: &[u8]) -> Result<(Vec<u8>, Vec<u8>), String> {
    let mut content = Vec::new();
    loop {
        let end = rest
            .windows(2)
            .position(|pair| pair == b"\r\n")
            .ok_or("no chunk")?;
        let size = std::str::from_utf8(&rest[..end]).map_err(|error| error.to_string())?;
        let size = usize::from_str_radix(size, 16).map_err(|error| error.to_string())?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Ok((content, rest.to_vec()));
        }
        content.extend_from_slice(rest.get(..size).ok_or("a chunk is cut off")?);
        rest = rest.get(size + 2..).ok_or("a chunk is cut off")?;
    }
}

fn decompressed(bytes: &[u8]) -> Result<String, String> {
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(bytes);
    match decoder.read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}

/// The fields of a form, sorted; those in a URL that is one, too.
fn fields(form: &str, signed: SigningTime) -> Vec<(String, String)> {
    let of_time = |name: &str| ["Timestamp", "Signature"].contains(&name);
    let mut fields: Vec<(String, String)> = pairs(form)
        .filter(|(name, _)| signed == SigningTime::AtTheSameTime || !of_time(name))
        .map(|(name, value)| {
            let value = if value.starts_with("https://") {
                sorted(&value)
            } else {
                value
            };
            (name, value)
        })
        .collect();
    fields.sort();
    fields
}

/// A URL with its query sorted: its order has no meaning, and is not signed.
pub(crate) fn sorted(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let mut fields: Vec<_> = query.split('&').collect();
    fields.sort_unstable();
    format!("{path}?{}", fields.join("&"))
}

fn pairs(form: &str) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    form.split('&').map(move |field| {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        (decode(name), decode(value))
    })
}

/// The value of a field of a form.
pub(crate) fn field(form: &str, name: &str) -> Option<String> {
    pairs(form)
        .find(|(field, _)| field == name)
        .map(|(_, value)| value)
}

pub(crate) fn equal(what: &str, found: &str, expected: &str) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what} is {found:?}, expected {expected:?}"))
    }
}
