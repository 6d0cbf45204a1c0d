//! The shapes of the plan, and their members.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use pageboy_models::paginators::Paginators;
use pageboy_models::shape::{self as models, Shape, ShapeType, Traits};
use pageboy_schema::{Location, Protocol, TimestampFormat};

use super::model::Model;
use super::reachable::Reachable;
use super::secrets::Secrets;
use super::wire_names::{self, WireNames};
use super::{Form, MemberPlan, Scalar, ShapeId, ShapePlan, Target, ValuePlan};
use crate::names::{self, Scope};

/// The shapes of the plan, and the id of each by its name in the model.
pub(super) struct Shapes {
    pub(super) plans: Vec<ShapePlan>,
    pub(super) ids: HashMap<String, ShapeId>,
}

/// Plans names, tables and members of every reachable shape.
pub(super) fn plan(
    reachable: &Reachable,
    model: &Model<'_>,
    protocol: Protocol,
    paginators: &Paginators,
) -> Shapes {
    let ids: HashMap<_, _> = reachable
        .shapes
        .keys()
        .enumerate()
        .map(|(at, name)| (name.clone(), ShapeId(at)))
        .collect();
    let numbers = numbers(model);
    let planner = Planner {
        model,
        protocol,
        ids: &ids,
        secrets: Secrets::of(paginators),
        bytes: super::bytes::of(model.service),
    };
    let mut plans: Vec<_> = reachable
        .shapes
        .iter()
        .filter_map(|(name, reached)| {
            let shape = model.shape(name)?;
            let (type_name, table) = names_of(name, &numbers);
            Some(ShapePlan {
                name: name.clone(),
                type_name,
                table,
                form: planner.form(name, &shape),
                sparse: shape.traits.sparse,
                payload: shape
                    .payload
                    .as_ref()
                    .and_then(|payload| shape.members.get_index_of(payload))
                    .and_then(|index| u16::try_from(index).ok()),
                nested_in_input: reached.nested_in_input,
                streams: false,
                event_stream: shape.eventstream,
                code: reached.is_exception.then(|| code(name, &shape)),
                deprecated: deprecated(&shape.traits),
            })
        })
        .collect();
    mark_streams(&mut plans);
    box_recursion(&mut plans);
    Shapes { plans, ids }
}

/// The code of an exception on the wire: `error.code`, else the shape's name.
pub(super) fn code(name: &str, shape: &Shape) -> String {
    shape
        .error
        .as_ref()
        .and_then(|error| error.code.clone())
        .unwrap_or_else(|| name.to_owned())
}

/// `deprecated` with its message; `None` if it is not set.
pub(super) fn deprecated(traits: &Traits) -> Option<String> {
    traits
        .deprecated
        .then(|| traits.deprecated_message.clone().unwrap_or_default())
}

/// The type of a member with this target; `None` if the shape is not in the plan.
pub(super) fn target(shape: &Shape, traits: &Traits, id: Option<ShapeId>) -> Option<Target> {
    let scalar = |scalar| Some(Target::Scalar(scalar));
    match shape.kind {
        ShapeType::Boolean => scalar(Scalar::Boolean),
        ShapeType::Integer => scalar(Scalar::Integer),
        ShapeType::Long => scalar(Scalar::Long),
        ShapeType::Float => scalar(Scalar::Float),
        ShapeType::Double => scalar(Scalar::Double),
        ShapeType::Timestamp => scalar(Scalar::Timestamp),
        ShapeType::Blob if traits.streaming => scalar(Scalar::Stream),
        ShapeType::Blob => scalar(Scalar::Blob),
        ShapeType::String if shape.traits.values.is_empty() => scalar(Scalar::String),
        ShapeType::Structure if traits.document => scalar(Scalar::Document),
        ShapeType::String | ShapeType::Structure | ShapeType::List | ShapeType::Map => {
            id.map(Target::Shape)
        }
    }
}

struct Planner<'a, 'm> {
    model: &'a Model<'m>,
    protocol: Protocol,
    ids: &'a HashMap<String, ShapeId>,
    secrets: Secrets<'a>,
    /// Text members that are given as bytes, each with its shape.
    bytes: HashSet<(String, &'static str)>,
}

impl Planner<'_, '_> {
    fn form(&self, name: &str, shape: &Shape) -> Form {
        match shape.kind {
            ShapeType::List => Form::List(Box::new(self.item(shape.member.as_ref(), "member"))),
            ShapeType::Map => Form::Map(
                Box::new(self.item(shape.key.as_ref(), "key")),
                Box::new(self.item(shape.value.as_ref(), "value")),
            ),
            ShapeType::String => Form::Enum(values(shape)),
            _ if shape.union || shape.eventstream => {
                Form::Union(self.members(name, shape, names::type_name))
            }
            _ => Form::Structure(self.members(name, shape, names::field)),
        }
    }

    fn members(
        &self,
        shape_name: &str,
        shape: &Shape,
        rust_name: fn(&str) -> String,
    ) -> Vec<MemberPlan> {
        let mut fields = Scope::default();
        let mut setters = Scope::default();
        // The catch-all variant of a union.
        if shape.union || shape.eventstream {
            fields.claim("Unknown".to_owned());
        }
        shape
            .members
            .iter()
            .filter_map(|(name, member)| {
                let target_shape = self.model.shape(&member.shape)?;
                let traits = in_force(member, &target_shape);
                let element = self.element_traits(&target_shape);
                let mut names = wire_names::member(self.protocol, name, &traits, element.as_ref());
                let is_document = self.protocol == Protocol::RestXml
                    && shape.payload.as_ref() == Some(name)
                    && target_shape.kind == ShapeType::Structure;
                if is_document {
                    names.request = wire_names::payload_root(name, member, &target_shape);
                }
                let field = fields.claim(rust_name(name));
                let setter = setters.claim(names::setter(&names::field(name)));
                let mut plan = self.member(name, &target_shape, &member.shape, &traits, names)?;
                plan.required = shape.required.contains(name);
                plan.sensitive |= self.secrets.has(name, &traits) && self.holds_text(&target_shape);
                plan.event_stream = target_shape.eventstream;
                let is_bytes = |(of, member): &(String, &str)| of == shape_name && member == name;
                if plan.target == Target::Scalar(Scalar::String) && self.bytes.iter().any(is_bytes)
                {
                    plan.target = Target::Scalar(Scalar::Blob);
                    plan.text = true;
                }
                plan.exception = shape.eventstream && target_shape.exception;
                plan.field = field;
                plan.setter = setter;
                Some(plan)
            })
            .collect()
    }

    /// Whether a shape is free text or bytes, or a list or map of these.
    fn holds_text(&self, shape: &Shape) -> bool {
        let item = match shape.kind {
            ShapeType::String => return shape.traits.values.is_empty(),
            ShapeType::Blob => return true,
            ShapeType::List => &shape.member,
            ShapeType::Map => &shape.value,
            _ => return false,
        };
        let item = item.as_ref().and_then(|item| self.model.shape(&item.shape));
        item.is_some_and(|item| {
            let is_flat = !matches!(item.kind, ShapeType::List | ShapeType::Map);
            is_flat && self.holds_text(&item)
        })
    }

    /// The element of a list, or the key or value of a map.
    fn item(&self, member: Option<&models::Member>, default: &str) -> MemberPlan {
        let planned = member.and_then(|member| {
            let shape = self.model.shape(&member.shape)?;
            let traits = in_force(member, &shape);
            let names = wire_names::item(&traits, default);
            self.member(default, &shape, &member.shape, &traits, names)
        });
        // The model has reported a list without an element; any plan lets other mistakes be found.
        planned.unwrap_or_else(|| blank(default))
    }

    fn element_traits(&self, shape: &Shape) -> Option<Traits> {
        let member = shape.member.as_ref()?;
        let element = self.model.shape(&member.shape)?;
        wire_names::element_traits(shape, &element)
    }

    fn member(
        &self,
        name: &str,
        shape: &Rc<Shape>,
        shape_name: &str,
        traits: &Traits,
        names: WireNames,
    ) -> Option<MemberPlan> {
        let target = target(shape, traits, self.ids.get(shape_name).copied())?;
        let location = match location(traits) {
            in_event @ (Location::EventHeader | Location::EventPayload) => in_event,
            bound if self.protocol.is_rest() => bound,
            _ => Location::Body,
        };
        let timestamp = traits.timestamp_format.map(timestamp);
        let is_timestamp = target == Target::Scalar(Scalar::Timestamp);
        Some(MemberPlan {
            request: names.request,
            response: names.response,
            // In a header, any JSON value; elsewhere the trait means nothing.
            target: match target {
                Target::Scalar(Scalar::String)
                    if traits.jsonvalue && location == Location::Header =>
                {
                    Target::Scalar(Scalar::Document)
                }
                target => target,
            },
            location,
            timestamp: if is_timestamp && self.model.service.name() == IN_MILLISECONDS {
                with_milliseconds(timestamp, location)
            } else {
                timestamp
            },
            // botocore ignores the number of a map's entries.
            min: traits.min.filter(|_| shape.kind != ShapeType::Map),
            namespace: traits.xml_namespace.as_ref().map(|namespace| {
                (
                    namespace.uri.clone(),
                    namespace.prefix.clone().unwrap_or_default(),
                )
            }),
            flattened: traits.flattened,
            named_items: self.protocol == Protocol::Query
                && traits.flattened
                && self
                    .element_traits(shape)
                    .is_some_and(|element| element.location_name.is_some()),
            xml_attribute: traits.xml_attribute,
            sensitive: traits.sensitive,
            idempotency_token: traits.idempotency_token,
            json_value: traits.jsonvalue,
            host_label: traits.host_label,
            deprecated: deprecated(traits),
            ..blank(name)
        })
    }
}

/// The effective traits of a member. The `locationName` of a structure is its name as a document, not a member's.
fn in_force(member: &models::Member, target: &Shape) -> Traits {
    let traits = member.traits.over(&target.traits);
    match target.kind {
        ShapeType::Structure => Traits {
            location_name: member.traits.location_name.clone(),
            ..traits
        },
        _ => traits,
    }
}

fn blank(name: &str) -> MemberPlan {
    MemberPlan {
        name: name.to_owned(),
        field: String::new(),
        setter: String::new(),
        request: name.to_owned(),
        response: name.to_owned(),
        target: Target::Scalar(Scalar::String),
        boxed: false,
        location: Location::Body,
        timestamp: None,
        min: None,
        namespace: None,
        required: false,
        flattened: false,
        named_items: false,
        xml_attribute: false,
        sensitive: false,
        idempotency_token: false,
        json_value: false,
        text: false,
        host_label: false,
        id: false,
        event_stream: false,
        exception: false,
        deprecated: None,
    }
}

const fn location(traits: &Traits) -> Location {
    match traits.location {
        _ if traits.event_header => Location::EventHeader,
        _ if traits.event_payload => Location::EventPayload,
        None => Location::Body,
        Some(models::Location::Uri) => Location::Uri,
        Some(models::Location::Query) => Location::Query,
        Some(models::Location::Header) => Location::Header,
        Some(models::Location::Headers) => Location::Headers,
        Some(models::Location::StatusCode) => Location::StatusCode,
    }
}

/// The service that takes milliseconds in requests (botocore/handlers.py, `enable_millisecond_timestamp_precision`).
const IN_MILLISECONDS: &str = "bedrock-agentcore";

/// The format of a timestamp of that service, whose protocol is `rest-json`; RFC 822 has no fractions.
const fn with_milliseconds(
    format: Option<TimestampFormat>,
    location: Location,
) -> Option<TimestampFormat> {
    match (format, location) {
        (Some(TimestampFormat::Iso8601), _) | (None, Location::Uri | Location::Query) => {
            Some(TimestampFormat::Iso8601Millis)
        }
        (Some(TimestampFormat::UnixTimestamp), _) | (None, Location::Body) => {
            Some(TimestampFormat::UnixMillis)
        }
        (format, _) => format,
    }
}

const fn timestamp(format: models::TimestampFormat) -> TimestampFormat {
    match format {
        models::TimestampFormat::Iso8601 => TimestampFormat::Iso8601,
        models::TimestampFormat::UnixTimestamp => TimestampFormat::UnixTimestamp,
        models::TimestampFormat::Rfc822 => TimestampFormat::Rfc822,
    }
}

fn values(shape: &Shape) -> Vec<ValuePlan> {
    let mut scope = Scope::default();
    scope.claim("Unknown".to_owned());
    let mut seen = HashSet::new();
    let distinct = shape
        .traits
        .values
        .iter()
        .filter(|text| seen.insert(text.as_str()));
    distinct
        .map(|text| ValuePlan {
            text: text.clone(),
            variant: scope.claim(names::variant(text)),
        })
        .collect()
}

/// The numbers of shapes whose names are taken by earlier shapes, ignoring case and separators.
///
/// They depend on the whole model and its order, so that no name depends on the selection, or on later additions.
fn numbers<'m>(model: &Model<'m>) -> HashMap<&'m str, u32> {
    let (mut types, mut tables) = (HashSet::new(), HashSet::new());
    let mut numbers = HashMap::new();
    for name in model.service.shape_names() {
        let (mut type_key, mut table_key) = names::keys(name);
        let (plain_type, plain_table) = (type_key.clone(), table_key.clone());
        let mut number = 1;
        while types.contains(&type_key) || tables.contains(&table_key) {
            number += 1;
            type_key = format!("{plain_type}{number}");
            table_key = format!("{plain_table}{number}");
        }
        types.insert(type_key);
        tables.insert(table_key);
        if number > 1 {
            numbers.insert(name, number);
        }
    }
    numbers
}

fn names_of(name: &str, numbers: &HashMap<&str, u32>) -> (String, String) {
    let (type_name, table) = (names::type_name(name), names::table(name));
    match numbers.get(name) {
        Some(number) => (format!("{type_name}{number}"), format!("{table}_{number}")),
        None => (type_name, table),
    }
}

/// A structure that holds a stream, directly or below, cannot be cloned.
fn mark_streams(plans: &mut [ShapePlan]) {
    loop {
        let streams: HashSet<_> = plans
            .iter()
            .enumerate()
            .filter(|(_, plan)| plan.streams)
            .map(|(at, _)| ShapeId(at))
            .collect();
        let mut changed = false;
        for plan in plans.iter_mut().filter(|plan| !plan.streams) {
            plan.streams = plan.members().iter().any(|member| match member.target {
                _ if member.event_stream => true,
                Target::Scalar(scalar) => scalar == Scalar::Stream,
                Target::Shape(id) => streams.contains(&id),
            });
            changed |= plan.streams;
        }
        if !changed {
            return;
        }
    }
}

/// Boxes the members through which a structure contains itself without a list or map in between.
fn box_recursion(plans: &mut [ShapePlan]) {
    let direct: Vec<Vec<usize>> = plans
        .iter()
        .map(|plan| {
            plan.members()
                .iter()
                .filter_map(|member| match member.target {
                    Target::Shape(ShapeId(at)) if is_structure(&plans[at]) => Some(at),
                    _ => None,
                })
                .collect()
        })
        .collect();
    let reaches = |from: usize, wanted: usize| {
        let mut seen = HashSet::from([from]);
        let mut pending = vec![from];
        while let Some(at) = pending.pop() {
            if at == wanted {
                return true;
            }
            pending.extend(direct[at].iter().filter(|next| seen.insert(**next)));
        }
        false
    };
    let boxed: Vec<(usize, usize)> = (0..plans.len())
        .flat_map(|from| direct[from].iter().map(move |to| (from, *to)))
        .filter(|(from, to)| reaches(*to, *from))
        .collect();
    for (from, to) in boxed {
        if let Form::Structure(members) | Form::Union(members) = &mut plans[from].form {
            for member in members
                .iter_mut()
                .filter(|member| member.target == Target::Shape(ShapeId(to)))
            {
                member.boxed = true;
            }
        }
    }
}

const fn is_structure(plan: &ShapePlan) -> bool {
    matches!(plan.form, Form::Structure(_) | Form::Union(_))
}

/// The index of a structure's member.
pub(super) fn index(shapes: &Shapes, id: ShapeId, member: &str) -> Option<u16> {
    let at = shapes.plans[id.0]
        .members()
        .iter()
        .position(|plan| plan.name == member)?;
    u16::try_from(at).ok()
}
