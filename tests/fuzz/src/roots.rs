//! Recognises the operation of a body by its beginning, independently: another operation's answer must be refused.

use pageboy::schema::{Kind, Member, Operation, Protocol, Shape};
use pageboy::wire;

/// How the body of an answer has to begin.
enum Begins {
    /// With an element that has one of these names.
    Element(Vec<String>),
    /// With an element that has one of these names, or that holds one of a member.
    Holder(Vec<String>, &'static [Member]),
    /// With this character of JSON.
    Character(u8),
    /// With an item of CBOR that is a map.
    Map,
}

/// Checks that the runtime takes what the operation answers with, and nothing else.
pub(crate) fn check(operation: &'static Operation, body: &[u8]) {
    if operation.method == "HEAD" || wire::streams_output(operation) {
        return;
    }
    let Some(begins) = begins(operation) else {
        return;
    };
    let checked = wire::check_answer(operation, body, true);
    let shown = || String::from_utf8_lossy(body).into_owned();
    if body.is_empty() {
        let always = matches!(operation.service.protocol, Protocol::Ec2 | Protocol::Query);
        let is_needed = always || wire::expects_document(operation);
        assert_eq!(checked.is_err(), is_needed, "an answer without a body");
        return;
    }
    let is_due = match &begins {
        Begins::Element(names) => {
            let root = root(body);
            Some(root.is_some_and(|root| names.contains(&root)))
        }
        Begins::Holder(names, members) => {
            let is_named = root(body).is_some_and(|root| names.contains(&root));
            // Where in the document it stands is not looked at here.
            let is_open = !is_named && holds(body, members);
            (!is_open).then_some(is_named)
        }
        Begins::Character(first) => {
            let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
            let text = text.trim_ascii_start();
            Some(text.first() == Some(first))
        }
        // What a tag says is left to who reads it.
        Begins::Map => Some(matches!(body[0] >> 5, 5 | 6)),
    };
    match (is_due, checked) {
        (Some(false), Ok(())) => panic!(
            "{} took an answer that is not its own: {}",
            operation.name,
            shown()
        ),
        // A document that is damaged behind its root is refused for another reason.
        (Some(true), Err(error)) => assert!(
            !error.to_string().starts_with("the answer is not"),
            "{} refused its own answer: {error}: {}",
            operation.name,
            shown()
        ),
        _ => {}
    }
}

fn begins(operation: &'static Operation) -> Option<Begins> {
    let name = operation.name;
    let is_rest = operation.service.protocol.is_rest();
    let payload = operation.output.filter(|_| is_rest).and_then(payload);
    Some(match operation.service.protocol {
        Protocol::Ec2 | Protocol::Query => {
            Begins::Element(vec![name.to_owned(), format!("{name}Response")])
        }
        Protocol::RestXml => {
            let shape = operation
                .output
                .filter(|_| wire::expects_document(operation))?;
            let ends = ["", "Response", "Result", "Output"];
            let mut names: Vec<String> = ends.map(|end| format!("{name}{end}")).into();
            names.push(shape.name.to_owned());
            names.extend(operation.output_root.map(str::to_owned));
            let members = match payload {
                Some(member) => {
                    let all = [member.name, member.request, member.response];
                    names.extend(all.map(str::to_owned));
                    names.push(member.target.name.to_owned());
                    member.target.members()
                }
                None => shape.members(),
            };
            match operation.output_root {
                Some(_) => Begins::Element(names),
                None => Begins::Holder(names, members),
            }
        }
        _ if operation.output.is_none() => return None,
        Protocol::RpcV2Cbor => Begins::Map,
        _ => match payload.map(|member| member.target.kind) {
            None | Some(Kind::Structure | Kind::Union | Kind::Map) => Begins::Character(b'{'),
            Some(Kind::List) => Begins::Character(b'['),
            Some(_) => return None,
        },
    })
}

fn payload(shape: &'static Shape) -> Option<&'static Member> {
    shape.members().get(usize::from(shape.payload?))
}

/// The name of the first element, without prefix; `None` if there is none, or something else before it.
fn root(body: &[u8]) -> Option<String> {
    let mut rest = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    loop {
        let begin = rest.iter().position(|byte| !is_space(*byte))?;
        rest = rest[begin..].strip_prefix(b"<")?;
        let end: &[u8] = match rest {
            [b'?', ..] => b"?>",
            [b'!', b'-', b'-', ..] => b"-->",
            [b'!' | b'/', ..] => return None,
            _ => break,
        };
        let at = rest.windows(end.len()).position(|part| part == end)?;
        rest = &rest[at + end.len()..];
    }
    let is_end = |byte: &u8| is_space(*byte) || *byte == b'>';
    let (name, after) = rest.split_at(rest.iter().position(is_end)?);
    // Before white space, a slash is a letter of the name.
    let name = match after {
        [b'>', ..] => name.strip_suffix(b"/").unwrap_or(name),
        _ => name,
    };
    let local = name.iter().position(|byte| *byte == b':');
    let local = local.map_or(name, |at| &name[at + 1..]);
    std::str::from_utf8(local).ok().map(str::to_owned)
}

/// White space of XML, of which a form feed is none (XML 1.0, production 3).
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether there is an element of a member somewhere.
fn holds(body: &[u8], members: &[Member]) -> bool {
    members.iter().any(|member| {
        let has = |mark: u8, name: &str| {
            let wanted = [&[mark], name.as_bytes()].concat();
            body.windows(wanted.len()).any(|part| part == wanted)
        };
        let element = member.target.kind == Kind::List;
        let element = element.then(|| member.target.element().response);
        [Some(member.response), element]
            .into_iter()
            .flatten()
            .any(|name| has(b'<', name) || has(b':', name))
    })
}
