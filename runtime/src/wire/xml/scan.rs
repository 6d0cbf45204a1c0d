//! Walks over XML elements with the events of `quick-xml`, which borrow from the body.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::depth::Depth;
use crate::error::DecodeError;

/// A start tag.
pub(in super::super) struct Element<'a> {
    start: BytesStart<'a>,
    is_empty: bool,
}

impl Element<'_> {
    /// The name with its prefix, if it has one.
    pub(in super::super) fn name(&self) -> &str {
        self.start.name().into_inner()
    }

    /// The name without prefix.
    pub(in super::super) fn local_name(&self) -> &str {
        local(self.name())
    }

    /// Whether this is the local name.
    pub(in super::super) fn is(&self, name: &str) -> bool {
        self.name() == name || self.local_name() == name
    }

    /// Whether there are attributes; `xmlns` counts.
    pub(super) fn has_attributes(&self) -> bool {
        !self.start.attributes_raw().trim_ascii().is_empty()
    }

    /// The value of an attribute: the one with this name, else one in a namespace with the same local name.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, DecodeError> {
        for attribute in self.start.attributes().with_checks(false) {
            let attribute = attribute.map_err(malformed)?;
            let key = attribute.key.into_inner();
            let is_it = key == name
                || (key.contains(':') && name.contains(':') && local(key) == local(name));
            if is_it {
                let value = attribute
                    .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                    .map_err(malformed)?;
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// A place in a document. Every returned element must be read to its end before the next one.
#[derive(Clone)]
pub(in super::super) struct Scanner<'a> {
    reader: Reader<&'a [u8]>,
    depth: Depth,
}

impl<'a> Scanner<'a> {
    /// The start of a document with this maximum depth of elements.
    pub(in super::super) fn new(body: &'a [u8], depth: Depth) -> Self {
        Self {
            reader: Reader::from_reader(body),
            depth,
        }
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
            return Ok(match self.event()? {
                Event::Start(start) => Element {
                    start,
                    is_empty: false,
                },
                Event::Empty(start) => Element {
                    start,
                    is_empty: true,
                },
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => continue,
                Event::Text(text) if text.trim_ascii().is_empty() => continue,
                Event::Eof => return Err(self.error("no root element")),
                Event::DocType(_) => return Err(self.error("a document type declaration")),
                _ => return Err(self.error("not XML")),
            });
        }
    }

    /// Reads what follows the root element, which must be nothing.
    pub(in super::super) fn finish(&mut self) -> Result<(), DecodeError> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                _ => return Err(self.error("something follows the root element")),
            }
        }
    }

    /// Starts to read the children of an element.
    pub(in super::super) fn enter(&mut self) -> Result<(), DecodeError> {
        let place = self.reader.buffer_position();
        self.depth.enter().map_err(|error| {
            DecodeError::over_limit(error.to_string()).at(format_args!("byte {place}"))
        })
    }

    /// The next child of the element that was entered last; `None` at its end, which leaves it. Text is skipped.
    pub(in super::super) fn child(
        &mut self,
        parent: &Element<'_>,
    ) -> Result<Option<Element<'a>>, DecodeError> {
        if parent.is_empty {
            self.depth.leave();
            return Ok(None);
        }
        loop {
            // Matched in place: moving an event costs as much as finding it.
            match self.reader.read_event() {
                Ok(Event::Text(_)) => {}
                Ok(Event::Start(start)) => {
                    return Ok(Some(Element {
                        start,
                        is_empty: false,
                    }));
                }
                Ok(Event::End(_)) => {
                    self.depth.leave();
                    return Ok(None);
                }
                Ok(Event::Empty(start)) => {
                    return Ok(Some(Element {
                        start,
                        is_empty: true,
                    }));
                }
                Ok(event) => self.between(event)?,
                Err(error) => return Err(self.failed(error)),
            }
        }
    }

    /// Skips anything but text and tags, if it is allowed in an element.
    fn between(&self, event: Event<'_>) -> Result<(), DecodeError> {
        match event {
            Event::GeneralRef(reference) => self.resolve(&reference, &mut String::new()),
            Event::Decl(_) => Err(self.error("a misplaced XML declaration")),
            Event::DocType(_) => Err(self.error("a document type declaration")),
            Event::Eof => Err(self.error("the document is cut off")),
            _ => Ok(()),
        }
    }

    /// Reads an element as text; nested elements are skipped.
    pub(in super::super) fn text(
        &mut self,
        element: &Element<'_>,
    ) -> Result<Cow<'a, str>, DecodeError> {
        if element.is_empty {
            return Ok(Cow::Borrowed(""));
        }
        // Most texts are in one piece; then nothing is copied.
        let text = match self.reader.read_event() {
            Ok(Event::Text(text)) => text.xml10_content(),
            Ok(Event::End(_)) => return Ok(Cow::Borrowed("")),
            Ok(event) => return self.pieces(String::new(), event),
            Err(error) => return Err(self.failed(error)),
        };
        match self.reader.read_event() {
            Ok(Event::End(_)) => Ok(text),
            Ok(event) => self.pieces(text.into_owned(), event),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Reads the pieces of a text from the one in `event` on.
    fn pieces(
        &mut self,
        mut whole: String,
        mut event: Event<'a>,
    ) -> Result<Cow<'a, str>, DecodeError> {
        loop {
            match event {
                Event::End(_) => return Ok(Cow::Owned(whole)),
                Event::Text(text) => whole.push_str(&text.xml10_content()),
                Event::CData(text) => whole.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => self.resolve(&reference, &mut whole)?,
                Event::Start(start) => self.skip(&Element {
                    start,
                    is_empty: false,
                })?,
                event => self.between(event)?,
            }
            event = self.event()?;
        }
    }

    /// Reads an element of any depth to its end.
    pub(in super::super) fn skip(&mut self, element: &Element<'_>) -> Result<(), DecodeError> {
        let mut open = usize::from(!element.is_empty);
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                event => self.between(event)?,
            }
        }
        Ok(())
    }

    /// An error here.
    #[cold]
    pub(in super::super) fn error(&self, message: &str) -> DecodeError {
        DecodeError::new(message).at(format_args!("byte {}", self.reader.buffer_position()))
    }

    fn event(&mut self) -> Result<Event<'a>, DecodeError> {
        self.reader.read_event().map_err(|error| self.failed(error))
    }

    #[cold]
    fn failed(&self, error: quick_xml::Error) -> DecodeError {
        malformed(error).at(format_args!("byte {}", self.reader.error_position()))
    }

    /// Appends the meaning of an entity or character reference.
    fn resolve(&self, reference: &BytesRef<'_>, into: &mut String) -> Result<(), DecodeError> {
        if let Some(text) = resolve_predefined_entity(reference) {
            into.push_str(text);
            return Ok(());
        }
        match reference.resolve_char_ref() {
            Ok(Some(char)) => into.push(char),
            _ => return Err(self.error("an unknown entity")),
        }
        Ok(())
    }
}

/// A document that is not well-formed. The error may contain names of elements, but no text.
#[cold]
fn malformed(error: impl Into<quick_xml::Error>) -> DecodeError {
    match error.into() {
        quick_xml::Error::Syntax(error) => DecodeError::new(format!("malformed XML: {error}")),
        quick_xml::Error::IllFormed(error) => DecodeError::new(format!("malformed XML: {error}")),
        quick_xml::Error::Encoding(_) => DecodeError::new("not UTF-8"),
        quick_xml::Error::Escape(_) => DecodeError::new("malformed XML: an unknown entity"),
        _ => DecodeError::new("malformed XML"),
    }
}
