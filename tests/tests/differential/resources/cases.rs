//! What is asked of a resource, and the answers: made from a seed, the same for both sides.

use fastrand::Rng;
use pageboy::Dynamic;
use pageboy::resource::{Handle, List, Made, Param, Reached, ResourceType, Source};
use pageboy::schema::{Operation, Service, Shape};
use pageboy_cli::dynamic::resources::Method;
use pageboy_cli::input;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::definitions::{Definition, Definitions, Listed, Offer};
use crate::generate::{self, Filler, LookedAt, Trait};
use crate::ours::{client, script};
use crate::plain;
use crate::settings::Settings;
use crate::wire::{self, Answer};

/// What happens to a resource once.
pub(crate) struct Case {
    /// The index of the definition.
    pub(crate) definition: usize,
    /// Which one of the definition's it is.
    pub(crate) number: usize,
    pub(crate) traits: Vec<Trait>,
    pub(crate) asked: Asked,
}

/// A case, as the Python side reads it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Asked {
    pub(crate) kind: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) identifiers: Vec<Value>,
    pub(crate) data: Option<Value>,
    /// The method.
    pub(crate) name: String,
    /// The operation that `params` are of.
    pub(crate) operation: Option<&'static str>,
    pub(crate) params: Value,
    /// The identifiers that a subresource takes.
    pub(crate) given: Vec<Value>,
    pub(crate) limit: Option<usize>,
    pub(crate) page_size: Option<i32>,
    /// What is done with all of a collection.
    pub(crate) batch: Option<AskedBatch>,
    /// `Delay` and `MaxAttempts` of a wait.
    pub(crate) config: Map<String, Value>,
    pub(crate) answers: Vec<Answer>,
}

#[derive(Debug, Serialize)]
pub(crate) struct AskedBatch {
    pub(crate) name: String,
    pub(crate) operation: &'static str,
    pub(crate) params: Value,
}

/// All cases of a service.
pub(crate) async fn of(definitions: &Definitions, settings: &Settings) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, definition) in definitions.all.iter().enumerate() {
        if !settings.has_definition(&definition.name) {
            continue;
        }
        for number in 0..settings.sequences {
            let name = format!("{}/{}", definitions.service, definition.name);
            let mut rng = generate::chance(settings.seed, &name, number);
            let mut maker = Maker {
                service: definitions.table,
                number,
                rng: &mut rng,
                case: Case {
                    definition: at,
                    number,
                    traits: Vec::new(),
                    asked: Asked::default(),
                },
            };
            if maker.make(definition).await {
                cases.push(maker.case);
            }
        }
    }
    cases
}

struct Maker<'a> {
    service: &'static Service,
    number: usize,
    rng: &'a mut Rng,
    case: Case,
}

impl Maker<'_> {
    /// Whether there is a case.
    async fn make(&mut self, definition: &Definition) -> bool {
        self.case.asked.name.clone_from(&definition.method);
        self.of(definition.kind, &definition.integers);
        let mut looked_at = LookedAt::default();
        match &definition.offer {
            Offer::Load(load) => {
                self.case.asked.kind = "load";
                looked_at.data(Some(&load.path), definition.kind.data);
                // Where the answer lists resources, this one may be among them.
                let texts = self.case.asked.identifiers.iter().filter_map(Value::as_str);
                looked_at.texts = texts.map(str::to_owned).collect();
                self.answer(load.operation, &looked_at);
            }
            Offer::Method(method) => self.method(definition, method),
            Offer::Batch(action, operation, collections) => {
                if collections.is_empty() {
                    return false;
                }
                let listed = &collections[self.number % collections.len()];
                self.of(listed.kind, &listed.integers);
                self.case.asked.kind = "batch";
                self.case.asked.name.clone_from(&listed.method);
                if listed.needs_data {
                    self.data(
                        listed.kind,
                        listed.action.made.as_ref(),
                        listed.action.params,
                    );
                }
                let pages = self.pages(listed, action.params);
                let filled = self.filled(action.params);
                if filled.is_empty() && !action.params.is_empty() {
                    self.case.traits.push(Trait::SetsFilled);
                }
                let params = generate::inputs(operation, &filled, &LookedAt::default(), self.rng);
                self.case.asked.batch = Some(AskedBatch {
                    name: definition.method.clone(),
                    operation: operation.name,
                    params: plain::of(&params),
                });
                self.batch(listed, pages, operation).await;
            }
        }
        true
    }

    fn method(&mut self, definition: &Definition, method: &Method) {
        let kind = definition.kind;
        match method {
            Method::Act(action, operation)
            | Method::MakeOne(action, operation)
            | Method::MakeMany(action, operation) => {
                self.case.asked.kind = "action";
                if definition.needs_data {
                    self.data(kind, action.made.as_ref(), action.params);
                }
                self.params(operation, action.params, action.made.as_ref());
                let mut looked_at = LookedAt::default();
                if let Some(made) = &action.made {
                    looked_at.made(made);
                }
                self.answer(operation, &looked_at);
            }
            Method::List(action, operation) => {
                self.case.asked.kind = "collection";
                let listed = Listed {
                    kind,
                    integers: definition.integers.clone(),
                    method: definition.method.clone(),
                    needs_data: definition.needs_data,
                    action,
                    operation,
                };
                if listed.needs_data {
                    self.data(kind, action.made.as_ref(), action.params);
                }
                self.case.asked.answers = self.pages(&listed, &[]);
            }
            Method::Reference(made) | Method::References(made) => {
                self.case.asked.kind = "reference";
                self.data(kind, Some(made), &[]);
            }
            Method::Subresource(_, sources) => {
                self.case.asked.kind = "subresource";
                let given = sources.iter().filter(|source| source.is_none());
                let given = given
                    .enumerate()
                    .map(|(at, _)| json!(format!("given-{at}")));
                self.case.asked.given = given.collect();
            }
            Method::Wait(waiter) => {
                self.case.asked.kind = "wait";
                let case = generate::wait(waiter.waiter, self.number, self.rng);
                self.params(waiter.waiter.operation, waiter.params, None);
                self.case.asked.config = case.config;
                self.case.asked.answers = case.answers;
            }
        }
    }

    /// The resource that is used.
    fn of(&mut self, kind: &'static ResourceType, integers: &[bool]) {
        let identifiers = kind.identifiers.iter().zip(integers);
        let number = self.number;
        self.case.asked.resource = kind.name;
        self.case.asked.identifiers = identifiers
            .map(|(identifier, is_integer)| match identifier.name {
                _ if *is_integer => json!(number + 1),
                name if name.ends_with("Arn") => {
                    json!(format!(
                        "arn:aws:service:us-east-1:123456789012:thing-{number}"
                    ))
                }
                "Key" => json!(format!("a key/é&+ {number}")),
                name => json!(format!("{}-{number}", name.to_ascii_lowercase())),
            })
            .collect();
    }

    /// The resource's data.
    fn data(&mut self, kind: &'static ResourceType, made: Option<&Made>, params: &[Param]) {
        let Some(shape) = kind.data else {
            return;
        };
        let mut looked_at = LookedAt::default();
        if let Some(made) = made {
            looked_at.made(made);
        }
        for param in params {
            if let Source::Data(path) = &param.source {
                looked_at.expression(path);
            }
        }
        let presence = self.presence();
        let mut filler = Filler::new(self.rng, &looked_at);
        filler.presence = presence;
        let data = filler.data(shape);
        self.case.asked.data = Some(plain::of(&data));
    }

    /// The members that the caller leaves to the resource: in one of three cases, none.
    fn filled(&self, params: &[Param]) -> Vec<u16> {
        if self.number % 3 == 2 {
            return Vec::new();
        }
        let steps = params.iter().filter_map(|param| param.target.first());
        steps.map(|step| step.member).collect()
    }

    fn params(&mut self, operation: &'static Operation, filled: &[Param], made: Option<&Made>) {
        let filled = self.filled(filled);
        let mut wanted = LookedAt::default();
        if let Some(made) = made
            && self.number % 5 != 3
        {
            wanted.requested(made);
        }
        let params = generate::inputs(operation, &filled, &wanted, self.rng);
        self.set_params(operation, &params);
    }

    fn set_params(&mut self, operation: &'static Operation, params: &Dynamic) {
        self.case.asked.operation = Some(operation.name);
        self.case.asked.params = plain::of(params);
    }

    fn answer(&mut self, operation: &'static Operation, looked_at: &LookedAt) {
        let answer = self.output(operation, looked_at);
        self.case.asked.answers.push(answer);
    }

    fn output(&mut self, operation: &Operation, looked_at: &LookedAt) -> Answer {
        let presence = self.presence();
        let mut filler = Filler::new(self.rng, looked_at);
        (filler.presence, filler.others) = (presence, 0.2);
        let output = filler.output(operation);
        wire::output(operation, 200, &output, self.rng)
    }

    /// How likely members are there that are looked at: mostly all, so that identifiers are complete.
    const fn presence(&self) -> f32 {
        if self.number % 5 == 4 { 0.8 } else { 1.0 }
    }

    /// What a collection is asked, and its pages; `params` are those of what is done with its resources.
    fn pages(&mut self, listed: &Listed, params: &[Param]) -> Vec<Answer> {
        let operation = listed.operation;
        let mut skipped = self.filled(listed.action.params);
        if let Some(paginator) = listed.action.paginator {
            skipped.extend(paginator.tokens.iter().map(|token| token.input));
            skipped.extend(paginator.limit);
        }
        let asked = generate::inputs(operation, &skipped, &LookedAt::default(), self.rng);
        self.set_params(operation, &asked);
        if self.number % 4 == 3 {
            self.case.asked.limit = Some(self.rng.usize(..4));
            self.case.traits.push(Trait::Limited);
        }
        if self.number % 3 == 1
            && listed
                .action
                .paginator
                .is_some_and(|paginator| paginator.limit.is_some())
        {
            self.case.asked.page_size = Some(self.rng.i32(1..50));
        }
        let looked_at = || {
            let mut looked_at = match listed.action.paginator {
                Some(paginator) => LookedAt::by_paginator(paginator),
                None => LookedAt::default(),
            };
            if let Some(made) = &listed.action.made {
                looked_at.made(made);
            }
            for param in params {
                if let Source::Data(path) = &param.source {
                    looked_at.expression(path);
                }
            }
            looked_at
        };
        let Some(paginator) = listed.action.paginator else {
            return vec![self.output(operation, &looked_at())];
        };
        let count = self.rng.usize(1..4);
        let presence = self.presence();
        let pages = (0..count).map(|at| {
            generate::page(
                paginator,
                looked_at(),
                presence,
                self.rng,
                (at, at + 1 == count),
            )
        });
        pages.collect()
    }

    /// Puts the answer to a batch's call behind each page that has resources.
    async fn batch(&mut self, listed: &Listed, pages: Vec<Answer>, operation: &'static Operation) {
        // pageboy helps to find which pages those are; what they mean is for boto3 to say.
        let transport = script(&pages);
        let identifiers = self.case.asked.identifiers.iter().map(text);
        let handle = Handle::new(client(self.service, &transport), listed.kind, identifiers);
        let data = data(&self.case.asked, listed.kind);
        let asked = generate::input(listed.operation);
        let resources =
            List::<Reached>::new(&handle, listed.action, data.as_ref().map(|data| data as _))
                .items_dynamic(listed.operation, asked);
        let mut counted = match self.case.asked.limit {
            Some(limit) => resources.limit(limit).pages(),
            None => resources.pages(),
        };
        for page in pages {
            self.case.asked.answers.push(page);
            match counted.try_next().await {
                Ok(Some(resources)) if resources.is_empty() => {
                    self.case.traits.push(Trait::EmptyPage);
                }
                Ok(Some(_)) => self.answer(operation, &LookedAt::default()),
                _ => {}
            }
        }
    }
}

/// The data of a case's resource.
pub(crate) fn data(asked: &Asked, kind: &ResourceType) -> Option<Dynamic> {
    let (data, shape) = asked.data.as_ref().zip(kind.data)?;
    Some(read(shape, data))
}

/// A structure with these members.
pub(crate) fn read(shape: &'static Shape, json: &Value) -> Dynamic {
    let json = serde_json::from_value(json.clone()).unwrap();
    input::read(shape, &json).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// An identifier as text.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
