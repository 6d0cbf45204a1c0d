//! Makes cases from a seed: callers who set some parameters, and answers that mostly contain the sources of resources.

use fastrand::Rng;
use pageboy::Dynamic;
use pageboy::resource::{Handle, List, Param, ParamSource, ResponseResource, UntypedResource};
use pageboy::schema::Operation;
use pageboy_cli::dynamic::resources::Method;
use serde_json::{Value, json};

use super::cases::{AskedBatch, ResourceCase, data, listed, texts};
use super::definitions::{CollectionOffer, Definition, Kind, Offer};
use crate::generate::{self, Filler, Subject, Trait};
use crate::ours::{client, script};
use crate::plain;
use crate::wire::{self, Answer};

/// The case of this number, and its features.
pub(crate) async fn make(
    definition: &Definition,
    number: usize,
    rng: &mut Rng,
) -> (ResourceCase, Vec<Trait>) {
    let mut maker = MethodMaker {
        number,
        rng,
        asked: ResourceCase::default(),
        traits: Vec::new(),
    };
    maker.of(&definition.of, &definition.method);
    match &definition.offer {
        Offer::Load(load) => {
            let mut looked_at = Subject::default();
            looked_at.data(Some(&load.path), definition.of.table.data);
            // Where the answer lists resources, this one may be among them.
            looked_at.texts = texts(&maker.asked.identifiers).collect();
            maker.asked.kind = "load";
            maker.answer(load.operation, &looked_at);
        }
        Offer::Method(method) => maker.method(definition, method),
        Offer::Batch(..) => maker.batch(definition).await,
    }
    (maker.asked, maker.traits)
}

struct MethodMaker<'a> {
    number: usize,
    rng: &'a mut Rng,
    asked: ResourceCase,
    traits: Vec<Trait>,
}

impl MethodMaker<'_> {
    /// The resource that is used, and its method.
    fn of(&mut self, kind: &Kind, method: &str) {
        self.asked.resource = kind.table.name;
        self.asked.identifiers = identifiers(kind, self.number);
        method.clone_into(&mut self.asked.name);
    }

    fn method(&mut self, definition: &Definition, method: &Method) {
        match method {
            Method::Act(action, operation)
            | Method::MakeOne(action, operation)
            | Method::MakeMany(action, operation) => {
                self.asked.kind = "action";
                let made = action.made;
                if definition.needs_data {
                    self.data(&definition.of, made, action.params);
                }
                self.params(operation, action.params, made);
                let mut looked_at = Subject::default();
                if let Some(made) = made {
                    looked_at.made(made);
                }
                self.answer(operation, &looked_at);
            }
            Method::List(..) => {
                if let Some(listed) = definition.listed() {
                    self.asked.kind = "collection";
                    self.asked.answers = self.pages(&listed, &[]);
                }
            }
            Method::Reference(made) | Method::References(made) => {
                self.asked.kind = "reference";
                self.data(&definition.of, Some(made), &[]);
            }
            Method::Subresource(_, sources) => {
                self.asked.kind = "subresource";
                let given = sources.iter().filter(|source| source.is_none());
                let given = given
                    .enumerate()
                    .map(|(at, _)| json!(format!("given-{at}")));
                self.asked.given = given.collect();
            }
            Method::Wait(waiter) => {
                self.asked.kind = "wait";
                let case = generate::wait(waiter.waiter, self.number, self.rng);
                self.params(waiter.waiter.operation, waiter.params, None);
                self.asked.config = case.config;
                self.asked.answers = case.answers;
            }
        }
    }

    async fn batch(&mut self, definition: &Definition) {
        let Offer::Batch(action, operation, _) = &definition.offer else {
            return;
        };
        self.asked.kind = "batch";
        let filled = self.filled(action.params);
        if filled.is_empty() {
            self.traits.push(Trait::SetsFilled);
        }
        let params = generate::inputs(operation, &filled, &Subject::default(), self.rng);
        let mut batch = AskedBatch {
            name: definition.method.clone(),
            operation: operation.name,
            params: plain::of(&params),
            of: Vec::new(),
        };
        if let Some(listed) = listed(definition, self.number) {
            self.of(&listed.of, &listed.method);
            let pages = self.pages(listed, action.params);
            self.answers_behind(pages, listed, operation).await;
        } else {
            // No call takes more than ten messages.
            let known = 0..self.rng.usize(1..10);
            let known = known.map(|at| identifiers(&definition.of, self.number * 10 + at));
            batch.of = known.collect();
            if definition.needs_data {
                self.data(&definition.of, None, action.params);
            }
            self.answer(operation, &Subject::default());
        }
        self.asked.batch = Some(batch);
    }

    /// The resource's data.
    fn data(&mut self, kind: &Kind, made: Option<&ResponseResource>, params: &[Param]) {
        let Some(shape) = kind.table.data else {
            return;
        };
        let mut looked_at = Subject::default();
        if let Some(made) = made {
            looked_at.made(made);
        }
        add_sources(&mut looked_at, params);
        let presence = self.presence();
        let mut filler = Filler::new(self.rng, &looked_at);
        filler.presence = presence;
        self.asked.data = Some(plain::of(&filler.data(shape)));
    }

    /// The members that the caller leaves to the resource: in one of three cases, none.
    fn filled(&self, params: &[Param]) -> Vec<u16> {
        if self.number % 3 == 2 {
            return Vec::new();
        }
        let steps = params.iter().filter_map(|param| param.target.first());
        steps.map(|step| step.member).collect()
    }

    /// What the caller sets; mostly what resources are made of, if that is in the request.
    fn params(
        &mut self,
        operation: &'static Operation,
        filled: &[Param],
        made: Option<&ResponseResource>,
    ) {
        let filled = self.filled(filled);
        let mut wanted = Subject::default();
        if let Some(made) = made
            && self.number % 5 != 3
        {
            wanted.requested(made);
        }
        let params = generate::inputs(operation, &filled, &wanted, self.rng);
        self.set_params(operation, &params);
    }

    fn set_params(&mut self, operation: &'static Operation, params: &Dynamic) {
        self.asked.operation = Some(operation.name);
        self.asked.params = plain::of(params);
    }

    fn answer(&mut self, operation: &'static Operation, looked_at: &Subject) {
        let answer = self.output(operation, looked_at);
        self.asked.answers.push(answer);
    }

    fn output(&mut self, operation: &Operation, looked_at: &Subject) -> Answer {
        let presence = self.presence();
        let mut filler = Filler::new(self.rng, looked_at);
        (filler.presence, filler.others) = (presence, 0.2);
        let output = filler.output(operation);
        wire::output(operation, 200, &output, self.rng)
    }

    /// The probability of relevant members: mostly all are present, so that identifiers are complete; sometimes none.
    const fn presence(&self) -> f32 {
        match self.number % 15 {
            14 => 0.0,
            4 | 9 => 0.8,
            _ => 1.0,
        }
    }

    /// What a collection is asked, and its pages; `params` are those of what is done with its resources.
    fn pages(&mut self, listed: &CollectionOffer, params: &[Param]) -> Vec<Answer> {
        let (action, operation) = (listed.action, listed.operation);
        if listed.needs_data {
            self.data(&listed.of, action.made, action.params);
        }
        let limit = action.paginator.and_then(|paginator| paginator.limit);
        let mut skipped = self.filled(action.params);
        if let Some(paginator) = action.paginator {
            skipped.extend(paginator.tokens.iter().map(|token| token.input));
            skipped.extend(limit);
        }
        let asked = generate::inputs(operation, &skipped, &Subject::default(), self.rng);
        self.set_params(operation, &asked);
        if self.number % 4 == 3 {
            self.asked.limit = Some(self.rng.usize(..4));
            self.traits.push(Trait::Limited);
        }
        if self.number % 3 == 1 && limit.is_some() {
            self.asked.page_size = Some(self.rng.i32(1..50));
        }
        let Some(paginator) = action.paginator else {
            return vec![self.output(operation, &items(listed, params))];
        };
        let (count, presence) = (self.rng.usize(1..4), self.presence());
        let pages = (0..count).map(|at| {
            let at = (at, at + 1 == count);
            generate::page(paginator, items(listed, params), presence, self.rng, at)
        });
        pages.collect()
    }

    /// Puts the answer to a batch's call behind each page that has resources.
    async fn answers_behind(
        &mut self,
        pages: Vec<Answer>,
        listed: &CollectionOffer,
        operation: &'static Operation,
    ) {
        // pageboy helps to find these pages; boto3 decides what they mean.
        let transport = script(&pages);
        let client = client(operation.service, &transport);
        let handle = Handle::new(client, listed.of.table, texts(&self.asked.identifiers));
        let data = data(&self.asked, &listed.of);
        let data = data.as_ref().map(|data| data as _);
        let resources = List::<UntypedResource>::new(&handle, listed.action, data)
            .items_dynamic(listed.operation, generate::input(listed.operation));
        let mut counted = match self.asked.limit {
            Some(limit) => resources.limit(limit).pages(),
            None => resources.pages(),
        };
        for page in pages {
            self.asked.answers.push(page);
            match counted.try_next().await {
                Ok(Some(resources)) if resources.is_empty() => self.traits.push(Trait::EmptyPage),
                Ok(Some(_)) => self.answer(operation, &Subject::default()),
                _ => {}
            }
        }
    }
}

/// What a page of a collection is to hold.
fn items(listed: &CollectionOffer, params: &[Param]) -> Subject {
    let mut looked_at = match listed.action.paginator {
        Some(paginator) => Subject::by_paginator(paginator),
        None => Subject::default(),
    };
    if let Some(made) = &listed.action.made {
        looked_at.made(made);
    }
    add_sources(&mut looked_at, params);
    looked_at
}

/// Adds the data that parameters are filled with.
fn add_sources(looked_at: &mut Subject, params: &[Param]) {
    for param in params {
        if let ParamSource::Data(path) = &param.source {
            looked_at.expression(path);
        }
    }
}

fn identifiers(kind: &Kind, number: usize) -> Vec<Value> {
    let identifiers = kind.table.identifiers.iter().zip(&kind.integers);
    let value = |name: &str| match name {
        "Key" => format!("a key/é&+ {number}"),
        name if name.ends_with("Arn") => {
            format!("arn:aws:service:us-east-1:123456789012:thing-{number}")
        }
        name => format!("{}-{number}", name.to_ascii_lowercase()),
    };
    identifiers
        .map(|(identifier, is_integer)| match is_integer {
            true => json!(number + 1),
            false => json!(value(identifier.name)),
        })
        .collect()
}
