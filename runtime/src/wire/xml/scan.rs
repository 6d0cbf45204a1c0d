//! Walks over the elements of a document, whose names and texts are borrowed.
//!
//! Documents are mostly what the model says: the next tag is compared with the one that is due before anything is searched.

use std::borrow::Cow;

use memchr::memchr;

use super::super::depth::Depth;
use super::escape::{BLANK, attribute, line_ends, meaning, unescape};
use super::token::{Tag, Token, Tokens};
use crate::error::DecodeError;
use crate::wordwise::{is_same, tag_reference_or_return};

/// A start tag.
pub(in super::super) struct Element<'a> {
    tag: Tag<'a>,
}

/// What comes next in an element.
///
/// It travels in a register: what is returned by way of memory and copied at once makes the processor wait for it.
pub(super) enum Next {
    /// The child that is due, and whether its tag is all of it.
    Due { is_empty: bool },
    /// The end of the element, which was left.
    End,
    /// Anything else, which is unread.
    Other,
}

impl<'a> Element<'a> {
    /// The child that was due.
    #[inline]
    pub(super) const fn due(name: &'a str, is_empty: bool) -> Self {
        let tag = Tag {
            name,
            attributes: "",
            is_empty,
        };
        Self { tag }
    }

    /// The name with its prefix, if it has one.
    pub(in super::super) const fn name(&self) -> &'a str {
        self.tag.name
    }

    /// The name without prefix.
    pub(in super::super) fn local_name(&self) -> &'a str {
        local(self.name())
    }

    /// Whether this is the local name.
    pub(in super::super) fn is(&self, name: &str) -> bool {
        self.name() == name || self.local_name() == name
    }

    /// Whether there are attributes; `xmlns` counts.
    #[inline]
    pub(super) fn has_attributes(&self) -> bool {
        !self.tag.attributes.is_empty() && !self.tag.attributes.trim_matches(BLANK).is_empty()
    }

    /// The value of an attribute: the one with this name, else one in a namespace with the same local name.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<Cow<'a, str>>, DecodeError> {
        let mut rest = self.tag.attributes.trim_start_matches(BLANK);
        while !rest.is_empty() {
            let Some((key, value, after)) = next_attribute(rest) else {
                return Err(DecodeError::new("malformed XML"));
            };
            let is_it = key == name
                || (key.contains(':') && name.contains(':') && local(key) == local(name));
            if is_it {
                let value = attribute(value);
                let unknown = || DecodeError::new("malformed XML: an unknown entity");
                return value.map(Some).ok_or_else(unknown);
            }
            rest = after.trim_start_matches(BLANK);
        }
        Ok(None)
    }
}

/// Name and value of the attribute at the start of a text, and the rest.
fn next_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let mut later = text.char_indices().skip(1);
    let (end, _) = later.find(|(_, char)| *char == '=' || BLANK.contains(char))?;
    let (key, rest) = text.split_at_checked(end)?;
    let rest = rest.trim_start_matches(BLANK).strip_prefix('=')?;
    let rest = rest.trim_start_matches(BLANK);
    let quote = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    let (value, rest) = rest.strip_prefix(quote)?.split_once(quote)?;
    Some((key, value, rest))
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The bytes in which most documents have the tag of their root.
const START: usize = 1024;

/// A place in a document. Every returned element must be read to its end before the next one.
#[derive(Clone)]
pub(in super::super) struct Scanner<'a> {
    tokens: Tokens<'a>,
    depth: Depth,
}

impl<'a> Scanner<'a> {
    /// The start of a document with this maximum depth of elements.
    pub(in super::super) fn new(body: &'a [u8], depth: Depth) -> Self {
        let tokens = Tokens::new(body);
        Self { tokens, depth }
    }

    /// The start of a document, for a look at its root: what is behind the first kilobyte is neither read nor checked.
    pub(super) fn of_start(body: &'a [u8], depth: Depth) -> Self {
        Self::new(body.get(..START).unwrap_or(body), depth)
    }

    /// The root element.
    ///
    /// # Errors
    ///
    /// When it is missing, or is an HTML page.
    pub(in super::super) fn root(&mut self) -> Result<Element<'a>, DecodeError> {
        let root = self.any_root()?;
        if root.local_name().eq_ignore_ascii_case("html") {
            return Err(self.error("an HTML page"));
        }
        Ok(root)
    }

    /// The root element, with any name.
    pub(super) fn any_root(&mut self) -> Result<Element<'a>, DecodeError> {
        loop {
            let before = self.tokens;
            return Err(match self.tokens.next()? {
                Token::Start(tag) => return Ok(Element { tag }),
                Token::Declaration | Token::Aside => continue,
                Token::Text(text) if text.trim_matches(BLANK).is_empty() => continue,
                Token::Nothing => self.error("no root element"),
                Token::DocumentType => self.error("a document type declaration"),
                Token::End(name) => unmatched(&before, name),
                _ => self.error("not XML"),
            });
        }
    }

    /// Reads what follows the root element, which must be nothing.
    pub(in super::super) fn finish(&mut self) -> Result<(), DecodeError> {
        loop {
            let before = self.tokens;
            match self.tokens.next()? {
                Token::Nothing => return Ok(()),
                Token::Aside => {}
                Token::Text(text) if text.trim_matches(BLANK).is_empty() => {}
                Token::End(name) => return Err(unmatched(&before, name)),
                _ => return Err(self.error("something follows the root element")),
            }
        }
    }

    /// Starts to read the children of an element.
    #[inline]
    pub(in super::super) fn enter(&mut self) -> Result<(), DecodeError> {
        let place = self.tokens.place();
        self.depth.enter().map_err(|error| {
            DecodeError::over_limit(error.to_string()).at(format_args!("byte {place}"))
        })
    }

    /// Passes the text before the next tag, and that tag if it is due or ends the element that was entered last.
    pub(super) fn next(&mut self, parent: &Element<'_>, due: Option<&str>) -> Next {
        if parent.tag.is_empty {
            self.depth.leave();
            return Next::End;
        }
        self.tokens.pass_text();
        let rest = self.tokens.rest();
        if let Some(due) = due
            && let Some(after) = after_name(rest, b"<", due)
        {
            let (is_empty, length) = match after {
                [b'>', ..] => (false, 1),
                [b'/', b'>', ..] => (true, 2),
                _ => return Next::Other,
            };
            self.tokens.pass(1 + due.len() + length);
            return Next::Due { is_empty };
        }
        if let Some([b'>', ..]) = after_name(rest, b"</", parent.name()) {
            self.tokens.pass(3 + parent.name().len());
            self.depth.leave();
            return Next::End;
        }
        Next::Other
    }

    /// The next child of the element that was entered last; `None` at its end, which leaves it. Text is skipped.
    pub(in super::super) fn child(
        &mut self,
        parent: &Element<'_>,
    ) -> Result<Option<Element<'a>>, DecodeError> {
        match self.next(parent, None) {
            Next::Other => self.other_child(parent),
            _ => Ok(None),
        }
    }

    /// The child that [`next`](Self::next) left unread; `None` at the end of the element, which leaves it.
    pub(super) fn other_child(
        &mut self,
        parent: &Element<'_>,
    ) -> Result<Option<Element<'a>>, DecodeError> {
        if let Some(tag) = self.short_tag() {
            return Ok(Some(Element { tag }));
        }
        loop {
            let before = self.tokens;
            match self.tokens.next()? {
                Token::Text(_) => {}
                Token::Start(tag) => return Ok(Some(Element { tag })),
                Token::End(name) => {
                    matched(&before, parent.name(), name)?;
                    self.depth.leave();
                    return Ok(None);
                }
                token => self.between(token)?,
            }
        }
    }

    /// The tag at this place, if it is a name and no more.
    #[inline]
    fn short_tag(&mut self) -> Option<Tag<'a>> {
        let name = self.tokens.rest().strip_prefix(b"<")?;
        let length = name.iter().position(|byte| {
            matches!(
                byte,
                b'>' | b'/' | b'!' | b'?' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n'
            )
        })?;
        let (is_empty, end) = match name.get(length..)? {
            [b'>', ..] => (false, 1),
            [b'/', b'>', ..] => (true, 2),
            _ => return None,
        };
        let tag = Tag {
            name: self.tokens.peek(1, length),
            attributes: "",
            is_empty,
        };
        self.tokens.pass(1 + length + end);
        Some(tag)
    }

    /// Skips anything but text and tags, if it is allowed in an element.
    fn between(&self, token: Token<'_>) -> Result<(), DecodeError> {
        match token {
            Token::Reference(reference) => self.resolve(reference).map(drop),
            Token::Declaration => Err(self.error("a misplaced XML declaration")),
            Token::DocumentType => Err(self.error("a document type declaration")),
            Token::Nothing => Err(self.error("the document is cut off")),
            _ => Ok(()),
        }
    }

    /// Reads an element as text if that is in one piece and without references, as most are; any other is left unread.
    #[inline]
    pub(super) fn plain_text(&mut self, element: &Element<'_>) -> Option<&'a str> {
        if element.tag.is_empty {
            return Some("");
        }
        let rest = self.tokens.rest();
        let length = tag_reference_or_return(rest)?;
        let end = after_name(rest.get(length..)?, b"</", element.name());
        if !matches!(end, Some([b'>', ..])) {
            return None;
        }
        let text = self.tokens.peek(0, length);
        self.tokens.pass(length + 3 + element.name().len());
        Some(text)
    }

    /// Reads an element as text; nested elements are skipped.
    pub(in super::super) fn text(
        &mut self,
        element: &Element<'_>,
    ) -> Result<Cow<'a, str>, DecodeError> {
        if let Some(text) = self.plain_text(element) {
            return Ok(Cow::Borrowed(text));
        }
        if let Some(text) = self.references(element) {
            return Ok(text);
        }
        self.pieces(element).map(Cow::Owned)
    }

    /// Reads a text in one piece with known references. Any other text is `None`, and nothing of it is read.
    fn references(&mut self, element: &Element<'_>) -> Option<Cow<'a, str>> {
        let rest = self.tokens.rest();
        let length = memchr(b'<', rest)?;
        let end = after_name(rest.get(length..)?, b"</", element.name());
        let text = self.tokens.peek(0, length);
        if !matches!(end, Some([b'>', ..])) || memchr(b'\r', text.as_bytes()).is_some() {
            return None;
        }
        let whole = unescape(text)?;
        self.tokens.pass(length + 3 + element.name().len());
        Some(whole)
    }

    /// Reads the pieces of a text.
    fn pieces(&mut self, element: &Element<'_>) -> Result<String, DecodeError> {
        let mut whole = String::new();
        loop {
            let before = self.tokens;
            match self.tokens.next()? {
                Token::End(name) => {
                    matched(&before, element.name(), name)?;
                    return Ok(whole);
                }
                Token::Text(text) | Token::Data(text) => whole.push_str(&line_ends(text)),
                Token::Reference(reference) => whole.push(self.resolve(reference)?),
                Token::Start(tag) => self.skip(&Element { tag })?,
                token => self.between(token)?,
            }
        }
    }

    /// Reads an element of any depth to its end.
    pub(in super::super) fn skip(&mut self, element: &Element<'_>) -> Result<(), DecodeError> {
        if element.tag.is_empty {
            return Ok(());
        }
        // The elements in it that are open.
        let mut open = Vec::new();
        loop {
            let before = self.tokens;
            match self.tokens.next()? {
                Token::Start(tag) if !tag.is_empty => open.push(tag.name),
                Token::End(name) => {
                    let innermost = open.pop();
                    matched(&before, innermost.unwrap_or(element.name()), name)?;
                    if innermost.is_none() {
                        return Ok(());
                    }
                }
                token => self.between(token)?,
            }
        }
    }

    /// An error here.
    #[cold]
    pub(in super::super) fn error(&self, message: &str) -> DecodeError {
        self.tokens.error(message, self.tokens.place())
    }

    /// The character of an entity or character reference.
    fn resolve(&self, reference: &str) -> Result<char, DecodeError> {
        meaning(reference).ok_or_else(|| self.error("an unknown entity"))
    }
}

/// What follows this start of a tag and this name.
#[inline]
fn after_name<'b>(bytes: &'b [u8], start: &[u8], name: &str) -> Option<&'b [u8]> {
    let (found, after) = bytes.strip_prefix(start)?.split_at_checked(name.len())?;
    is_same(found, name.as_bytes()).then_some(after)
}

/// Whether an end tag, which begins here, is that of the open element.
#[inline]
fn matched(here: &Tokens<'_>, open: &str, name: &str) -> Result<(), DecodeError> {
    if open == name {
        return Ok(());
    }
    Err(here.malformed(&format!("expected `</{open}>`, but `</{name}>` was found")))
}

#[cold]
fn unmatched(here: &Tokens<'_>, name: &str) -> DecodeError {
    here.malformed(&format!(
        "close tag `</{name}>` does not match any open tag"
    ))
}
