//! Walks a rule set's graph.

use super::arn::Arn;
use super::functions;
use super::parsed_url::ParsedUrl;
use super::value::Value;
use crate::schema::{EndpointFunction, EndpointRules, Outcome, Place, Term};
use crate::wire;

/// The outcome of rules.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resolution<'a> {
    pub(crate) url: String,
    /// An object.
    pub(crate) properties: Value<'a>,
    /// An object of lists.
    pub(crate) headers: Value<'a>,
}

/// Why rules yield no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoEndpoint {
    /// The rules' own error message.
    Error(String),
    /// No rule applies.
    NoMatch,
    /// A value has the wrong type.
    Failed(String),
}

/// Walks the graph. `slots` holds the values of the parameters, in their order; `host` is the first label of the service's
/// hosts.
pub(crate) fn evaluate<'a>(
    rules: &'static EndpointRules,
    host: &'static str,
    mut slots: Vec<Value<'a>>,
) -> Result<Resolution<'a>, NoEndpoint> {
    for (parameter, value) in rules.parameters.iter().zip(&mut slots) {
        if *value == Value::Null {
            *value = parameter.default.map_or(Value::Null, Value::from);
            if *value == Value::Null && parameter.required {
                let name = parameter.name;
                return Err(NoEndpoint::Error(format!(
                    "Cannot find value for required parameter {name}"
                )));
            }
        }
    }
    slots.resize(usize::from(rules.slots), Value::Null);
    let mut walk = Walk { rules, host, slots };
    let mut next = rules.start;
    let mut before = usize::MAX;
    loop {
        match next.place() {
            Place::Nowhere => return Err(NoEndpoint::NoMatch),
            Place::Outcome(at) => return walk.outcome(at),
            Place::Branch(at) => {
                let at = usize::from(at);
                // Branches lead to earlier ones, so every walk ends.
                let branch = rules.branches.get(at).filter(|_| at < before);
                let Some(branch) = branch else {
                    return Err(missing());
                };
                before = at;
                next = if walk.holds(branch.0)? {
                    branch.1
                } else {
                    branch.2
                };
            }
        }
    }
}

struct Walk<'a> {
    rules: &'static EndpointRules,
    host: &'static str,
    slots: Vec<Value<'a>>,
}

impl<'a> Walk<'a> {
    fn holds(&mut self, test: u16) -> Result<bool, NoEndpoint> {
        let test = self
            .rules
            .tests
            .get(usize::from(test))
            .ok_or_else(missing)?;
        let value = self.value(test.term)?;
        let holds = value.holds();
        if let Some(slot) = test.keep {
            let slot = self.slots.get_mut(usize::from(slot));
            *slot.ok_or_else(missing)? = value;
        }
        Ok(holds)
    }

    fn outcome(&self, at: u16) -> Result<Resolution<'a>, NoEndpoint> {
        match self.rules.outcomes.get(usize::from(at)) {
            None => Err(missing()),
            Some(Outcome::Error(message)) => Err(NoEndpoint::Error(self.text(*message)?)),
            Some(Outcome::Endpoint {
                url,
                properties,
                headers,
            }) => Ok(Resolution {
                url: self.text(*url)?,
                properties: self.value(*properties)?,
                headers: self.value(*headers)?,
            }),
        }
    }

    fn text(&self, term: u16) -> Result<String, NoEndpoint> {
        match self.value(term)? {
            Value::Text(text) => Ok(text.into_owned()),
            other => Err(failed(format!("expected text, found {}", other.describe()))),
        }
    }

    fn value(&self, term: u16) -> Result<Value<'a>, NoEndpoint> {
        let found = self.rules.terms.get(usize::from(term));
        match *found.ok_or_else(missing)? {
            Term::Slot(slot) => self.slot(slot).cloned(),
            Term::Text(at) => Ok(Value::text(self.literal(at)?)),
            Term::Boolean(value) => Ok(Value::Boolean(value)),
            Term::Integer(value) => Ok(Value::Integer(value)),
            Term::Host => Ok(Value::text(self.host)),
            Term::Template(at, count) => {
                let mut text = String::with_capacity(64);
                for part in self.operands(at, count)? {
                    self.append(*part, term, &mut text)?;
                }
                Ok(Value::Text(text.into()))
            }
            Term::Part(of, name) => {
                let name = self.literal(name)?;
                self.with(of, term, |value| Ok(value.part(name)))
            }
            Term::Element(of, position) => {
                self.with(of, term, |value| Ok(value.element(usize::from(position))))
            }
            Term::List(at, count) => {
                let items = self.operands(at, count)?.iter();
                let items = items.map(|item| self.below(*item, term));
                Ok(Value::List(items.collect::<Result<_, _>>()?))
            }
            Term::Object(at, count) => {
                let operands = self.operands(at, count.saturating_mul(2))?;
                let members = operands.chunks_exact(2).map(|member| match member {
                    [name, value] => Ok((self.literal(*name)?, self.below(*value, term)?)),
                    _ => Err(missing()),
                });
                Ok(Value::Object(members.collect::<Result<_, _>>()?))
            }
            Term::Call(function, one, two) => self.call(term, function, one, two),
        }
    }

    /// The value of a term's operand, which stands before it, so every evaluation ends.
    fn below(&self, term: u16, user: u16) -> Result<Value<'a>, NoEndpoint> {
        if term < user {
            self.value(term)
        } else {
            Err(missing())
        }
    }

    /// The value of a function of one term; a slot's value is not copied for it.
    fn with<T>(
        &self,
        term: u16,
        user: u16,
        then: impl FnOnce(&Value<'a>) -> Result<T, NoEndpoint>,
    ) -> Result<T, NoEndpoint> {
        match self.rules.terms.get(usize::from(term)) {
            Some(Term::Slot(slot)) => then(self.slot(*slot)?),
            _ => then(&self.below(term, user)?),
        }
    }

    fn append(&self, term: u16, user: u16, text: &mut String) -> Result<(), NoEndpoint> {
        match self.rules.terms.get(usize::from(term)) {
            Some(Term::Text(at)) => text.push_str(self.literal(*at)?),
            _ => self.with(term, user, |value| value.write_to(text).map_err(failed))?,
        }
        Ok(())
    }

    fn call(
        &self,
        term: u16,
        function: EndpointFunction,
        one: u16,
        two: u16,
    ) -> Result<Value<'a>, NoEndpoint> {
        use EndpointFunction as F;
        match function {
            F::IsSet => self.with(one, term, |value| Ok(Value::Boolean(*value != Value::Null))),
            F::Not => self.with(one, term, |value| {
                Ok(Value::Boolean(match value {
                    Value::Null | Value::Boolean(false) | Value::Integer(0) => true,
                    Value::Text(text) => text.is_empty(),
                    Value::List(items) => items.is_empty(),
                    Value::Object(members) => members.is_empty(),
                    _ => false,
                }))
            }),
            F::BooleanEquals => {
                let other = self.boolean(two, term, function)?;
                Ok(Value::Boolean(self.boolean(one, term, function)? == other))
            }
            F::StringEquals => self.with(one, term, |one| {
                self.with(two, term, |two| match (one, two) {
                    (Value::Text(one), Value::Text(two)) => Ok(Value::Boolean(one == two)),
                    (Value::Text(_), other) | (other, _) => Err(unfit(function, "text", other)),
                })
            }),
            F::Substring => {
                let [start, stop, reverse] = self.operands(two, 3)? else {
                    return Err(missing());
                };
                let start = self.integer(*start, term, function)?;
                let stop = self.integer(*stop, term, function)?;
                let reverse = self.boolean(*reverse, term, function)?;
                self.of_text(one, term, function, |text| {
                    functions::substring(text, start, stop, reverse)
                })
            }
            F::UriEncode => self.with(one, term, |value| match value {
                Value::Null => Ok(Value::Null),
                Value::Text(text) => Ok(Value::Text(wire::encode(text).to_string().into())),
                other => Err(unfit(function, "text", other)),
            }),
            F::ParseUrl => self.with(one, term, |value| match value {
                Value::Null => Ok(Value::Null),
                Value::Text(text) => {
                    let url = ParsedUrl::parse(text.clone());
                    Ok(url.map_or(Value::Null, |url| Value::Url(Box::new(url))))
                }
                other => Err(unfit(function, "text", other)),
            }),
            F::ParseArn => self.with(one, term, |value| match value {
                Value::Null => Ok(Value::Null),
                Value::Text(text) => {
                    let arn = Arn::parse(text.clone());
                    Ok(arn.map_or(Value::Null, |arn| Value::Arn(Box::new(arn))))
                }
                other => Err(unfit(function, "text", other)),
            }),
            F::Partition => self.with(one, term, |value| {
                let region = match value {
                    Value::Null => "",
                    Value::Text(region) => region,
                    other => return Err(unfit(function, "text", other)),
                };
                let partition = functions::partition(region);
                Ok(partition.map_or(Value::Null, Value::Partition))
            }),
            F::IsValidHostLabel | F::IsVirtualHostableS3Bucket => {
                let with_dots = self.boolean(two, term, function)?;
                let is_valid = if function == F::IsValidHostLabel {
                    functions::is_host_label
                } else {
                    functions::is_virtual_hostable_bucket
                };
                self.with(one, term, |value| match value {
                    Value::Null => Ok(Value::Boolean(false)),
                    Value::Text(text) => Ok(Value::Boolean(is_valid(text, with_dots))),
                    other => Err(unfit(function, "text", other)),
                })
            }
        }
    }

    fn of_text<T>(
        &self,
        term: u16,
        user: u16,
        function: EndpointFunction,
        then: impl FnOnce(&str) -> T,
    ) -> Result<T, NoEndpoint> {
        self.with(term, user, |value| match value {
            Value::Text(text) => Ok(then(text)),
            other => Err(unfit(function, "text", other)),
        })
    }

    fn boolean(
        &self,
        term: u16,
        user: u16,
        function: EndpointFunction,
    ) -> Result<bool, NoEndpoint> {
        self.with(term, user, |value| match value {
            Value::Boolean(value) => Ok(*value),
            other => Err(unfit(function, "a boolean", other)),
        })
    }

    fn integer(&self, term: u16, user: u16, function: EndpointFunction) -> Result<i32, NoEndpoint> {
        self.with(term, user, |value| match value {
            Value::Integer(value) => Ok(*value),
            other => Err(unfit(function, "a number", other)),
        })
    }

    fn slot(&self, slot: u16) -> Result<&Value<'a>, NoEndpoint> {
        self.slots.get(usize::from(slot)).ok_or_else(missing)
    }

    fn literal(&self, at: u16) -> Result<&'static str, NoEndpoint> {
        let text = self.rules.texts.get(usize::from(at));
        text.copied().ok_or_else(missing)
    }

    fn operands(&self, at: u16, count: u16) -> Result<&'static [u16], NoEndpoint> {
        let at = usize::from(at);
        let operands = self.rules.operands.get(at..at + usize::from(count));
        operands.ok_or_else(missing)
    }
}

fn missing() -> NoEndpoint {
    failed("the tables refer to what they do not have".to_owned())
}

const fn failed(message: String) -> NoEndpoint {
    NoEndpoint::Failed(message)
}

fn unfit(function: EndpointFunction, expected: &str, found: &Value<'_>) -> NoEndpoint {
    failed(format!(
        "`{}` takes {expected}, not {}",
        function.name(),
        found.describe()
    ))
}
