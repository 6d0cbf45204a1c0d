//! Where values are written.

use crate::view::{List, Map, Slot, Structure};

use super::super::ValueError;
use super::super::decimal::Decimal;
use super::super::layout::{Layout, Type, unlike_its_table};

/// Maximum depth of lists and maps: a bound for the stack. DynamoDB itself allows 32 levels.
const DEPTH: usize = 128;

/// Writes one value.
pub(in super::super) struct Writer<'a> {
    pub(super) place: Place<'a>,
    pub(super) at: At,
}

/// The context of a value.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// The members of the union; found with the first value if not before.
    pub(super) layout: Option<Layout>,
    /// How many more levels may be opened.
    pub(super) left: usize,
}

pub(super) enum Place<'a> {
    /// A value of any type.
    Value(&'a mut dyn Structure),
    /// The map that is a whole item.
    Item(&'a mut dyn Map),
    /// A value that must become a set.
    Set(&'a mut dyn Structure),
    /// The next element of the set in a value, and the set's type once it has an element.
    Element(&'a mut dyn Structure, &'a mut Option<Type>),
}

impl<'a> Writer<'a> {
    /// Writes into a value.
    pub(in super::super) fn value(value: &'a mut dyn Structure) -> Self {
        Self::new(Place::Value(value))
    }

    /// Writes the attributes of an item.
    pub(in super::super) fn item(item: &'a mut dyn Map) -> Self {
        Self::new(Place::Item(item))
    }

    pub(super) fn new(place: Place<'a>) -> Self {
        let at = At {
            layout: None,
            left: DEPTH,
        };
        Self { place, at }
    }

    /// The place for a value of this type, with its context.
    pub(super) fn slot(self, kind: Type) -> Result<(Slot<'a>, At), ValueError> {
        let mut at = self.at;
        let slot = match self.place {
            Place::Value(value) => {
                let layout = Layout::known(at.layout, value)?;
                at.layout = Some(layout);
                layout.slot(value, kind)?
            }
            Place::Item(item) if kind == Type::M => Slot::Map(item),
            Place::Item(_) => {
                let found = kind.described();
                return Err(ValueError::new(format!(
                    "an item is a struct or a map, not {found}"
                )));
            }
            Place::Set(_) => {
                return Err(ValueError::new(format!(
                    "a set is made of a sequence, not of {}",
                    kind.described()
                )));
            }
            Place::Element(value, held) => element(at, value, held, kind)?,
        };
        Ok((slot, at))
    }

    pub(super) fn text(self, kind: Type, text: &str) -> Result<(), ValueError> {
        match self.slot(kind)?.0 {
            Slot::String(slot) => text.clone_into(slot),
            Slot::Enum(slot) => slot.set(text),
            _ => return Err(unlike_its_table(kind)),
        }
        Ok(())
    }

    pub(super) fn number(self, text: &str) -> Result<(), ValueError> {
        Decimal::parse(text)?.check()?;
        self.text(Type::N, text)
    }

    pub(super) fn boolean(self, kind: Type, value: bool) -> Result<(), ValueError> {
        match self.slot(kind)?.0 {
            Slot::Boolean(slot) => *slot = value,
            _ => return Err(unlike_its_table(kind)),
        }
        Ok(())
    }

    /// The only entry of a map that stands for a variant with content.
    pub(super) fn variant(self, name: &str) -> Result<Self, ValueError> {
        let (Slot::Map(map), at) = self.slot(Type::M)? else {
            return Err(unlike_its_table(Type::M));
        };
        map.clear();
        entry(map, name, at.deeper()?)
    }
}

impl At {
    pub(super) fn deeper(mut self) -> Result<Self, ValueError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            ValueError::new(format!(
                "lists and maps are nested more than {DEPTH} levels deep; DynamoDB takes 32"
            ))
        })?;
        Ok(self)
    }
}

/// A new item of a list, to write.
pub(super) fn item(list: &mut dyn List, at: At) -> Result<Writer<'_>, ValueError> {
    into(list.push(), at, Type::L)
}

/// A new entry of a map, to write.
pub(super) fn entry<'a>(
    map: &'a mut dyn Map,
    name: &str,
    at: At,
) -> Result<Writer<'a>, ValueError> {
    into(map.insert(name.to_owned()), at, Type::M)
}

pub(super) fn into(slot: Slot<'_>, mut at: At, kind: Type) -> Result<Writer<'_>, ValueError> {
    let Slot::Structure(value) = slot else {
        return Err(unlike_its_table(kind));
    };
    at.layout = Some(Layout::known(at.layout, value)?);
    let place = Place::Value(value);
    Ok(Writer { place, at })
}

/// The place for the next element of a set.
pub(super) fn element<'a>(
    at: At,
    value: &'a mut dyn Structure,
    held: &mut Option<Type>,
    kind: Type,
) -> Result<Slot<'a>, ValueError> {
    let Some(set) = kind.set() else {
        let found = kind.described();
        return Err(ValueError::new(format!(
            "a set holds texts, numbers or bytes, not {found}"
        )));
    };
    let is_first = held.is_none();
    let so_far = *held.get_or_insert(set);
    if so_far != set {
        return Err(ValueError::new(format!(
            "{} cannot hold {} as well",
            so_far.described(),
            kind.described()
        )));
    }
    let layout = Layout::known(at.layout, value)?;
    let Slot::List(list) = layout.slot(value, set)? else {
        return Err(unlike_its_table(set));
    };
    if is_first {
        list.keep(0, 0);
    }
    Ok(list.push())
}
