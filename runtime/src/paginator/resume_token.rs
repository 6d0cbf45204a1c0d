//! boto3's resume tokens, byte for byte (`botocore/paginate.py`, `TokenEncoder`, `TokenDecoder` and
//! `PageIterator._parse_starting_token`).
//!
//! A token is the JSON of an object in base64: the input members that carry the service's tokens and, if a page was cut, the
//! number of its delivered items.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;

use super::{TokenValue, python_float};

const TRUNCATE_AMOUNT: &str = "boto_truncate_amount";
const ENCODED_KEYS: &str = "boto_encoded_keys";

/// The resume token for the given input members, their tokens, and the number of delivered items of a cut page.
pub(crate) fn encode<'n, 't>(
    tokens: impl Iterator<Item = (&'n str, &'t TokenValue)>,
    delivered: Option<usize>,
) -> String {
    STANDARD.encode(json(tokens, delivered))
}

/// The JSON text inside a resume token.
pub(crate) fn json<'n, 't>(
    tokens: impl Iterator<Item = (&'n str, &'t TokenValue)>,
    delivered: Option<usize>,
) -> String {
    let mut writer = TokenWriter::default();
    writer.json.push('{');
    for (index, (name, token)) in tokens.enumerate() {
        if index > 0 {
            writer.json.push_str(", ");
        }
        text(&mut writer.json, name);
        writer.json.push_str(": ");
        writer.path.push(TokenStep::Key(name.to_owned()));
        writer.value(token);
        writer.path.pop();
    }
    let TokenWriter {
        mut json, encoded, ..
    } = writer;
    let separator = |json: &mut String| {
        if json.len() > 1 {
            json.push_str(", ");
        }
    };
    if let Some(delivered) = delivered {
        separator(&mut json);
        let _ = write!(json, "\"{TRUNCATE_AMOUNT}\": {delivered}");
    }
    if !encoded.is_empty() {
        separator(&mut json);
        let _ = write!(json, "\"{ENCODED_KEYS}\": [{}]", encoded.join(", "));
    }
    json.push('}');
    json
}

/// Reads what [`json`] writes: tokens by input member, and the number of delivered items.
pub(crate) fn from_json(json: &[u8]) -> Option<(IndexMap<String, TokenValue>, Option<usize>)> {
    let mut object = unpack_json(json)?;
    let delivered = delivered(&mut object).ok()?;
    Some((object, delivered))
}

/// The contents of a starting token.
#[derive(Debug, PartialEq)]
pub(crate) struct StartingToken {
    /// The token of each input member; `None` where the starting token does not mention it.
    pub(crate) tokens: Vec<Option<TokenValue>>,
    /// How many items of the first page were already delivered; `None` if it was not cut.
    pub(crate) delivered: Option<usize>,
}

/// A starting token that cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadToken;

/// Reads a starting token for the given input members.
///
/// It may be a resume token, botocore's older form (`token___offset`), or a token of the service. Base64 of another JSON
/// object is a token of the service; botocore unpacks it into parameters.
///
/// # Errors
///
/// When it has none of these forms.
pub(crate) fn decode(token: &str, names: &[&str]) -> Result<StartingToken, BadToken> {
    match unpack(token) {
        Some(object) if is_ours(&object, names) => start(object, names),
        // Only resume tokens say how much of a page was delivered: this one is of another operation.
        Some(object) if object.len() > 1 && object.contains_key(TRUNCATE_AMOUNT) => Err(BadToken),
        _ => deprecated(token, names),
    }
}

/// The JSON object that a resume token holds, with its bytes restored.
fn unpack(token: &str) -> Option<IndexMap<String, TokenValue>> {
    unpack_json(&lenient_base64(token.as_bytes())?)
}

fn unpack_json(json: &[u8]) -> Option<IndexMap<String, TokenValue>> {
    let TokenValue::Map(mut object) = serde_json::from_slice(json).ok()? else {
        return None;
    };
    match object.shift_remove(ENCODED_KEYS) {
        None | Some(TokenValue::Null) => {}
        Some(TokenValue::List(paths)) => {
            for path in paths {
                let TokenValue::List(path) = path else {
                    return None;
                };
                restore_bytes(&mut object, &path)?;
            }
        }
        Some(_) => return None,
    }
    Some(object)
}

fn is_ours(object: &IndexMap<String, TokenValue>, names: &[&str]) -> bool {
    let mut keys = object
        .keys()
        .map(String::as_str)
        .filter(|key| *key != TRUNCATE_AMOUNT)
        .peekable();
    keys.peek().is_some() && keys.all(|key| names.contains(&key))
}

fn start(
    mut object: IndexMap<String, TokenValue>,
    names: &[&str],
) -> Result<StartingToken, BadToken> {
    let delivered = delivered(&mut object)?;
    let tokens = names.iter().map(|name| object.shift_remove(*name));
    Ok(StartingToken {
        tokens: tokens.collect(),
        delivered,
    })
}

/// How many items of the page were delivered, if it was cut.
fn delivered(object: &mut IndexMap<String, TokenValue>) -> Result<Option<usize>, BadToken> {
    match object.shift_remove(TRUNCATE_AMOUNT) {
        None => Ok(None),
        Some(TokenValue::Null) => Ok(Some(0)),
        Some(TokenValue::Integer(amount)) => {
            usize::try_from(amount).map(Some).map_err(|_| BadToken)
        }
        Some(_) => Err(BadToken),
    }
}

/// `token___…___offset`, or tokens alone; `None` stands for no token.
fn deprecated(token: &str, names: &[&str]) -> Result<StartingToken, BadToken> {
    let mut parts: Vec<&str> = token.split("___").collect();
    let mut delivered = None;
    if parts.len() == names.len() + 1 {
        // Without a number at the end, the whole text is a token of the service.
        match parts.last().and_then(|last| python_int(last)) {
            Some(offset) => {
                delivered = Some(usize::try_from(offset).map_err(|_| BadToken)?);
                parts.pop();
            }
            None => parts = vec![token],
        }
    }
    if parts.len() > names.len() {
        return Err(BadToken);
    }
    let mut tokens: Vec<Option<TokenValue>> = parts
        .into_iter()
        .map(|part| {
            Some(match part {
                "None" => TokenValue::Null,
                part => TokenValue::String(part.to_owned()),
            })
        })
        .collect();
    tokens.resize(names.len(), Some(TokenValue::Null));
    Ok(StartingToken { tokens, delivered })
}

/// Python's `int(text)` for texts of digits: blanks around it, a sign, and underscores between digits are allowed.
fn python_int(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits
        .split('_')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_number {
        return None;
    }
    // A number beyond the range is still a number: an offset after the end of any page.
    let magnitude = digits.replace('_', "").parse().unwrap_or(i64::MAX);
    Some(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}

/// Python's `base64.b64decode`, which ignores characters outside the alphabet and stops at the padding.
fn lenient_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut clean = Vec::with_capacity(text.len());
    let mut padding = 0;
    for byte in text {
        match byte {
            b'=' => {
                padding += 1;
                if clean.len() % 4 >= 2 && clean.len() % 4 + padding >= 4 {
                    clean.resize(clean.len() + 4 - clean.len() % 4, b'=');
                    return lossy(&clean);
                }
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') => {
                padding = 0;
                clean.push(*byte);
            }
            _ => {}
        }
    }
    lossy(&clean)
}

/// Decodes base64 whose last character may have unused bits.
fn lossy(text: &[u8]) -> Option<Vec<u8>> {
    use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
    const LOSSY: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    LOSSY.decode(text).ok()
}

/// Replaces the base64 text at a path by its bytes.
fn restore_bytes(object: &mut IndexMap<String, TokenValue>, path: &[TokenValue]) -> Option<()> {
    let (first, rest) = path.split_first()?;
    let TokenValue::String(key) = first else {
        return None;
    };
    let mut place = object.get_mut(key)?;
    for step in rest {
        place = match (place, step) {
            (TokenValue::Map(entries), TokenValue::String(key)) => entries.get_mut(key)?,
            (TokenValue::List(items), TokenValue::Integer(index)) => {
                items.get_mut(usize::try_from(*index).ok()?)?
            }
            _ => return None,
        };
    }
    let TokenValue::String(text) = place else {
        return None;
    };
    *place = TokenValue::Bytes(lenient_base64(text.as_bytes())?);
    Some(())
}

/// Writes JSON as Python's `json.dumps` does, and notes the places of bytes.
#[derive(Default)]
struct TokenWriter {
    json: String,
    path: Vec<TokenStep>,
    encoded: Vec<String>,
}

enum TokenStep {
    Key(String),
    Index(usize),
}

impl TokenWriter {
    fn value(&mut self, value: &TokenValue) {
        match value {
            TokenValue::Null => self.json.push_str("null"),
            TokenValue::Boolean(value) => self.json.push_str(if *value { "true" } else { "false" }),
            TokenValue::Integer(value) => {
                let _ = write!(self.json, "{value}");
            }
            TokenValue::Float(value) => self.json.push_str(&python_float(*value)),
            TokenValue::String(value) => text(&mut self.json, value),
            TokenValue::Bytes(bytes) => {
                text(&mut self.json, &STANDARD.encode(bytes));
                let mut steps = String::from("[");
                for (index, step) in self.path.iter().enumerate() {
                    if index > 0 {
                        steps.push_str(", ");
                    }
                    match step {
                        TokenStep::Key(key) => text(&mut steps, key),
                        TokenStep::Index(index) => {
                            let _ = write!(steps, "{index}");
                        }
                    }
                }
                steps.push(']');
                self.encoded.push(steps);
            }
            TokenValue::List(items) => {
                self.json.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.json.push_str(", ");
                    }
                    self.path.push(TokenStep::Index(index));
                    self.value(item);
                    self.path.pop();
                }
                self.json.push(']');
            }
            TokenValue::Map(entries) => {
                self.json.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.json.push_str(", ");
                    }
                    text(&mut self.json, key);
                    self.json.push_str(": ");
                    self.path.push(TokenStep::Key(key.clone()));
                    self.value(value);
                    self.path.pop();
                }
                self.json.push('}');
            }
        }
    }
}

/// A JSON string in ASCII, everything else escaped.
fn text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            ' '..='~' => json.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(json, "\\u{unit:04x}");
                }
            }
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> TokenValue {
        TokenValue::String(text.to_owned())
    }

    fn encoded(tokens: &[(&str, TokenValue)], delivered: Option<usize>) -> String {
        encode(tokens.iter().map(|(name, token)| (*name, token)), delivered)
    }

    /// The token's JSON text.
    fn json(tokens: &[(&str, TokenValue)], delivered: Option<usize>) -> String {
        let bytes = STANDARD.decode(encoded(tokens, delivered)).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// What botocore writes, byte for byte.
    #[test]
    fn tokens_are_botocores() {
        let m1 = || [("Marker", string("m1"))];
        assert_eq!(encoded(&m1(), None), "eyJNYXJrZXIiOiAibTEifQ==");
        assert_eq!(
            encoded(&m1(), Some(1)),
            "eyJNYXJrZXIiOiAibTEiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ=="
        );
        assert_eq!(
            encoded(&[("Marker", TokenValue::Null)], Some(1)),
            "eyJNYXJrZXIiOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ=="
        );
        assert_eq!(
            encoded(&[("Marker", string("é"))], None),
            "eyJNYXJrZXIiOiAiXHUwMGU5In0="
        );
        assert_eq!(
            encoded(&[("A", string("a")), ("B", TokenValue::Null)], Some(1)),
            "eyJBIjogImEiLCAiQiI6IG51bGwsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDF9"
        );
    }

    #[test]
    fn bytes_are_marked_by_their_path() {
        let bytes = TokenValue::Bytes(vec![0xff]);
        assert_eq!(
            json(&[("Marker", bytes.clone())], Some(1)),
            r#"{"Marker": "/w==", "boto_truncate_amount": 1, "boto_encoded_keys": [["Marker"]]}"#
        );
        let list = TokenValue::List(vec![string("foo"), bytes]);
        let map = TokenValue::Map(IndexMap::from([(String::from("k"), list)]));
        let tokens = [("Marker", map)];
        assert_eq!(
            json(&tokens, Some(1)),
            r#"{"Marker": {"k": ["foo", "/w=="]}, "boto_truncate_amount": 1, "boto_encoded_keys": [["Marker", "k", 1]]}"#
        );
        let decoded = decode(&encoded(&tokens, Some(1)), &["Marker"]).unwrap();
        assert_eq!(decoded.tokens, [Some(tokens[0].1.clone())]);
        assert_eq!(decoded.delivered, Some(1));
    }

    #[test]
    fn text_beyond_ascii_is_escaped_as_python_does() {
        assert_eq!(
            json(&[("M", string("\"/\\\n\u{7f}𝄞"))], None),
            r#"{"M": "\"/\\\n\u007f\ud834\udd1e"}"#
        );
    }

    fn decoded(token: &str, names: &[&str]) -> (Vec<Option<TokenValue>>, Option<usize>) {
        let start = decode(token, names).unwrap();
        (start.tokens, start.delivered)
    }

    #[test]
    fn a_json_object_of_other_keys_is_a_token_of_the_service() {
        let foreign = STANDARD.encode(r#"{"foo":1}"#);
        let own = |text: &str| (vec![Some(string(text))], None);
        assert_eq!(decoded(&foreign, &["Marker"]), own(&foreign));
        let mixed = STANDARD.encode(r#"{"Marker":"a","foo":1}"#);
        assert_eq!(decoded(&mixed, &["Marker"]), own(&mixed));
        let other = STANDARD.encode(r#"{"foo":"a","boto_truncate_amount":1}"#);
        assert_eq!(decode(&other, &["Marker"]), Err(BadToken));
        let empty = STANDARD.encode(r#"{"boto_truncate_amount":1}"#);
        assert_eq!(decoded(&empty, &["Marker"]), own(&empty));
        for json in ["123", "[1]", "\"a\"", "null", "{"] {
            let token = STANDARD.encode(json);
            assert_eq!(decoded(&token, &["Marker"]), own(&token));
        }
    }

    #[test]
    fn old_tokens_are_read() {
        let some = |text| Some(string(text));
        let null = || Some(TokenValue::Null);
        assert_eq!(decoded("m1___2", &["M"]), (vec![some("m1")], Some(2)));
        assert_eq!(decoded("None___2", &["M"]), (vec![null()], Some(2)));
        assert_eq!(decoded("a___b", &["M"]), (vec![some("a___b")], None));
        assert_eq!(decode("a___b___1", &["M"]), Err(BadToken));
        assert_eq!(decoded("m0", &["A", "B"]), (vec![some("m0"), null()], None));
        assert_eq!(
            decoded("a___b___ 1_0 ", &["A", "B"]),
            (vec![some("a"), some("b")], Some(10))
        );
    }

    #[test]
    fn base64_is_read_as_leniently_as_python_reads_it() {
        let expected = (vec![Some(string("m1"))], None);
        let names = ["Marker"];
        assert_eq!(decoded("eyJNYXJr\nZXIiOiAibTEifQ==", &names), expected);
        assert_eq!(decoded("eyJNYXJr!ZXIiOiAibTEifQ==junk", &names), expected);
        let unpadded = "eyJNYXJrZXIiOiAibTEifQ";
        assert_eq!(
            decoded(unpadded, &names),
            (vec![Some(string(unpadded))], None)
        );
    }

    #[test]
    fn malformed_tokens_are_errors_or_tokens_of_the_service_and_never_a_panic() {
        let names = ["Marker"];
        for amount in ["-1", "1.5", "\"x\"", "[]", "true"] {
            let json = format!(r#"{{"Marker": "a", "boto_truncate_amount": {amount}}}"#);
            assert_eq!(decode(&STANDARD.encode(json), &names), Err(BadToken));
        }
        for keys in [
            "1",
            "[1]",
            "[[]]",
            "[[1]]",
            "[[\"x\"]]",
            "[[\"Marker\", 0]]",
            "[[\"Marker\", \"k\"]]",
        ] {
            let json = format!(r#"{{"Marker": "a", "boto_encoded_keys": {keys}}}"#);
            let token = STANDARD.encode(json);
            assert_eq!(decoded(&token, &names), (vec![Some(string(&token))], None));
        }
        let deep = STANDARD.encode("[".repeat(100_000));
        assert_eq!(decoded(&deep, &names), (vec![Some(string(&deep))], None));
        let not_text = STANDARD.encode([0xff, 0xfe]);
        assert_eq!(
            decoded(&not_text, &names),
            (vec![Some(string(&not_text))], None)
        );
        assert_eq!(decoded("", &names), (vec![Some(string(""))], None));
        assert_eq!(decoded("=", &names), (vec![Some(string("="))], None));
    }
}
