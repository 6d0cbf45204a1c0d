//! The methods of one resource: names and behaviour.

use pageboy_models::resources::{Action, Target};

use super::answers::Answer;
use super::names::{MethodNames, OWN};
use super::reader::ResourceReader;
use super::{
    CallPlan, IdentifierPlan, IdentifierSource, LoadPlan, MethodKind, MethodPlan, ResourcePlan,
    ResponseResourcePlan, SourcePlan,
};
use crate::plan::expression::Node;

impl ResourceReader<'_, '_> {
    pub(super) fn plan(&self, type_name: String, table: String) -> ResourcePlan {
        self.meaning();
        let mut names = MethodNames::new(OWN);
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

    fn identifiers(&self, names: &mut MethodNames) -> Vec<IdentifierPlan> {
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
            let problem = self.problem(&place, "what is loaded needs a `shape`");
            let problem = problem.unless_wrong(format!("{}/shape", self.base));
            self.model.report(problem);
            return None;
        };
        let call = self.call(load, &place)?;
        let path = load.path.as_deref().unwrap_or("@");
        let answer = Answer::Of(&load.operation);
        let path = self.data_path(path, &format!("{place}/path"), answer)?;
        // A list has a flatten or a projection at its root: `memberName` says which element is meant.
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

    pub(super) fn call(&self, action: &Action, place: &str) -> Option<CallPlan> {
        let place = format!("{place}/request/params");
        Some(CallPlan {
            operation: self.operation(&action.operation)?,
            params: self.params(&action.params, &place, &action.operation),
        })
    }

    /// The resources of an action or collection, unless they are not selected.
    fn leads(&self, target: Option<&Target>) -> Result<(), String> {
        let chosen = &self.known.selected.resources;
        if self.is_service() {
            chosen.service_leads(target)
        } else {
            chosen.leads(target)
        }
    }

    /// Why an operation does not exist.
    fn reason(&self, operation: &str) -> String {
        let reason = self.known.selected.left_out.get(operation);
        reason.map_or_else(
            || format!("`{operation}` cannot be generated"),
            |reason| format!("`{operation}` cannot be generated: {reason}"),
        )
    }

    fn actions(&self, names: &mut MethodNames, plan: &mut ResourcePlan) {
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
            let needs_data =
                call.needs_data() || made.as_ref().is_some_and(ResponseResourcePlan::needs_data);
            plan.methods.push(MethodPlan {
                name: name.clone(),
                table: self.table(&method),
                method,
                needs_data,
                kind: MethodKind::Action(call, made),
            });
        }
    }

    fn has_many(&self, names: &mut MethodNames, plan: &mut ResourcePlan) {
        for (name, action) in &self.resource.has_many {
            let method = names.claim(name, "collection");
            let place = self.place("hasMany", name);
            let Some(target) = &action.resource else {
                // Without an operation it is not an object, or the reader of the file has reported it.
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
            // They are listed, however few.
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
}

impl CallPlan {
    pub(super) fn needs_data(&self) -> bool {
        self.params.iter().any(|param| param.source.needs_data())
    }
}

impl SourcePlan {
    pub(super) const fn needs_data(&self) -> bool {
        matches!(self, Self::Data(_))
    }
}

impl ResponseResourcePlan {
    pub(super) fn needs_data(&self) -> bool {
        let mut identifiers = self.identifiers.iter();
        identifiers.any(|source| matches!(source, IdentifierSource::Data(_)))
    }
}
