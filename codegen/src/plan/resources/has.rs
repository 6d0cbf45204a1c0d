//! Resources that are reached without a call: subresources, by identifiers, and references, by data.

use pageboy_models::resources::{Param, Target};

use super::answers::Answer;
use super::names::MethodNames;
use super::reader::ResourceReader;
use super::{MethodKind, MethodPlan, ResourcePlan};

impl<'a> ResourceReader<'a, '_> {
    pub(super) fn has(&self, names: &mut MethodNames, plan: &mut ResourcePlan) {
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
        // Subresources claim their names before references.
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

    /// The entries that lead from the service to each resource: its own, else one that takes all identifiers. Later entries
    /// replace earlier ones of the same name (`boto3/resources/model.py`, `_get_has_definition`).
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
            // The caller gives every identifier without a source.
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
}
