//! Things that become ready, or fail.

use fastrand::Rng;
use pageboy::view::{Structure, View};
use serde_json::{Value, json};

/// The things that are waited for.
#[derive(Debug)]
pub(crate) struct States {
    things: Vec<Thing>,
    /// How many stand on a page.
    page: usize,
}

#[derive(Debug)]
struct Thing {
    id: String,
    /// How often it is still asked for in vain.
    pending: u32,
    fails: bool,
}

impl States {
    pub(crate) fn new(count: usize, rng: &mut Rng) -> Self {
        let things = (0..count).map(|at| Thing {
            id: format!("id-{at}"),
            pending: rng.u32(..5),
            fails: rng.u8(..12) == 0,
        });
        Self {
            things: things.collect(),
            page: rng.usize(1..4),
        }
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.things.iter().map(|thing| thing.id.clone()).collect()
    }

    /// The state of a thing now.
    pub(crate) fn state(&self, id: &str) -> &'static str {
        let thing = self.things.iter().find(|thing| thing.id == id);
        thing.map_or("unknown", Thing::state)
    }

    pub(super) fn answer(&mut self, input: &dyn Structure) -> Result<Value, String> {
        let ids = match input.view_by_name("Ids") {
            View::List(list) => (0..list.len())
                .filter_map(|at| list.get(at).as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        let from: usize = match input.view_by_name("Token") {
            View::String(token) => token
                .parse()
                .map_err(|_| format!("silent: a token that no page gave: {token:?}"))?,
            _ => 0,
        };
        if ids.is_empty() {
            return Err("silent: it asks about all that there is".to_owned());
        }
        // A thing stands on one page, so one answer in pages counts as one.
        let to = (from + self.page).min(ids.len());
        let states: Vec<Value> = ids[from.min(to)..to]
            .iter()
            .map(|id| {
                let thing = self
                    .things
                    .iter_mut()
                    .find(|thing| thing.id == *id)
                    .unwrap();
                let state = thing.state();
                thing.pending = thing.pending.saturating_sub(1);
                json!({"Id": id, "State": state})
            })
            .collect();
        let mut answer = json!({"States": states});
        if to < ids.len() {
            answer["NextToken"] = to.to_string().into();
        }
        Ok(answer)
    }
}

impl Thing {
    fn state(&self) -> &'static str {
        match (self.pending, self.fails) {
            (1.., _) => "pending",
            (0, true) => "failed",
            (0, false) => "ready",
        }
    }
}
