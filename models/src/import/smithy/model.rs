//! The shapes of an abstract syntax tree, with the traits that are applied from elsewhere and the members of mixins.

use indexmap::IndexMap;
use pageboy_schema::json::Json;
use pageboy_schema::nearest;

use super::node::{Log, Node};

/// How deep mixins may use mixins.
const DEEPEST: usize = 50;

/// The prelude: the shapes that every model has.
const PRELUDE: [(&str, &str); 21] = [
    ("String", "string"),
    ("Blob", "blob"),
    ("Boolean", "boolean"),
    ("PrimitiveBoolean", "boolean"),
    ("Byte", "byte"),
    ("PrimitiveByte", "byte"),
    ("Short", "short"),
    ("PrimitiveShort", "short"),
    ("Integer", "integer"),
    ("PrimitiveInteger", "integer"),
    ("Long", "long"),
    ("PrimitiveLong", "long"),
    ("Float", "float"),
    ("PrimitiveFloat", "float"),
    ("Double", "double"),
    ("PrimitiveDouble", "double"),
    ("BigInteger", "bigInteger"),
    ("BigDecimal", "bigDecimal"),
    ("Timestamp", "timestamp"),
    ("Document", "document"),
    ("Unit", "structure"),
];

/// The shape that stands for nothing.
pub(super) const UNIT: &str = "smithy.api#Unit";

/// Traits by their ids.
pub(super) type Traits<'a> = IndexMap<&'a str, Node<'a>>;

/// The shapes by their ids.
pub(super) struct Model<'a> {
    shapes: IndexMap<String, Shape<'a>>,
}

/// A shape.
#[derive(Clone, Default)]
pub(super) struct Shape<'a> {
    pub(super) kind: &'a str,
    pub(super) traits: Traits<'a>,
    /// Those of a structure, union or enumeration; `member` of a list; `key` and `value` of a map.
    pub(super) members: IndexMap<&'a str, Member<'a>>,
    pub(super) pointer: String,
    /// The shape as it is written, after its mixins, for the properties of services, resources and operations.
    written: Vec<Node<'a>>,
}

/// A member of a shape.
#[derive(Clone)]
pub(super) struct Member<'a> {
    pub(super) target: &'a str,
    pub(super) traits: Traits<'a>,
    pub(super) pointer: String,
}

impl<'a> Shape<'a> {
    /// A property that one of the mixins or the shape itself has; the last counts.
    pub(super) fn property(&self, name: &str) -> Option<Node<'a>> {
        self.written.iter().rev().find_map(|node| node.get(name))
    }

    /// The targets in a list, which the shape adds to those of its mixins.
    pub(super) fn targets(&self, name: &str, log: &mut Log) -> Vec<(&'a str, String)> {
        let mut targets: Vec<(&str, String)> = Vec::new();
        for list in self.written.iter().filter_map(|node| node.get(name)) {
            for item in list.items(log) {
                if let Some(target) = item.target(log)
                    && !targets.iter().any(|(known, _)| *known == target)
                {
                    targets.push((target, item.pointer));
                }
            }
        }
        targets
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.traits.contains_key(name)
    }
}

impl<'a> Model<'a> {
    /// Reads the shapes; the root is an object with `smithy`.
    pub(super) fn read(root: &Node<'a>, log: &mut Log) -> Self {
        check_version(root, log);
        let mut reading = Reading::default();
        let Some(shapes) = root.get("shapes") else {
            log.mistake("", "`shapes` is missing");
            return Self {
                shapes: IndexMap::new(),
            };
        };
        for (id, node) in shapes.entries(log) {
            if node.value.get("type").and_then(Json::as_str) == Some("apply") {
                reading.applied.insert(id, node);
            } else {
                reading.written.insert(id, node);
            }
        }
        let ids: Vec<&str> = reading.written.keys().copied().collect();
        for id in ids {
            reading.shape(id, &mut Vec::new(), log);
        }
        reading.check_applied(log);
        let mut shapes: IndexMap<String, Shape<'a>> = reading
            .done
            .into_iter()
            .map(|(id, shape)| (id.to_owned(), shape))
            .collect();
        for (name, kind) in PRELUDE {
            shapes
                .entry(format!("smithy.api#{name}"))
                .or_insert_with(|| Shape {
                    kind,
                    ..Shape::default()
                });
        }
        Self { shapes }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Shape<'a>)> {
        self.shapes.iter().map(|(id, shape)| (id.as_str(), shape))
    }

    pub(super) fn find(&self, id: &str) -> Option<&Shape<'a>> {
        self.shapes.get(id)
    }

    /// The shape; its absence is a mistake in the reference at this place.
    pub(super) fn shape(&self, id: &str, place: &str, log: &mut Log) -> Option<&Shape<'a>> {
        let found = self.shapes.get(id);
        if found.is_none() {
            let near = nearest(id, self.shapes.keys().map(String::as_str));
            let advice = match near.first() {
                Some(near) => format!("; did you mean `{near}`?"),
                None => String::new(),
            };
            let place = format!("{place}/target");
            log.mistake(&place, format!("there is no shape `{id}`{advice}"));
        }
        found
    }
}

/// The name of a shape, without its namespace and its member.
pub(super) fn local(id: &str) -> &str {
    let name = id.split_once('#').map_or(id, |(_, name)| name);
    name.split_once('$').map_or(name, |(name, _)| name)
}

fn check_version(root: &Node<'_>, log: &mut Log) {
    let Some(version) = root.text_of("smithy", log) else {
        return;
    };
    let major = version.split('.').next().unwrap_or_default();
    if !matches!(major, "1" | "2") {
        let message = format!("version `{version}` is not known; 1.0 and 2.0 are");
        log.mistake("/smithy", message);
    }
}

/// The shapes on the way from text to model.
#[derive(Default)]
struct Reading<'a> {
    written: IndexMap<&'a str, Node<'a>>,
    applied: IndexMap<&'a str, Node<'a>>,
    done: IndexMap<&'a str, Shape<'a>>,
}

impl<'a> Reading<'a> {
    /// Finds traits that are applied to unknown shapes.
    fn check_applied(&self, log: &mut Log) {
        for (id, node) in &self.applied {
            let (shape, member) = match id.split_once('$') {
                Some((shape, member)) => (shape, Some(member)),
                None => (*id, None),
            };
            let found = self.done.get(shape).is_some_and(|shape| {
                member.is_none_or(|member| shape.members.contains_key(member))
            });
            if !found {
                let near = nearest(shape, self.done.keys().copied());
                let near = near.first().filter(|near| *near != shape);
                let advice = near.map(|near| format!("; did you mean `{near}`?"));
                let message = format!("there is no `{id}`{}", advice.unwrap_or_default());
                log.mistake(&node.pointer, message);
            }
        }
    }

    /// Reads a shape after its mixins, which are those that `open` waits for.
    fn shape(&mut self, id: &'a str, open: &mut Vec<&'a str>, log: &mut Log) {
        if self.done.contains_key(id) {
            return;
        }
        let Some(node) = self.written.get(id).cloned() else {
            return;
        };
        let mut shape = Shape {
            kind: node.text_of("type", log).unwrap_or_default(),
            pointer: node.pointer.clone(),
            ..Shape::default()
        };
        open.push(id);
        let mixins = node.get("mixins").map(|list| list.items(log));
        for mixin in mixins.unwrap_or_default() {
            let Some(target) = mixin.target(log) else {
                continue;
            };
            if open.contains(&target) || open.len() > DEEPEST {
                let message =
                    format!("mixins that use each other, or more than {DEEPEST} of them in a row");
                log.mistake(&mixin.pointer, message);
                continue;
            }
            self.shape(target, open, log);
            match self.done.get(target) {
                Some(mixin) => shape.mix_in(mixin),
                None => {
                    let place = format!("{}/target", mixin.pointer);
                    log.mistake(&place, format!("there is no shape `{target}`"));
                }
            }
        }
        open.pop();
        shape.add_own(&node, log);
        if let Some(traits) = self.applied.get(id).and_then(|node| node.get("traits")) {
            shape.traits.extend(traits.entries(log));
        }
        for (name, member) in &mut shape.members {
            let applied = self.applied.get(format!("{id}${name}").as_str());
            if let Some(traits) = applied.and_then(|node| node.get("traits")) {
                member.traits.extend(traits.entries(log));
            }
        }
        shape.written.push(node);
        self.done.insert(id, shape);
    }
}

impl<'a> Shape<'a> {
    /// Takes the members and traits of a mixin, except its local traits.
    fn mix_in(&mut self, mixin: &Self) {
        const MIXIN: &str = "smithy.api#mixin";
        let kept = mixin.traits.get(MIXIN);
        let kept = kept.and_then(|of| of.value.get("localTraits"));
        let kept = kept.and_then(Json::as_array).unwrap_or_default();
        for (id, node) in &mixin.traits {
            if *id != MIXIN && !kept.iter().any(|kept| kept.as_str() == Some(id)) {
                self.traits.insert(id, node.clone());
            }
        }
        for (name, member) in &mixin.members {
            self.add_member(name, member.clone());
        }
        for node in &mixin.written {
            // Two mixins may have one in common.
            if !self
                .written
                .iter()
                .any(|known| known.pointer == node.pointer)
            {
                self.written.push(node.clone());
            }
        }
    }

    fn add_own(&mut self, node: &Node<'a>, log: &mut Log) {
        if let Some(traits) = node.get("traits") {
            self.traits.extend(traits.entries(log));
        }
        let members = match node.get("members") {
            Some(members) => members.entries(log),
            None => Vec::new(),
        };
        let parts = ["member", "key", "value"].into_iter();
        let parts = parts.filter_map(|name| Some((name, node.get(name)?)));
        for (name, member) in members.into_iter().chain(parts) {
            let Some(target) = member.target(log) else {
                continue;
            };
            let traits = member.get("traits").map(|traits| traits.entries(log));
            let member = Member {
                target,
                traits: traits.into_iter().flatten().collect(),
                pointer: member.pointer,
            };
            self.add_member(name, member);
        }
        let needed: &[&str] = match self.kind {
            "list" | "set" => &["member"],
            "map" => &["key", "value"],
            _ => &[],
        };
        for name in needed {
            if !self.members.contains_key(name) {
                log.mistake(&self.pointer, format!("`{name}` is missing"));
            }
        }
    }

    /// Adds a member; of one that a mixin has, the traits are laid over the mixin's.
    fn add_member(&mut self, name: &'a str, member: Member<'a>) {
        match self.members.get_mut(name) {
            Some(known) => {
                known.target = member.target;
                known.pointer = member.pointer;
                known.traits.extend(member.traits);
            }
            None => {
                self.members.insert(name, member);
            }
        }
    }
}
