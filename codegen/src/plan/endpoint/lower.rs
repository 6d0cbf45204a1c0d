//! Turns values of rules into terms.

use std::collections::HashMap;

use pageboy_models::endpoint_rules::{Call, Value};
use pageboy_models::pointer;
use pageboy_schema::endpoint::{EndpointFunction, Term};
use pageboy_schema::reader::empty;

use super::rules::Terms;

/// A mistake in a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mistake {
    /// The pointer of its place below the value.
    pub(super) below: String,
    pub(super) message: String,
    /// The unknown name, and the nearest names.
    pub(super) unknown: Option<(String, Vec<String>)>,
}

impl Mistake {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            below: String::new(),
            message: message.into(),
            unknown: None,
        }
    }

    /// The mistake of a value around this one.
    pub(super) fn at(mut self, below: &str) -> Self {
        self.below.insert_str(0, below);
        self
    }

    fn unknown<'k>(message: String, name: &str, known: impl Iterator<Item = &'k str>) -> Self {
        let known = known.map(str::to_owned).collect();
        Self {
            below: String::new(),
            message,
            unknown: Some((name.to_owned(), known)),
        }
    }
}

/// The names of parts of values.
const PARTS: [&str; 16] = [
    "name",
    "dnsSuffix",
    "dualStackDnsSuffix",
    "supportsFIPS",
    "supportsDualStack",
    "implicitGlobalRegion",
    "scheme",
    "authority",
    "path",
    "normalizedPath",
    "isIp",
    "partition",
    "service",
    "region",
    "accountId",
    "resourceId",
];

/// The slots of the names in a rule.
pub(super) type Scope = HashMap<String, u16>;

/// Makes terms from values.
pub(super) struct Lowering<'a> {
    pub(super) terms: &'a mut Terms,
    pub(super) scope: &'a Scope,
    /// The first label of the service's hosts.
    pub(super) host: &'a str,
}

impl Lowering<'_> {
    pub(super) fn value(&mut self, value: &Value) -> Result<u16, Mistake> {
        match value {
            Value::Reference(name) => self.reference(name).map_err(|it| it.at("/ref")),
            Value::Call(call) => self.call(call),
            Value::Text(text) => self.text(text),
            Value::Boolean(value) => Ok(self.terms.push(Term::Boolean(*value))),
            Value::Integer(value) => Ok(self.terms.push(Term::Integer(*value))),
            Value::List(items) => {
                let items = self.values(items)?;
                let count = count(items.len())?;
                let at = self.terms.operands(items);
                Ok(self.terms.push(Term::List(at, count)))
            }
            Value::Object(members) => {
                let mut operands = Vec::with_capacity(2 * members.len());
                for (name, value) in members {
                    operands.push(self.terms.text(name));
                    let value = self.value(value);
                    operands.push(value.map_err(|it| it.at(&pointer([name.as_str()])))?);
                }
                let count = count(members.len())?;
                let at = self.terms.operands(operands);
                Ok(self.terms.push(Term::Object(at, count)))
            }
        }
    }

    fn values(&mut self, values: &[Value]) -> Result<Vec<u16>, Mistake> {
        let values = values.iter().enumerate();
        let terms = values.map(|(at, value)| {
            let term = self.value(value);
            term.map_err(|it| it.at(&format!("/{at}")))
        });
        terms.collect()
    }

    /// A URL: the first label of its host may be the service's common one.
    pub(super) fn url(&mut self, url: &Value) -> Result<u16, Mistake> {
        if let Value::Text(text) = url
            && text.contains(['{', '}'])
            && !has_reference(text)
        {
            let message =
                format!("a brace of `{text}` is part of no reference such as `{{Region}}`");
            return Err(Mistake::new(message));
        }
        if let Value::Text(text) = url
            && let Some(message) = no_url(text)
        {
            return Err(Mistake::new(message));
        }
        if let Value::Text(text) = url
            && !self.host.is_empty()
            && let Some(rest) = text.strip_prefix("https://")
            && let Some(rest) = rest.strip_prefix(self.host)
            && rest.starts_with(['.', '-'])
        {
            let mut parts = vec![self.literal("https://"), self.terms.push(Term::Host)];
            if has_reference(rest) {
                parts.extend(self.template(rest)?);
            } else {
                parts.push(self.literal(rest));
            }
            return self.joined(parts);
        }
        self.value(url)
    }

    pub(super) fn call(&mut self, call: &Call) -> Result<u16, Mistake> {
        let name = call.function.as_str();
        let arguments = call.arguments.as_slice();
        let takes = |count: usize| {
            let words = if count == 1 { "argument" } else { "arguments" };
            Mistake::new(format!(
                "`{name}` takes {count} {words}, not {}",
                arguments.len()
            ))
            .at("/argv")
        };
        if name == "getAttr" {
            let [of, Value::Text(path)] = arguments else {
                return Err(match arguments {
                    [_, _] => Mistake::new("the path of `getAttr` is not a string").at("/argv/1"),
                    _ => takes(2),
                });
            };
            let of = self.value(of).map_err(|it| it.at("/argv/0"))?;
            let term = path.split('.').try_fold(of, |of, part| self.part(of, part));
            return term.map_err(|it| it.at("/argv/1"));
        }
        let Some(function) = EndpointFunction::from_name(name) else {
            let known = EndpointFunction::names();
            let message = format!("no function `{name}`");
            let mistake = Mistake::unknown(message, name, known.chain(["getAttr"]));
            return Err(mistake.at("/fn"));
        };
        if arguments.len() != function.arity() {
            return Err(takes(function.arity()));
        }
        let mut terms = self.values(arguments).map_err(|it| it.at("/argv"))?;
        // Equality is symmetric; with the constant last, more terms are equal.
        if matches!(
            function,
            EndpointFunction::BooleanEquals | EndpointFunction::StringEquals
        ) {
            terms.sort_by_key(|term| (self.is_constant(*term), *term));
        }
        let mut terms = terms.into_iter();
        let first = terms.next().unwrap_or_default();
        let second = match function {
            EndpointFunction::Substring => self.terms.operands(terms.collect()),
            _ => terms.next().unwrap_or_default(),
        };
        Ok(self.terms.push(Term::Call(function, first, second)))
    }

    fn is_constant(&self, term: u16) -> bool {
        matches!(
            self.terms.get(term),
            Some(Term::Text(_) | Term::Boolean(_) | Term::Integer(_))
        )
    }

    fn reference(&mut self, name: &str) -> Result<u16, Mistake> {
        match self.scope.get(name) {
            Some(slot) => Ok(self.terms.push(Term::Slot(*slot))),
            None => {
                let mut known: Vec<_> = self.scope.keys().map(String::as_str).collect();
                known.sort_unstable();
                let message = format!("no parameter `{name}`, and nothing above is assigned to it");
                Err(Mistake::unknown(message, name, known.into_iter()))
            }
        }
    }

    /// `name`, `name[0]` or `[0]`.
    fn part(&mut self, mut of: u16, part: &str) -> Result<u16, Mistake> {
        let (name, position) = match part.split_once('[') {
            None => (part, None),
            Some((name, rest)) => {
                let position = rest.strip_suffix(']').and_then(|text| text.parse().ok());
                let Some(position) = position else {
                    return Err(Mistake::new(format!("`{part}` is not a part of a value")));
                };
                (name, Some(position))
            }
        };
        if !name.is_empty() || position.is_none() {
            if !PARTS.contains(&name) {
                let message = format!("no value has a part `{name}`");
                return Err(Mistake::unknown(message, name, PARTS.iter().copied()));
            }
            let name = self.terms.text(name);
            of = self.terms.push(Term::Part(of, name));
        }
        Ok(match position {
            Some(position) => self.terms.push(Term::Element(of, position)),
            None => of,
        })
    }

    fn text(&mut self, text: &str) -> Result<u16, Mistake> {
        if has_reference(text) {
            let parts = self.template(text)?;
            self.joined(parts)
        } else {
            Ok(self.literal(text))
        }
    }

    fn literal(&mut self, text: &str) -> u16 {
        let text = self.terms.text(text);
        self.terms.push(Term::Text(text))
    }

    fn joined(&mut self, parts: Vec<u16>) -> Result<u16, Mistake> {
        let count = count(parts.len())?;
        let at = self.terms.operands(parts);
        Ok(self.terms.push(Term::Template(at, count)))
    }

    /// The parts of a text with references: `{name}`, `{name#part}`; `{{` and `}}` stand for braces.
    fn template(&mut self, text: &str) -> Result<Vec<u16>, Mistake> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            literal.push_str(before);
            if let Some(after) = brace
                .strip_prefix("{{")
                .or_else(|| brace.strip_prefix("}}"))
            {
                literal.push_str(&brace[..1]);
                rest = after;
                continue;
            }
            let reference = brace
                .strip_prefix('{')
                .and_then(|brace| brace.split_once('}'));
            let Some((reference, after)) = reference else {
                return Err(Mistake::new(format!("a brace of `{text}` has no other")));
            };
            if !literal.is_empty() {
                parts.push(self.literal(&literal));
                literal.clear();
            }
            let mut names = reference.split('#');
            let value = self.reference(names.next().unwrap_or_default())?;
            parts.push(names.try_fold(value, |of, part| self.part(of, part))?);
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(self.literal(&literal));
        }
        Ok(parts)
    }
}

fn count(count: usize) -> Result<u16, Mistake> {
    u16::try_from(count).map_err(|_| Mistake::new("it has too many parts"))
}

/// What keeps a text from being a URL; one with references is known when they have values.
fn no_url(text: &str) -> Option<String> {
    if text.contains('{') {
        return None;
    }
    let scheme = ["https://", "http://"];
    let Some(rest) = scheme.iter().find_map(|scheme| text.strip_prefix(scheme)) else {
        return Some(match text.is_empty() {
            true => empty("url"),
            false => format!("a URL begins with `https://`, `{text}` does not"),
        });
    };
    if rest.is_empty() || rest.starts_with('/') {
        return Some(format!("`{text}` has no host"));
    }
    let is_spaced = text.contains(char::is_whitespace);
    is_spaced.then(|| format!("a URL has no spaces, `{text}` does"))
}

/// Whether a text has a reference (botocore/endpoint_provider.py, `TEMPLATE_STRING_RE`); in other texts, braces are text.
fn has_reference(text: &str) -> bool {
    text.split('{').skip(1).any(|rest| {
        let name = rest.split_once('}').map_or("", |(name, _)| name);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#');
        !name.is_empty() && name.bytes().all(allowed)
    })
}
