//! XML documents: the same elements, texts and attributes as `quick-xml` finds, or refused by both.

use pageboy::wire::{OutlineElement, outline};
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// The attribute that is looked for, as S3's documents have it.
const ATTRIBUTE: &str = "xsi:type";

/// More levels than the input of a test has.
const DEEPEST: usize = 400;

/// Reads an input: a document.
pub fn check(body: &[u8]) {
    // Every level is read three times over.
    if body.iter().filter(|byte| **byte == b'<').count() > DEEPEST {
        return;
    }
    let ours = outline(body, DEEPEST, ATTRIBUTE);
    let shown = || String::from_utf8_lossy(body);
    match (ours, theirs(body)) {
        (Ok(ours), Some(theirs)) => assert_eq!(ours, theirs, "{}", shown()),
        (Err(_), None) => {}
        // A name with a quote is in no XML, and `quick-xml` takes it.
        (Err(error), Some(_)) => {
            let is_stricter = error.to_string().contains("a name with a quote");
            assert!(is_stricter, "{error}: {}", shown());
        }
        (Ok(ours), None) => panic!("quick-xml refuses {ours:?}: {}", shown()),
    }
}

/// The elements as `quick-xml` finds them; `None` for what is not a document.
fn theirs(body: &[u8]) -> Option<Vec<OutlineElement>> {
    let mut reader = quick_xml::Reader::from_reader(body);
    let mut found: Vec<OutlineElement> = Vec::new();
    // The places of the open elements in `found`.
    let mut open = Vec::new();
    loop {
        let event = reader.read_event().ok()?;
        let text = match event {
            Event::Start(start) => {
                if open.is_empty() && !found.is_empty() {
                    return None;
                }
                found.push(outlined(&start, open.len())?);
                open.push(found.len() - 1);
                continue;
            }
            Event::Empty(start) => {
                if open.is_empty() && !found.is_empty() {
                    return None;
                }
                found.push(outlined(&start, open.len())?);
                continue;
            }
            Event::End(_) => {
                open.pop()?;
                continue;
            }
            Event::Comment(_) | Event::PI(_) => continue,
            Event::Decl(_) if found.is_empty() => continue,
            Event::Decl(_) | Event::DocType(_) => return None,
            Event::Eof => return (open.is_empty() && !found.is_empty()).then_some(found),
            Event::Text(text)
                if open.is_empty() && text.bytes().all(|byte| b" \t\r\n".contains(&byte)) =>
            {
                continue;
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => match resolve_predefined_entity(&reference) {
                Some(text) => text.to_owned(),
                None => reference.resolve_char_ref().ok()??.to_string(),
            },
        };
        found[*open.last()?].text.push_str(&text);
    }
}

fn outlined(start: &BytesStart<'_>, depth: usize) -> Option<OutlineElement> {
    let local = |name: &str| name.split_once(':').map(|(_, name)| name.to_owned());
    let mut value = None;
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        let key = attribute.key.into_inner();
        if key == ATTRIBUTE || (key.contains(':') && local(key) == local(ATTRIBUTE)) {
            value = Some(attribute.normalized_value(Implicit1_0).ok()?.into_owned());
            break;
        }
    }
    Some(OutlineElement {
        depth,
        name: start.name().into_inner().to_owned(),
        attribute: value,
        text: String::new(),
    })
}
