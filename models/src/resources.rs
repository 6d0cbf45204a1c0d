//! `resources-1.json`, boto3's format: objects with identifiers, their actions, and how they lead to others.

use indexmap::IndexMap;

use crate::content::Content;
use crate::document::Document;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::{ObjectReader, Problem, named};

/// The resources of a service, with everything that is merged into them.
#[derive(Clone, Debug)]
pub struct Resources(Content<(Resource, IndexMap<String, Resource>)>);

impl Resources {
    /// `service`: the service itself as a resource, without identifiers or data.
    pub const fn service(&self) -> &Resource {
        &self.0.value().0
    }

    /// `resources` by name, in the order of the files.
    pub const fn all(&self) -> &IndexMap<String, Resource> {
        &self.0.value().1
    }

    /// The resource of this name.
    pub fn find(&self, name: &str) -> Option<&Resource> {
        self.all().get(name)
    }

    /// The mistakes in the files themselves: unknown keys, missing keys, wrong types.
    ///
    /// The plan checks operations, shapes, other resources and paths against the service.
    pub fn problems(&self) -> &[Problem] {
        self.0.problems()
    }

    /// The merged JSON and its origin; resource `Foo` is at `/resources/Foo`.
    pub const fn document(&self) -> &Document {
        self.0.document()
    }

    pub(crate) fn new(document: Document) -> Self {
        Self(Content::new(document, read))
    }
}

/// A resource, or the service as one. A missing or mistyped part reads as empty, and [`Resources::problems`] names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// `identifiers`, in the order constructors take them.
    pub identifiers: Vec<Identifier>,
    /// `shape`: the structure that holds the resource's data.
    pub shape: Option<String>,
    /// `load`: the call that loads the data.
    pub load: Option<Action>,
    /// `actions` by name.
    pub actions: IndexMap<String, Action>,
    /// `batchActions` by name: calls for all resources of a collection.
    pub batch_actions: IndexMap<String, Action>,
    /// `has` by name: resources that are reached from this one without a call.
    pub has: IndexMap<String, Target>,
    /// `hasMany` by name: collections.
    pub has_many: IndexMap<String, Action>,
    /// `waiters` by name, without `WaitUntil`.
    pub waiters: IndexMap<String, Wait>,
    /// `batchWriter`: the operation that writes many of the resource's items, in DynamoDB's form. Ours; boto3 adds it in
    /// code.
    pub batch_writer: Option<String>,
}

/// An identifier of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identifier {
    /// `name`.
    pub name: String,
    /// `memberName`: the member of the data with the same value.
    pub member: Option<String>,
    /// `type`: `integer`, or text when absent.
    pub kind: Option<String>,
    /// `mayBeEmpty`: the empty text is a valid value. Ours; boto3 accepts it for every identifier.
    pub may_be_empty: bool,
}

/// A call, and the use of its answer: an entry of `actions`, `batchActions` or `hasMany`, or `load`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Action {
    /// `request.operation`.
    pub operation: String,
    /// `request.params`.
    pub params: Vec<Param>,
    /// `resource`: the resources to make from the answer.
    pub resource: Option<Target>,
    /// `path`: the part of the answer to use.
    pub path: Option<String>,
    /// `limit`: maximum number of resources per call of a batch action. Ours; boto3 has no such key.
    pub limit: Option<u32>,
    /// `failures`: the list of failures in the answer to a batch action. Ours.
    pub failures: Option<String>,
}

/// A parameter that is filled in: an entry of `params`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Param {
    /// `target`: the place in the input, for example `Filters[0].Values[0]`.
    pub target: String,
    /// `source`: `identifier`, `data`, `string`, `integer`, `boolean` or `input`.
    pub source: String,
    /// `name` of an identifier.
    pub name: Option<String>,
    /// `path` into the data.
    pub path: Option<String>,
    /// `value` of a constant.
    pub value: Option<Json>,
}

/// A resource to make: the entry `resource` of an action, of `has` and of `hasMany`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// `type`: the name of the resource.
    pub kind: String,
    /// `identifiers`: the source of each; `target` is its name.
    pub identifiers: Vec<Param>,
    /// `path`: the place of the data.
    pub path: Option<String>,
    /// `forEach`: the identifier for each of whose values the others are repeated. Ours; without it, lists of identifiers
    /// are paired.
    pub for_each: Option<String>,
}

/// An entry of `waiters`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wait {
    /// `waiterName`.
    pub waiter: String,
    /// `params`.
    pub params: Vec<Param>,
    /// `path`: the place of the resource's data in the last answer.
    pub path: Option<String>,
}

fn read(file: &Json, problems: &mut Vec<Problem>) -> (Resource, IndexMap<String, Resource>) {
    let mut service = Resource::default();
    let mut resources = IndexMap::new();
    let Some(mut top) = ObjectReader::new(file, String::new(), problems) else {
        return (service, resources);
    };
    if let Some(value) = top.member("service") {
        service = read_resource(value, "/service".to_owned(), problems);
    }
    if let Some(value) = top.member("resources") {
        resources = entries(&top, "resources", value, problems, read_resource);
    }
    top.finish(problems);
    (service, resources)
}

fn read_resource(value: &Json, place: String, problems: &mut Vec<Problem>) -> Resource {
    let mut resource = Resource::default();
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return resource;
    };
    resource.identifiers = list(&mut reader, "identifiers", problems, read_identifier);
    resource.shape = reader.name("shape", problems);
    resource.load = reader.member("load").map(|load| {
        let place = reader.place("load");
        read_action(load, place, problems)
    });
    resource.actions = map(&mut reader, "actions", problems, read_action);
    resource.batch_actions = map(&mut reader, "batchActions", problems, read_action);
    resource.has = map(&mut reader, "has", problems, read_has);
    resource.has_many = map(&mut reader, "hasMany", problems, read_action);
    resource.waiters = map(&mut reader, "waiters", problems, read_wait);
    resource.batch_writer = reader.name("batchWriter", problems);
    reader.finish(problems);
    resource
}

fn read_identifier(value: &Json, place: String, problems: &mut Vec<Problem>) -> Identifier {
    let mut identifier = Identifier::default();
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return identifier;
    };
    identifier.name = reader.required_text("name", problems).unwrap_or_default();
    identifier.member = reader.name("memberName", problems);
    identifier.kind = reader.name("type", problems);
    if let Some(value) = reader.member("mayBeEmpty") {
        match value.as_bool() {
            Some(flag) => identifier.may_be_empty = flag,
            None => reader.mismatch("mayBeEmpty", "a boolean", value, problems),
        }
    }
    reader.finish(problems);
    identifier
}

fn read_action(value: &Json, place: String, problems: &mut Vec<Problem>) -> Action {
    let mut action = Action::default();
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return action;
    };
    if let Some(request) = reader.required("request", problems) {
        let place = reader.place("request");
        if let Some(mut request) = ObjectReader::new(request, place, problems) {
            action.operation = request
                .required_text("operation", problems)
                .unwrap_or_default();
            action.params = list(&mut request, "params", problems, read_param);
            request.finish(problems);
        }
    }
    action.resource = reader.member("resource").map(|target| {
        let place = reader.place("resource");
        read_target(target, place, problems)
    });
    action.path = reader.text("path", problems);
    action.failures = reader.name("failures", problems);
    if let Some(value) = reader.member("limit") {
        let limit = value.as_number().and_then(serde_json::Number::as_u64);
        match limit.and_then(|limit| u32::try_from(limit).ok()) {
            Some(limit) if limit > 0 => action.limit = Some(limit),
            _ => reader.mismatch("limit", "a whole number, 1 or more", value, problems),
        }
    }
    reader.finish(problems);
    action
}

fn read_param(value: &Json, place: String, problems: &mut Vec<Problem>) -> Param {
    let mut param = Param::default();
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return param;
    };
    param.target = reader.required_text("target", problems).unwrap_or_default();
    param.source = reader.required_text("source", problems).unwrap_or_default();
    param.name = reader.name("name", problems);
    param.path = reader.text("path", problems);
    param.value = reader.member("value").cloned();
    reader.finish(problems);
    param
}

fn read_has(value: &Json, place: String, problems: &mut Vec<Problem>) -> Target {
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return Target::default();
    };
    let target = match reader.required("resource", problems) {
        Some(target) => read_target(target, reader.place("resource"), problems),
        None => Target::default(),
    };
    reader.finish(problems);
    target
}

fn read_target(value: &Json, place: String, problems: &mut Vec<Problem>) -> Target {
    let mut target = Target::default();
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return target;
    };
    target.kind = reader.required_text("type", problems).unwrap_or_default();
    target.identifiers = list(&mut reader, "identifiers", problems, read_param);
    target.path = reader.text("path", problems);
    target.for_each = reader.name("forEach", problems);
    reader.finish(problems);
    target
}

fn read_wait(value: &Json, place: String, problems: &mut Vec<Problem>) -> Wait {
    let mut wait = Wait::default();
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return wait;
    };
    wait.waiter = reader
        .required_text("waiterName", problems)
        .unwrap_or_default();
    wait.params = list(&mut reader, "params", problems, read_param);
    wait.path = reader.text("path", problems);
    reader.finish(problems);
    wait
}

/// Reads the value at a place.
type Read<T> = fn(&Json, String, &mut Vec<Problem>) -> T;

/// The items of an array, each with its place; none if it is not an array.
fn list<T>(
    reader: &mut ObjectReader<'_>,
    name: &'static str,
    problems: &mut Vec<Problem>,
    read: Read<T>,
) -> Vec<T> {
    let Some(value) = reader.member(name) else {
        return Vec::new();
    };
    let Some(items) = value.as_array() else {
        reader.mismatch(name, "an array", value, problems);
        return Vec::new();
    };
    let place = reader.place(name);
    let items = items.iter().enumerate();
    items
        .map(|(index, item)| read(item, format!("{place}/{index}"), problems))
        .collect()
}

/// The entries of an object, each with its place; none if it is not an object.
fn map<T>(
    reader: &mut ObjectReader<'_>,
    name: &'static str,
    problems: &mut Vec<Problem>,
    read: Read<T>,
) -> IndexMap<String, T> {
    match reader.member(name) {
        Some(value) => entries(reader, name, value, problems, read),
        None => IndexMap::new(),
    }
}

fn entries<T>(
    reader: &ObjectReader<'_>,
    name: &str,
    value: &Json,
    problems: &mut Vec<Problem>,
    read: Read<T>,
) -> IndexMap<String, T> {
    let Some(members) = value.as_object() else {
        reader.mismatch(name, "an object", value, problems);
        return IndexMap::new();
    };
    let place = reader.place(name);
    let read_entry = |(name, value): (&String, &Json)| {
        let place = place.clone() + &pointer([name.as_str()]);
        named(name, &place, problems);
        (name.clone(), read(value, place, problems))
    };
    members.iter().map(read_entry).collect()
}
