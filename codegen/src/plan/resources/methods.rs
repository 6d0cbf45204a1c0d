//! The methods of one resource: what each is called, and what it does.

use std::collections::HashMap;
use std::path::Path;

use pageboy_models::pointer;
use pageboy_models::resources::{Action, Param, Resource, Resources, Target, Wait};

use super::answers::Answer;
use super::{
    BatchPlan, CallPlan, IdentifierPlan, IdentifierSource, Known, LoadPlan, MadePlan, MethodKind,
    MethodPlan, ResourcePlan, SERVICE_RESOURCE, SourcePlan,
};
use crate::plan::expression::Node;
use crate::plan::model::Model;
use crate::plan::{AcceptorState, MatcherPlan, names};
use crate::problem::Problem;

/// Methods that resources have of their own, loaded ones included.
const OWN: &[&str] = &[
    "batch_writer",
    "borrow",
    "clone",
    "clone_into",
    "cmp",
    "data",
    "deref",
    "eq",
    "fmt",
    "from",
    "handle",
    "hash",
    "into",
    "into_data",
    "into_resource",
    "load",
    "meta",
    "ne",
    "new",
    "reload",
    "resource",
    "to_owned",
    "try_into",
    "type_id",
];

/// Methods that collections have of their own.
const OF_COLLECTIONS: &[&str] = &[
    "collect_all",
    "fmt",
    "from",
    "into",
    "into_future",
    "limit",
    "next",
    "of",
    "pages",
    "poll_next",
    "try_next",
];

/// Reads one resource's definition.
pub(super) struct Reader<'a, 'm> {
    pub(super) model: &'a Model<'m>,
    known: &'a Known<'a>,
    positions: &'a HashMap<&'a str, usize>,
    pub(super) name: &'a str,
    pub(super) resource: &'a Resource,
    pub(super) base: String,
}

impl<'a, 'm> Reader<'a, 'm> {
    pub(super) fn new(
        model: &'a Model<'m>,
        known: &'a Known<'a>,
        positions: &'a HashMap<&'a str, usize>,
        (name, resource): (&'a str, &'a Resource),
        base: String,
    ) -> Self {
        Self {
            model,
            known,
            positions,
            name,
            resource,
            base,
        }
    }

    pub(super) fn plan(&self, type_name: String, table: String) -> ResourcePlan {
        self.meaning();
        let mut names = Names::new(OWN);
        let identifiers = self.identifiers(&mut names);
        let data = self.resource.shape.as_ref();
        let data = data.and_then(|shape| self.known.shapes.ids.get(shape).copied());
        let mut plan = ResourcePlan {
            name: self.name.to_owned(),
            type_name,
            table,
            identifiers,
            data,
            load: self.load(),
            methods: Vec::new(),
            batch_actions: self.batch_actions(),
            batch_writer: self.resource.batch_writer.is_some(),
            left_out: Vec::new(),
        };
        self.actions(&mut names, &mut plan);
        self.has(&mut names, &mut plan);
        self.has_many(&mut names, &mut plan);
        self.waiters(&mut names, &mut plan);
        plan
    }

    /// The file an entry is in.
    pub(super) fn file(&self, place: &str) -> &Path {
        self.known.definitions.resources.document().origin(place)
    }

    pub(super) fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file(place), place, message)
    }

    pub(super) fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    /// The index of one of this resource's identifiers.
    pub(super) fn own_identifier(&self, param: &Param, place: &str) -> Option<u16> {
        let Some(name) = param.name.as_deref() else {
            self.report(place, "an identifier needs a `name`");
            return None;
        };
        let mut names = self.resource.identifiers.iter();
        let at = names.clone().position(|identifier| identifier.name == name);
        if at.is_none() {
            let message = format!("`{}` has no identifier `{name}`", self.name);
            let problem = self.problem(&format!("{place}/name"), message);
            let known = names.by_ref().map(|identifier| identifier.name.as_str());
            let known = known.filter(|name| !name.is_empty());
            self.model.report(problem.nearest(name, known));
        }
        u16::try_from(at?).ok()
    }

    pub(super) fn unknown_source(&self, source: &str, place: &str, known: &[&'static str]) {
        // An empty word is missing or no string, which the reader of the file has reported.
        if !source.is_empty() {
            let problem = self.problem(
                &format!("{place}/source"),
                format!("unknown source `{source}`"),
            );
            let problem = problem.help(format!("known are {}", known.join(", ")));
            self.model
                .report(problem.nearest(source, known.iter().copied()));
        }
    }

    /// All resources of the service, selected or not.
    pub(super) fn resources(&self) -> &'a Resources {
        &self.known.definitions.resources
    }

    /// A selected resource by its name.
    pub(super) fn resource_named(&self, name: &str) -> Option<(usize, &'a Resource)> {
        let position = self.positions.get(name).copied();
        position.zip(self.resources().find(name))
    }

    /// Whether the structure of a resource's data is in the plan.
    pub(super) fn knows_shape(&self, shape: &str) -> bool {
        self.known.shapes.ids.contains_key(shape)
    }

    fn is_service(&self) -> bool {
        self.name == SERVICE_RESOURCE
    }

    pub(super) fn place(&self, kind: &str, name: &str) -> String {
        self.base.clone() + &pointer([kind, name])
    }

    fn operation(&self, name: &str) -> Option<usize> {
        let mut operations = self.known.operations.iter();
        operations.position(|operation| operation.name == name)
    }

    fn identifiers(&self, names: &mut Names) -> Vec<IdentifierPlan> {
        let shape = self.shape();
        let mut plans = Vec::new();
        for (at, identifier) in self.resource.identifiers.iter().enumerate() {
            let place = format!("{}/identifiers/{at}", self.base);
            let mut member = None;
            if let (Some(shape), Some(name)) = (shape, &identifier.member) {
                match self.model.member_type(shape, name) {
                    Ok((index, _)) => member = Some(index),
                    Err(known) => {
                        let message = format!("no member `{name}` in {shape}");
                        let problem = self.problem(&format!("{place}/memberName"), message);
                        let known = known.iter().map(String::as_str);
                        self.model.report(problem.nearest(name, known));
                    }
                }
            }
            if let Some(kind) = identifier.kind.as_deref().filter(|kind| *kind != "integer") {
                let message = format!("unknown type `{kind}`; leave it out for text");
                self.report(&format!("{place}/type"), message);
            }
            plans.push(IdentifierPlan {
                name: identifier.name.clone(),
                method: names.claim(&identifier.name, "identifier"),
                alias: None,
                member,
                is_integer: identifier.kind.is_some(),
                may_be_empty: identifier.may_be_empty,
            });
        }
        for (plan, identifier) in plans.iter_mut().zip(&self.resource.identifiers) {
            plan.alias = identifier
                .member
                .as_deref()
                .and_then(|member| names.claim_free(member));
        }
        plans
    }

    fn load(&self) -> Option<LoadPlan> {
        let load = self.resource.load.as_ref()?;
        let place = format!("{}/load", self.base);
        let Some(shape) = &self.resource.shape else {
            self.report(&place, "what is loaded needs a `shape`");
            return None;
        };
        let call = self.call(load, &place)?;
        let path = load.path.as_deref().unwrap_or("@");
        let answer = Answer::Of(&load.operation);
        let path = self.data_path(path, &format!("{place}/path"), answer)?;
        // A list is a flatten or a projection at its root: which of it is meant, `memberName` says.
        let many = matches!(
            path.nodes.last(),
            Some(Node::Flatten(_) | Node::Projection(..))
        );
        let mut identifiers = self.resource.identifiers.iter();
        if many && identifiers.all(|identifier| identifier.member.is_none()) {
            let message =
                "a list, and no identifier says by `memberName` which element of it is meant";
            let problem = self.problem(&format!("{place}/path"), message);
            let help = "give the identifier its `memberName`, or take one element, as by `[0]`";
            self.model.report(problem.help(help));
        }
        self.knows_shape(shape)
            .then_some(LoadPlan { call, path, many })
    }

    fn call(&self, action: &Action, place: &str) -> Option<CallPlan> {
        let place = format!("{place}/request/params");
        Some(CallPlan {
            operation: self.operation(&action.operation)?,
            params: self.params(&action.params, &place, &action.operation),
        })
    }

    /// What an action or collection is made into, unless it is not selected.
    fn leads(&self, target: Option<&Target>) -> Result<(), String> {
        let chosen = &self.known.selected.resources;
        if self.is_service() {
            chosen.service_leads(target)
        } else {
            chosen.leads(target)
        }
    }

    /// Why an operation is not there.
    fn reason(&self, operation: &str) -> String {
        let reason = self.known.selected.left_out.get(operation);
        reason.map_or_else(
            || format!("`{operation}` cannot be generated"),
            |reason| format!("`{operation}` cannot be generated: {reason}"),
        )
    }

    fn actions(&self, names: &mut Names, plan: &mut ResourcePlan) {
        for (name, action) in &self.resource.actions {
            let method = names.claim(name, "action");
            let place = self.place("actions", name);
            if let Err(reason) = self.leads(action.resource.as_ref()) {
                plan.left_out.push((name.clone(), reason));
                continue;
            }
            let Some(call) = self.call(action, &place) else {
                let reason = self.reason(&action.operation);
                plan.left_out.push((name.clone(), reason));
                continue;
            };
            let mut made = None;
            if let Some(target) = &action.resource {
                let answer = Answer::Of(&action.operation);
                made = self.made(target, &format!("{place}/resource"), answer);
                if made.is_none() {
                    continue;
                }
            }
            let needs_data = call.needs_data() || made.as_ref().is_some_and(MadePlan::needs_data);
            plan.methods.push(MethodPlan {
                name: name.clone(),
                table: self.table(&method),
                method,
                needs_data,
                kind: MethodKind::Action(call, made),
            });
        }
    }

    fn has(&self, names: &mut Names, plan: &mut ResourcePlan) {
        let entries = if self.is_service() {
            self.service_subresources()
        } else {
            let has = self.resource.has.iter();
            has.map(|(name, target)| (name.as_str(), target.clone()))
                .collect()
        };
        let is_reference = |target: &Target| {
            target
                .identifiers
                .iter()
                .any(|param| param.source == "data")
        };
        // Subresources have their names before references.
        for wanted in [false, true] {
            for (name, target) in &entries {
                if is_reference(target) != wanted {
                    continue;
                }
                let category = if wanted { "reference" } else { "subresource" };
                let method = names.claim(name, category);
                if let Err(reason) = self.known.selected.resources.leads(Some(target)) {
                    plan.left_out.push(((*name).to_owned(), reason));
                    continue;
                }
                let place = self.place("has", name) + "/resource";
                let kind = if wanted {
                    self.made(target, &place, Answer::Data)
                        .map(MethodKind::Reference)
                } else {
                    self.subresource(target, &place)
                };
                plan.methods.extend(kind.map(|kind| MethodPlan {
                    name: (*name).to_owned(),
                    table: self.table(&method),
                    method,
                    needs_data: wanted,
                    kind,
                }));
            }
        }
    }

    /// What leads from the service to each resource: its own entries, else one that takes all identifiers. Later entries
    /// take the place of earlier ones of the same name (`boto3/resources/model.py`, `_get_has_definition`).
    fn service_subresources(&self) -> Vec<(&'a str, Target)> {
        let mut entries: Vec<(&str, Target)> = Vec::new();
        let mut put = |name, target| match entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = target,
            None => entries.push((name, target)),
        };
        for (name, resource) in self.known.definitions.resources.all() {
            let mut found = false;
            for (own_name, target) in self.resource.has.iter().filter(|(_, it)| it.kind == *name) {
                put(own_name.as_str(), target.clone());
                found = true;
            }
            if !found {
                let given = resource.identifiers.iter().map(|identifier| Param {
                    target: identifier.name.clone(),
                    source: "input".to_owned(),
                    ..Param::default()
                });
                let target = Target {
                    kind: name.clone(),
                    identifiers: given.collect(),
                    ..Target::default()
                };
                put(name.as_str(), target);
            }
        }
        entries
    }

    fn subresource(&self, target: &Target, place: &str) -> Option<MethodKind> {
        let (resource, definition) = self.resource_named(&target.kind)?;
        self.known_targets(target, place, definition);
        let source = |name: &str| {
            let mut params = target.identifiers.iter().enumerate();
            let found = params.find(|(_, param)| param.target == name);
            // What nothing gives, the caller gives.
            let Some((at, param)) = found else {
                return Some(None);
            };
            let place = format!("{place}/identifiers/{at}");
            match param.source.as_str() {
                "input" => Some(None),
                "identifier" => Some(Some(self.own_identifier(param, &place)?)),
                unknown => {
                    self.unknown_source(unknown, &place, &["data", "identifier", "input"]);
                    None
                }
            }
        };
        let sources = definition.identifiers.iter().map(|it| source(&it.name));
        Some(MethodKind::Subresource {
            resource,
            identifiers: sources.collect::<Option<_>>()?,
        })
    }

    fn has_many(&self, names: &mut Names, plan: &mut ResourcePlan) {
        for (name, action) in &self.resource.has_many {
            let method = names.claim(name, "collection");
            let place = self.place("hasMany", name);
            let Some(target) = &action.resource else {
                // Without an operation it is no object, or a mistake that was reported when the file was read.
                if !action.operation.is_empty() {
                    self.report(&place, "`resource` is missing");
                }
                continue;
            };
            if let Err(reason) = self.leads(Some(target)) {
                plan.left_out.push((name.clone(), reason));
                continue;
            }
            let Some(call) = self.call(action, &place) else {
                let reason = self.reason(&action.operation);
                plan.left_out.push((name.clone(), reason));
                continue;
            };
            let answer = Answer::Of(&action.operation);
            let Some(mut made) = self.made(target, &format!("{place}/resource"), answer) else {
                continue;
            };
            // However few, they are listed.
            made.many = true;
            let mut paginators = self.known.paginators.iter();
            plan.methods.push(MethodPlan {
                name: name.clone(),
                table: self.table(&method),
                method,
                needs_data: call.needs_data() || made.needs_data(),
                kind: MethodKind::Collection {
                    paginator: paginators.position(|it| it.operation == call.operation),
                    call,
                    made,
                },
            });
        }
    }

    fn waiters(&self, names: &mut Names, plan: &mut ResourcePlan) {
        for (name, wait) in &self.resource.waiters {
            let method = names.claim(&format!("WaitUntil{name}"), "waiter");
            let place = self.place("waiters", name);
            let mut waiters = self.known.waiters.iter();
            let Some(waiter) = waiters.position(|it| it.name == wait.waiter) else {
                // An unknown one was reported when it was selected.
                continue;
            };
            let operation = self.known.operations[self.known.waiters[waiter].operation]
                .name
                .clone();
            let params = self.params(&wait.params, &format!("{place}/params"), &operation);
            let data = self.waited_data(wait, &place, waiter, &operation);
            plan.methods.push(MethodPlan {
                name: name.clone(),
                table: self.table(&method),
                method,
                needs_data: params.iter().any(|param| param.source.needs_data()),
                kind: MethodKind::Wait {
                    waiter,
                    params,
                    data,
                },
            });
        }
    }

    /// Where the last answer of a wait holds the resource's data: as the definition says, or as it is loaded, if it is
    /// loaded by the operation that is polled. `None` if a wait may succeed on an error, which holds none.
    fn waited_data(
        &self,
        wait: &Wait,
        place: &str,
        waiter: usize,
        operation: &str,
    ) -> Option<super::expression::Expression> {
        let shape = self.resource.shape.as_ref()?;
        let succeeds_on_errors = self.known.waiters[waiter].acceptors.iter().any(|acceptor| {
            acceptor.state == AcceptorState::Success
                && match acceptor.matcher {
                    MatcherPlan::Status(status) => status >= 300,
                    MatcherPlan::Error(_) => true,
                    MatcherPlan::AnyError(any) => any,
                    _ => false,
                }
        });
        if succeeds_on_errors || !self.knows_shape(shape) {
            return None;
        }
        let loaded = self.resource.load.as_ref();
        let loaded = loaded.filter(|load| load.operation == operation);
        let load_path = loaded.map(|load| load.path.as_deref().unwrap_or("@"));
        let (path, place) = match (&wait.path, load_path) {
            (Some(path), _) => (path.as_str(), format!("{place}/path")),
            (None, Some(path)) => (path, format!("{}/load/path", self.base)),
            (None, None) => return None,
        };
        self.data_path(path, &place, Answer::Of(operation))
    }

    fn batch_actions(&self) -> Vec<BatchPlan> {
        let mut names = Names::new(OF_COLLECTIONS);
        let mut plans = Vec::new();
        for (name, action) in &self.resource.batch_actions {
            let method = names.claim(name, "batch_action");
            let place = self.place("batchActions", name);
            if let Some(call) = self.call(action, &place) {
                let failures = action.failures.as_ref().and_then(|path| {
                    let answer = Answer::Of(&action.operation);
                    self.data_path(path, &format!("{place}/failures"), answer)
                });
                plans.push(BatchPlan {
                    name: name.clone(),
                    table: format!("{}_BATCH", self.table(&method)),
                    method,
                    needs_data: call.needs_data(),
                    call,
                    limit: action.limit.or_else(|| self.list_limit(action)),
                    failures,
                });
            }
        }
        plans
    }

    /// The most resources that the model lets one call take: the `max` of the list they are put into.
    fn list_limit(&self, action: &Action) -> Option<u32> {
        let input = self.model.operation(&action.operation)?.input.clone()?;
        let lists = action.params.iter().filter_map(|param| {
            let mut shape = self.model.shape(&input.shape)?;
            for part in param.target.split('.') {
                let name = part.split('[').next()?;
                let member = shape.members.get(name)?;
                shape = self.model.shape(&member.shape)?;
                if part.ends_with("[]") || part.ends_with("[*]") {
                    return shape.traits.max;
                }
            }
            None
        });
        // What is no number of resources is no limit.
        lists
            .filter(|max| (1.0..=f64::from(u32::MAX)).contains(max))
            .map(|max| max as u32)
            .min()
    }

    /// The name of a method's table, which is one of the whole service's.
    fn table(&self, method: &str) -> String {
        let method = method.trim_start_matches("r#").to_ascii_uppercase();
        format!("{}_{method}", names::table(self.name))
    }
}

impl CallPlan {
    fn needs_data(&self) -> bool {
        self.params.iter().any(|param| param.source.needs_data())
    }
}

impl SourcePlan {
    pub(super) const fn needs_data(&self) -> bool {
        matches!(self, Self::Data(_))
    }
}

impl MadePlan {
    fn needs_data(&self) -> bool {
        let mut identifiers = self.identifiers.iter();
        identifiers.any(|source| matches!(source, IdentifierSource::Data(_)))
    }
}

/// The names of a resource's methods; one that is taken gets its category behind it, as in boto3
/// (`boto3/resources/model.py`, `load_rename_map`).
struct Names(names::Scope);

impl Names {
    fn new(own: &[&str]) -> Self {
        let mut scope = names::Scope::default();
        for name in own {
            scope.claim((*name).to_owned());
        }
        Self(scope)
    }

    fn claim(&mut self, name: &str, category: &str) -> String {
        let field = names::field(name);
        if self.0.is_free(&field) {
            self.0.claim(field)
        } else {
            let plain = field.trim_start_matches("r#");
            self.0.claim(format!("{plain}_{category}"))
        }
    }

    /// The name, if nothing has it yet.
    fn claim_free(&mut self, name: &str) -> Option<String> {
        let field = names::field(name);
        self.0.is_free(&field).then(|| self.0.claim(field))
    }
}
