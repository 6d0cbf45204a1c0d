//! Decodes what single services encode in answers beyond their model, as a table (botocore/handlers.py).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memchr2;

use crate::schema::Operation;
use crate::view::{List, Slot, Structure, Value};
use crate::wire::Substitutions;

/// Members of outputs that are form-encoded because the request asked for `EncodingType=url`.
struct EncodedListing {
    operation: &'static str,
    members: &'static [&'static str],
    /// A list of structures, and a member of these.
    items: &'static [(&'static str, &'static str)],
}

/// `decode_list_object`, `decode_list_object_v2`, `decode_list_object_versions`
static LISTINGS: &[EncodedListing] = &[
    EncodedListing {
        operation: "ListObjects",
        members: &["Delimiter", "Marker", "NextMarker"],
        items: &[("Contents", "Key"), ("CommonPrefixes", "Prefix")],
    },
    EncodedListing {
        operation: "ListObjectsV2",
        members: &["Delimiter", "Prefix", "StartAfter"],
        items: &[("Contents", "Key"), ("CommonPrefixes", "Prefix")],
    },
    EncodedListing {
        operation: "ListObjectVersions",
        members: &["KeyMarker", "NextKeyMarker", "Prefix", "Delimiter"],
        items: &[
            ("Versions", "Key"),
            ("DeleteMarkers", "Key"),
            ("CommonPrefixes", "Prefix"),
        ],
    },
];

/// Reverses in an output the changes to the request, and decodes what the service encodes beyond its model.
pub(crate) fn restore(
    operation: &Operation,
    substitutions: &Substitutions,
    input: &dyn Structure,
    output: &mut dyn Structure,
) {
    match (operation.service.name, operation.name) {
        ("s3", name) => {
            let listing = LISTINGS.iter().find(|listing| listing.operation == name);
            let is_asked = || {
                let index = input.shape().index_of("EncodingType");
                index.is_some_and(|index| substitutions.get(index) == Some("url"))
            };
            if let Some(listing) = listing
                && is_asked()
                && (*output).view_by_name("EncodingType").as_str() == Some("url")
            {
                listing.decode(output);
            }
        }
        // `decode_console_output`
        ("ec2", "GetConsoleOutput") => change(output, "Output", console_text),
        _ => {}
    }
}

/// The reverse: encodes a scripted output as the service would.
///
/// Names in listings need nothing, since a service encodes them only if its answer says so.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn encoded(operation: &Operation, output: &dyn Structure) -> Substitutions {
    let mut texts = Substitutions::new();
    const MEMBER: &str = "Output";
    if (operation.service.name, operation.name) == ("ec2", "GetConsoleOutput")
        && let Some(index) = output.shape().index_of(MEMBER)
        && let Some(text) = output.view_of(index).as_str()
    {
        texts.push(index, crate::wire::base64(text.as_bytes()));
    }
    texts
}

impl EncodedListing {
    fn decode(&self, output: &mut dyn Structure) {
        for member in self.members {
            change(output, member, form_decode);
        }
        for (list, member) in self.items {
            if let Some(list) = list_of(output, list) {
                for index in 0..list.len() {
                    if let Some(Slot::Structure(item)) = list.get_mut(index) {
                        change(item, member, form_decode);
                    }
                }
            }
        }
    }
}

/// Changes the text of a member that is present.
fn change(structure: &mut dyn Structure, member: &str, with: fn(&mut String)) {
    if let Some(value) = present(structure, member)
        && let Slot::String(text) = value.slot()
    {
        with(text);
    }
}

fn list_of<'a>(structure: &'a mut dyn Structure, member: &str) -> Option<&'a mut dyn List> {
    match present(structure, member)?.slot() {
        Slot::List(list) => Some(list),
        _ => None,
    }
}

fn present<'a>(structure: &'a mut dyn Structure, member: &str) -> Option<&'a mut dyn Value> {
    let index = structure.shape().index_of(member)?;
    if (*structure).view_of(index).is_null() {
        return None;
    }
    structure.get_mut(index)
}

/// `unquote_str`: `%XX`, and `+` for a blank. The text gets no longer, so it is decoded where it stands.
fn form_decode(text: &mut String) {
    let mut next = memchr2(b'%', b'+', text.as_bytes());
    if next.is_none() {
        return;
    }
    let mut bytes = std::mem::take(text).into_bytes();
    // What is before `to` is decoded, what is from `from` on is not.
    let (mut from, mut to) = (0, 0);
    while let Some(plain) = next {
        bytes.copy_within(from..from + plain, to);
        from += plain;
        to += plain;
        let (decoded, length) = first_of(bytes.get(from..).unwrap_or_default());
        if let Some(place) = bytes.get_mut(to) {
            *place = decoded;
        }
        from += length;
        to += 1;
        next = memchr2(b'%', b'+', bytes.get(from..).unwrap_or_default());
    }
    bytes.copy_within(from.., to);
    bytes.truncate(to + bytes.len() - from);
    // Most names are UTF-8, and are not copied.
    *text = String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
}

/// The byte that a text which begins with `%` or `+` stands for, and how many bytes do so.
fn first_of(encoded: &[u8]) -> (u8, usize) {
    match encoded {
        [b'%', digits @ ..] => match hexadecimal(digits) {
            Some(byte) => (byte, 3),
            None => (b'%', 1),
        },
        _ => (b' ', 1),
    }
}

/// The byte that the first two hexadecimal digits are.
fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low, ..] = digits else {
        return None;
    };
    u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
}

/// Base64, ignoring other characters, as Python does; a text that is none is left unchanged.
fn console_text(text: &mut String) {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
    );
    let kept: String = text
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))
        .collect();
    if let Ok(bytes) = LENIENT.decode(kept) {
        *text = String::from_utf8_lossy(&bytes).into_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{customise, samples};

    /// A `ListObjects` answer, restored as if the caller had given `encoding_type`.
    fn listed(encoding_type: Option<&str>) -> crate::Dynamic {
        let operation = &samples::LIST_OBJECTS;
        let input = samples::input(
            operation,
            encoding_type.map(|value| ("EncodingType", value)),
        );
        let mut output = samples::output(
            operation,
            &[
                ("EncodingType", "url"),
                ("Marker", "a%2Bb+c"),
                ("Prefix", "p%2F"),
            ],
        );
        samples::push(&mut output, "Contents", "Key", "%C3%A9+%2B");
        samples::push(&mut output, "CommonPrefixes", "Prefix", "x%2Fy");
        let substitutions = customise::substitutions(operation, &input, Default::default());
        restore(operation, &substitutions, &input, &mut output);
        output
    }

    fn text<'a>(structure: &'a dyn Structure, member: &str) -> Option<&'a str> {
        structure.view_by_name(member).as_str()
    }

    #[test]
    fn keys_of_a_listing_are_decoded_with_plus_as_a_blank() {
        let output = listed(None);
        assert_eq!(text(&output, "Marker"), Some("a+b c"));
        assert_eq!(samples::first(&output, "Contents", "Key"), "\u{e9} +");
        assert_eq!(samples::first(&output, "CommonPrefixes", "Prefix"), "x/y");
        // Not decoded, as in botocore.
        assert_eq!(text(&output, "Prefix"), Some("p%2F"));
        // Absent members stay absent.
        assert_eq!(text(&output, "NextMarker"), None);
    }

    #[test]
    fn keys_are_left_alone_when_the_caller_asked_for_the_encoding() {
        let output = listed(Some("url"));
        assert_eq!(text(&output, "Marker"), Some("a%2Bb+c"));
        assert_eq!(samples::first(&output, "Contents", "Key"), "%C3%A9+%2B");
    }

    #[test]
    fn names_are_decoded_as_python_decodes_them() {
        for (encoded, expected) in [
            ("a/b", "a/b"),
            ("a+b%2bc", "a b+c"),
            ("%C3%a9%20", "\u{e9} "),
            ("%", "%"),
            ("%4", "%4"),
            ("%%41", "%A"),
            ("%zz%+1", "%zz% 1"),
            ("x%ffy", "x\u{fffd}y"),
        ] {
            let mut text = encoded.to_owned();
            form_decode(&mut text);
            assert_eq!(text, expected, "{encoded}");
        }
    }

    #[test]
    fn console_output_is_decoded_leniently() {
        for (encoded, expected) in [
            ("aGVs\nbG8=", "hello"),
            ("/w==", "\u{fffd}"),
            ("abc", "abc"),
        ] {
            let mut text = encoded.to_owned();
            console_text(&mut text);
            assert_eq!(text, expected, "{encoded}");
        }
    }
}
