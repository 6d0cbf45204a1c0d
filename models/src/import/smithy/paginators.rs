//! Paginators.

use pageboy_schema::json::Json;

use super::members::Context;
use super::model::{Shape, local};
use super::node::Log;
use super::object::{Object, text, texts};
use super::service::reference;

const TRAIT: &str = "smithy.api#paginated";

impl<'a> Context<'_, 'a> {
    /// `paginators-1.json`.
    pub(super) fn paginators(&self, service: &Shape<'a>, log: &mut Log) -> Json {
        let mut all = Object::default();
        for id in &self.closure.operations {
            if let Some(operation) = self.model.find(id)
                && let Some(paginator) = self.paginator(operation, service, log)
            {
                all.put(local(id), paginator);
            }
        }
        let mut out = Object::default();
        out.put("pagination", all.done());
        out.done()
    }

    /// The operation's own settings go before those of the service.
    fn paginator(&self, operation: &Shape<'a>, service: &Shape<'a>, log: &mut Log) -> Option<Json> {
        let own = operation.traits.get(TRAIT)?;
        let of_service = service.traits.get(TRAIT);
        let mut out = Object::default();
        for (name, key, is_needed) in [
            ("inputToken", "input_token", true),
            ("outputToken", "output_token", true),
            ("pageSize", "limit_key", false),
        ] {
            let node = own.get(name);
            let node = node.or_else(|| of_service.and_then(|node| node.get(name)));
            match node {
                Some(node) => out.text(key, node.text(log)?),
                None if is_needed => {
                    let message = format!(
                        "the paginator is left out: neither the operation nor the service says its `{name}`"
                    );
                    log.warning(&own.pointer, message);
                    return None;
                }
                None => {}
            }
        }
        let items = own.get("items");
        let items = items.or_else(|| of_service.and_then(|node| node.get("items")));
        let key = match items {
            Some(node) => text(node.text(log)?),
            None => {
                let lists = self.lists(operation, log);
                match lists.as_slice() {
                    [] => {
                        let message = "the paginator is left out: without `items` the lists of the output are its items, \
                             and it has none";
                        log.warning(&own.pointer, message);
                        return None;
                    }
                    [list] => text(list),
                    lists => texts(lists.iter().copied()),
                }
            }
        };
        out.put("result_key", key);
        Some(out.sorted())
    }

    /// The lists and maps of an output.
    fn lists(&self, operation: &Shape<'a>, log: &mut Log) -> Vec<&'a str> {
        let output = reference(operation, "output", log);
        let Some(output) = output.and_then(|id| self.model.find(id)) else {
            return Vec::new();
        };
        let members = output.members.iter();
        let lists = members.filter(|(_, member)| {
            let target = self.model.find(member.target);
            target.is_some_and(|target| matches!(target.kind, "list" | "set" | "map"))
        });
        lists.map(|(name, _)| *name).collect()
    }
}
