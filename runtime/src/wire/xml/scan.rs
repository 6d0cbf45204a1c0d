//! XML as a walk over elements, on top of the events of `quick-xml`, which borrow from the body.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::decode::DecodeError;

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

    /// The value of an attribute: the one with this name, else one in a namespace that has the same local name.
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

/// A place in a document. Every element that is returned must be read to its end before the next is asked for.
#[derive(Clone)]
pub(in super::super) struct Scanner<'a> {
    reader: Reader<&'a [u8]>,
    /// How many levels may still be opened.
    depth: usize,
}

impl<'a> Scanner<'a> {
    /// The start of a document in which elements are entered `depth` levels deep at most.
    pub(in super::super) fn new(body: &'a [u8], depth: usize) -> Self {
        Self {
            reader: Reader::from_reader(body),
            depth,
        }
    }

    /// The root element.
    ///
    /// # Errors
    ///
    /// When there is none, or it is an HTML page.
    pub(in super::super) fn root(&mut self) -> Result<Element<'a>, DecodeError> {
        loop {
            let root = match self.event()? {
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
            };
            if root.local_name().eq_ignore_ascii_case("html") {
                return Err(self.error("an HTML page"));
            }
            return Ok(root);
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
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => return Err(self.error("nested too deeply")),
        }
        Ok(())
    }

    /// The next child of the element that was entered last; `None` at its end, which leaves it. Text is passed over.
    pub(in super::super) fn child(
        &mut self,
        parent: &Element<'_>,
    ) -> Result<Option<Element<'a>>, DecodeError> {
        if parent.is_empty {
            self.depth += 1;
            return Ok(None);
        }
        loop {
            match self.event()? {
                Event::Start(start) => {
                    return Ok(Some(Element {
                        start,
                        is_empty: false,
                    }));
                }
                Event::Empty(start) => {
                    return Ok(Some(Element {
                        start,
                        is_empty: true,
                    }));
                }
                Event::End(_) => {
                    self.depth += 1;
                    return Ok(None);
                }
                Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::GeneralRef(reference) => {
                    self.resolve(&reference, &mut String::new())?;
                }
                Event::Decl(_) => return Err(self.error("a misplaced XML declaration")),
                Event::DocType(_) => return Err(self.error("a document type declaration")),
                Event::Eof => return Err(self.error("the document is cut off")),
            }
        }
    }

    /// Reads an element as text; elements in it are passed over.
    pub(in super::super) fn text(
        &mut self,
        element: &Element<'_>,
    ) -> Result<Cow<'a, str>, DecodeError> {
        let mut whole = Cow::Borrowed("");
        if element.is_empty {
            return Ok(whole);
        }
        loop {
            match self.event()? {
                Event::Text(text) => append(&mut whole, text.xml10_content()),
                Event::End(_) => return Ok(whole),
                Event::CData(text) => append(&mut whole, text.xml10_content()),
                Event::GeneralRef(reference) => self.resolve(&reference, whole.to_mut())?,
                Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
                Event::Start(start) => self.skip(&Element {
                    start,
                    is_empty: false,
                })?,
                Event::Decl(_) => return Err(self.error("a misplaced XML declaration")),
                Event::DocType(_) => return Err(self.error("a document type declaration")),
                Event::Eof => return Err(self.error("the document is cut off")),
            }
        }
    }

    /// Reads an element to its end, however deep it is.
    pub(in super::super) fn skip(&mut self, element: &Element<'_>) -> Result<(), DecodeError> {
        let mut open = usize::from(!element.is_empty);
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::GeneralRef(reference) => self.resolve(&reference, &mut String::new())?,
                Event::Decl(_) => return Err(self.error("a misplaced XML declaration")),
                Event::DocType(_) => return Err(self.error("a document type declaration")),
                Event::Eof => return Err(self.error("the document is cut off")),
                _ => {}
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
        match self.reader.read_event() {
            Ok(event) => Ok(event),
            Err(error) => {
                Err(malformed(error).at(format_args!("byte {}", self.reader.error_position())))
            }
        }
    }

    /// Appends what an entity or character reference stands for.
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

/// Texts stand in one piece most of the time; only then nothing is copied.
fn append<'a>(whole: &mut Cow<'a, str>, text: Cow<'a, str>) {
    if whole.is_empty() {
        *whole = text;
    } else {
        whole.to_mut().push_str(&text);
    }
}

/// A document that is not well-formed. The error may hold names of elements, but no text.
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
