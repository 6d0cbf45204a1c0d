//! The grammar of the AWS CLI's shorthand (`awscli/shorthand.py`, `ShorthandParser`), without types.
//!
//! ```text
//! pairs  = pair *("," pair)
//! pair   = key ["@"] "=" [value *("," value)]   ; several values are a list
//! value  = word / 'quoted' / "quoted" / "[" [item *("," item)] "]" / "{" [pair *("," pair)] "}"
//! ```
//!
//! A comma in a word is written `\,`. Whatever the AWS CLI drops silently is refused here: a repeated key in `{…}`, nothing
//! between two commas, text before an escaped comma and `=`, an empty key.

#[cfg(test)]
use pageboy_models::Json;

/// An untyped value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Short {
    /// Nothing after the `=`.
    Nothing,
    /// A word, or a quoted text.
    Text {
        text: String,
        /// Whether `file://path` means the content of a file, because the key has an `@`.
        may_be_file: bool,
    },
    List(Vec<Self>),
    Object(Pairs),
}

/// Keys and values, in order; keys are unique.
pub(super) type Pairs = Vec<(String, Short)>;

/// Why a text is not shorthand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something else is expected at a character, counted from 1.
    Expected { what: &'static str, at: usize },
    /// A key is repeated.
    Twice { key: String, nested: bool },
    /// It nests too deep.
    Deep,
}

/// Maximum depth of brackets.
const DEEPEST: usize = 64;

/// Reads `key=value,key=value`.
pub(super) fn pairs(text: &str) -> Result<Pairs, Fault> {
    let mut parser = Parser { text, at: 0 };
    let mut pairs = Pairs::new();
    loop {
        let (key, may_be_file) = parser.key()?;
        let value = parser.values(may_be_file)?;
        add(&mut pairs, key, value, false)?;
        if parser.current().is_none() {
            return Ok(pairs);
        }
        parser.spaced(',')?;
    }
}

/// Reads words and quoted texts, separated by commas.
///
/// The AWS CLI leaves the separation to the shell; here a word may contain anything but a comma after its first character.
pub(super) fn items(text: &str) -> Result<Vec<String>, Fault> {
    let mut parser = Parser { text, at: 0 };
    let mut items = Vec::new();
    loop {
        parser.skip_space();
        let item = match parser.current() {
            Some(quote @ ('\'' | '"')) => parser.quoted(quote, false)?,
            _ => parser.word(|c| c != ',', |c| c != ',', false),
        };
        items.push(match item {
            Short::Text { text, .. } => text,
            _ => String::new(),
        });
        parser.skip_space();
        if parser.current().is_none() {
            return Ok(items);
        }
        parser.take(',')?;
    }
}

impl Short {
    /// The value in JSON: texts, lists and objects only.
    #[cfg(test)]
    fn json(&self) -> Json {
        match self {
            Self::Nothing => Json::String(String::new()),
            Self::Text { text, .. } => Json::String(text.clone()),
            Self::List(items) => Json::Array(items.iter().map(Self::json).collect()),
            Self::Object(pairs) => object(pairs),
        }
    }
}

#[cfg(test)]
fn object(pairs: &Pairs) -> Json {
    let pairs = pairs.iter();
    Json::Object(
        pairs
            .map(|(key, value)| (key.clone(), value.json()))
            .collect(),
    )
}

fn add(pairs: &mut Pairs, key: String, value: Short, nested: bool) -> Result<(), Fault> {
    if pairs.iter().any(|(known, _)| *known == key) {
        return Err(Fault::Twice { key, nested });
    }
    pairs.push((key, value));
    Ok(())
}

/// The characters of a word. Of the control characters below the space, those that Python treats as space.
fn is_text(c: char) -> bool {
    !"'\",".contains(c) && (c >= ' ' || is_space(c))
}

fn starts_word(c: char) -> bool {
    is_text(c) && c > ' ' && !"=[{".contains(c)
}

/// Python's `str.isspace`.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// The space around keys, values and separators: Python's `string.whitespace`.
const SPACE: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

struct Parser<'t> {
    text: &'t str,
    /// The next byte.
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn current(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn expected(&self, what: &'static str) -> Fault {
        let before = self.text.get(..self.at).unwrap_or_default();
        let at = before.chars().count() + 1;
        Fault::Expected { what, at }
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(SPACE).len();
    }

    /// Consumes this character.
    fn take(&mut self, wanted: char) -> Result<(), Fault> {
        if self.current() != Some(wanted) {
            return Err(self.expected(match wanted {
                ',' => "a comma",
                '=' => "`=`",
                ']' => "`]`",
                _ => "`}`",
            }));
        }
        self.at += wanted.len_utf8();
        Ok(())
    }

    /// Consumes this character and the space around it.
    fn spaced(&mut self, wanted: char) -> Result<(), Fault> {
        self.skip_space();
        self.take(wanted)?;
        self.skip_space();
        Ok(())
    }

    /// Consumes a key and its `=`; returns whether an `@` stands between them.
    fn key(&mut self) -> Result<(String, bool), Fault> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.#/:".contains(c);
        let rest = self.rest();
        let key = rest
            .split(|c| !is_part(c))
            .next()
            .unwrap_or_default()
            .to_owned();
        if key.is_empty() {
            return Err(self.expected("a key"));
        }
        self.at += key.len();
        let may_be_file = self.spaced('@').is_ok();
        self.spaced('=')?;
        Ok((key, may_be_file))
    }

    /// The value of a key outside brackets.
    fn values(&mut self, may_be_file: bool) -> Result<Short, Fault> {
        if matches!(self.current(), Some('[' | '{')) {
            return self.item(may_be_file, 0);
        }
        let first = self.item(may_be_file, 0)?;
        let mut more = Vec::new();
        loop {
            let before = self.at;
            self.skip_space();
            if self.current() != Some(',') {
                break;
            }
            self.spaced(',')?;
            // A text that continues with `=` is the next key.
            let start = self.at;
            let is_word = !matches!(self.current(), Some('\'' | '"'));
            let value = self.second(may_be_file)?;
            self.skip_space();
            if self.current() == Some('=') {
                let key = self.text.get(start..self.at).unwrap_or_default();
                if !is_word || key.contains(',') {
                    return Err(self.expected("a comma"));
                }
                self.at = before;
                break;
            }
            more.push(value);
        }
        if more.is_empty() {
            return Ok(first);
        }
        more.insert(0, first);
        Ok(Short::List(more))
    }

    /// A value, or the content of brackets.
    fn item(&mut self, may_be_file: bool, depth: usize) -> Result<Short, Fault> {
        if depth > DEEPEST {
            return Err(Fault::Deep);
        }
        match self.current() {
            Some('[') => self.list(may_be_file, depth + 1),
            Some('{') => self.object(depth + 1),
            Some(quote @ ('\'' | '"')) => self.quoted(quote, may_be_file),
            _ => Ok(self.word(
                starts_word,
                |c| is_text(c) && !"]}".contains(c),
                may_be_file,
            )),
        }
    }

    fn list(&mut self, may_be_file: bool, depth: usize) -> Result<Short, Fault> {
        self.at += 1;
        self.skip_space();
        let mut items = Vec::new();
        while self.current() != Some(']') {
            items.push(self.item(may_be_file, depth)?);
            self.end_of_item(']')?;
        }
        self.take(']')?;
        Ok(Short::List(items))
    }

    fn object(&mut self, depth: usize) -> Result<Short, Fault> {
        self.at += 1;
        self.skip_space();
        let mut pairs = Pairs::new();
        while self.current() != Some('}') {
            let (key, may_be_file) = self.key()?;
            let value = self.item(may_be_file, depth)?;
            add(&mut pairs, key, value, true)?;
            self.end_of_item('}')?;
        }
        self.take('}')?;
        Ok(Short::Object(pairs))
    }

    /// Consumes the comma after an item, unless the bracket closes.
    fn end_of_item(&mut self, close: char) -> Result<(), Fault> {
        self.skip_space();
        match self.current() {
            Some(next) if next == close => Ok(()),
            None => self.take(close),
            _ => self.spaced(','),
        }
    }

    /// A further value outside brackets: a word ends at `=`, too.
    fn second(&mut self, may_be_file: bool) -> Result<Short, Fault> {
        match self.current() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote, may_be_file),
            Some(_) => match self.word(starts_word, |c| is_text(c) && c != '=', may_be_file) {
                Short::Nothing => Err(self.expected("a value, '' for an empty one,")),
                word => Ok(word),
            },
            None => Err(self.expected("a value, '' for an empty one,")),
        }
    }

    /// The longest word, without the space at its end.
    fn word(
        &mut self,
        starts: impl Fn(char) -> bool,
        is_part: impl Fn(char) -> bool,
        may_be_file: bool,
    ) -> Short {
        let rest = self.rest();
        let mut end = 0;
        for (at, c) in rest.char_indices() {
            let is_escaped = c == ',' && rest.get(..at).is_some_and(|word| word.ends_with('\\'));
            let fits = match at {
                0 => starts(c),
                _ => is_part(c),
            };
            if !fits && !is_escaped {
                break;
            }
            end = at + c.len_utf8();
        }
        let text = rest.get(..end).unwrap_or_default();
        let text = text.replace("\\,", ",");
        let text = text.trim_end_matches(is_space).to_owned();
        if end == 0 {
            return Short::Nothing;
        }
        self.at += end;
        Short::Text { text, may_be_file }
    }

    /// A quoted text, in which `\'` and `\"` are quotes and `\\` is a backslash.
    fn quoted(&mut self, quote: char, may_be_file: bool) -> Result<Short, Fault> {
        let inside = self.rest().get(1..).unwrap_or_default();
        // If no quote is left to close the text, an escaped one does: 'C:\'.
        let (mut closing, mut was_backslash) = (None, false);
        for (at, c) in inside.char_indices() {
            let is_escaped = was_backslash;
            was_backslash = c == '\\';
            if c == quote {
                closing = Some(at);
                if !is_escaped {
                    break;
                }
            }
        }
        let Some(length) = closing else {
            self.at = self.text.len();
            return Err(self.expected("a closing quote"));
        };
        let text = inside.get(..length).unwrap_or_default();
        let text = text.replace(&format!("\\{quote}"), &quote.to_string());
        let text = text.replace("\\\\", "\\");
        self.at += length + 2;
        Ok(Short::Text { text, may_be_file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_what_they_mean_to_the_aws_cli() {
        let cases: Json = serde_json::from_str(include_str!("cases.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let text = case.get("text").and_then(Json::as_str).unwrap();
            let read = pairs(text);
            match case.get("meaning") {
                Some(meaning) => {
                    let read = read.unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
                    assert_eq!(object(&read), *meaning, "{text}");
                }
                None => assert!(read.is_err(), "{text}: {read:?}"),
            }
        }
    }

    #[test]
    fn what_nests_too_deep_is_refused() {
        for bracket in ["[", "{a="] {
            let text = format!("a={}", bracket.repeat(100_000));
            assert_eq!(pairs(&text), Err(Fault::Deep));
        }
    }
}
