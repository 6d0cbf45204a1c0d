//! Members of a user's expression, resolved against the table of the shape it will be evaluated on.

use crate::schema::{Kind, Shape};

use super::{Function, Node};

/// What is known about a value before there is one.
#[derive(Clone)]
enum Type {
    /// Nothing.
    Any,
    /// It is null, or of this shape.
    Shape(&'static Shape),
    /// It is null, or a list whose elements are of this type.
    List(Box<Self>),
    /// It is an object that the expression makes.
    Object(Vec<(String, Self)>),
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Any) => true,
            (Self::Shape(a), Self::Shape(b)) => std::ptr::eq(*a, *b),
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

/// A member that there is not.
pub(super) struct Unknown {
    /// The node that asks for it.
    pub(super) node: usize,
    pub(super) message: String,
}

/// Replaces the names of members by their indices.
///
/// # Errors
///
/// When a name is asked of a structure that has no such member, or of what has no members at all.
pub(super) fn resolve(nodes: &mut [Node], shape: &'static Shape) -> Result<(), Unknown> {
    if let Some(root) = nodes.len().checked_sub(1) {
        Resolver { nodes }.node(root, &Type::Shape(shape))?;
    }
    Ok(())
}

struct Resolver<'n> {
    nodes: &'n mut [Node],
}

impl Resolver<'_> {
    /// Resolves a node that is evaluated on a value of type `current`, and tells the type of its value.
    fn node(&mut self, at: usize, current: &Type) -> Result<Type, Unknown> {
        let Some(node) = self.nodes.get(at).cloned() else {
            return Ok(Type::Any);
        };
        Ok(match node {
            Node::Current => current.clone(),
            Node::Field(name) => return self.field(at, &name, current),
            Node::Index(_) => element(current),
            Node::Slice { .. } => Type::List(Box::new(element(current))),
            Node::Sub(first, second) => {
                let first = self.child(first, current)?;
                self.child(second, &first)?
            }
            Node::Flatten(list) => {
                let list = self.child(list, current)?;
                let inner = element(&list);
                Type::List(Box::new(if is_list(&inner) {
                    element(&inner)
                } else {
                    inner
                }))
            }
            Node::Values(object) => {
                let object = self.child(object, current)?;
                Type::List(Box::new(values(&object)))
            }
            Node::Projection(list, then) => {
                let list = self.child(list, current)?;
                Type::List(Box::new(self.child(then, &element(&list))?))
            }
            Node::Condition(predicate, then) => {
                self.child(predicate, current)?;
                self.child(then, current)?
            }
            Node::And(first, second) | Node::Or(first, second) => {
                let first = self.child(first, current)?;
                let second = self.child(second, current)?;
                if first == second { first } else { Type::Any }
            }
            Node::Compare(_, first, second) => {
                self.child(first, current)?;
                self.child(second, current)?;
                Type::Any
            }
            Node::Not(child) | Node::ExpressionRef(child) => {
                self.child(child, current)?;
                Type::Any
            }
            Node::Call(function, arguments) => self.call(function, &arguments, current)?,
            Node::MultiList(children) => {
                for child in &*children {
                    self.child(*child, current)?;
                }
                Type::Any
            }
            Node::MultiHash(pairs) => {
                let mut entries = Vec::with_capacity(pairs.len());
                for (key, child) in &*pairs {
                    entries.push((key.to_string(), self.child(*child, current)?));
                }
                Type::Object(entries)
            }
            Node::Member(..) | Node::Literal(_) => Type::Any,
        })
    }

    fn child(&mut self, at: u16, current: &Type) -> Result<Type, Unknown> {
        self.node(usize::from(at), current)
    }

    fn field(&mut self, at: usize, name: &str, current: &Type) -> Result<Type, Unknown> {
        let unknown = |message: String| Unknown { node: at, message };
        let shape = match current {
            Type::Shape(shape) => *shape,
            Type::Any => return Ok(Type::Any),
            Type::Object(entries) => {
                let entry = entries.iter().rev().find(|(key, _)| key == name);
                return Ok(entry.map_or(Type::Any, |(_, kind)| kind.clone()));
            }
            Type::List(_) => return Err(unknown(of_a_list(name))),
        };
        match shape.kind {
            Kind::Structure | Kind::Union => {
                let Some(index) = shape.index_of(name) else {
                    let known: Vec<_> = shape.members().iter().map(|member| member.name).collect();
                    let hint = nearest(name, &known).map_or_else(String::new, |nearest| {
                        format!("; did you mean `{nearest}`?")
                    });
                    let message = format!("no member `{name}` in {}{hint}", shape.name);
                    return Err(unknown(message));
                };
                let member = &shape.members()[index];
                if let Ok(index) = u16::try_from(index) {
                    self.nodes[at] = Node::Member(member.name, index);
                }
                Ok(Type::Shape(member.target))
            }
            Kind::Map => Ok(Type::Shape(shape.value().target)),
            Kind::List => Err(unknown(of_a_list(name))),
            Kind::Document => Ok(Type::Any),
            _ => Err(unknown(format!(
                "`{name}` is asked of {}, which has no members",
                shape.name
            ))),
        }
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[u16],
        current: &Type,
    ) -> Result<Type, Unknown> {
        // An expression that is an argument is evaluated on each element of the list beside it.
        if let (
            Function::SortBy | Function::MinBy | Function::MaxBy | Function::Map,
            [first, second],
        ) = (function, arguments)
        {
            let (list, each) = match function {
                Function::Map => (*second, *first),
                _ => (*first, *second),
            };
            let list = self.child(list, current)?;
            let each = match self.nodes.get(usize::from(each)) {
                Some(Node::ExpressionRef(each)) => *each,
                _ => each,
            };
            let each = self.child(each, &element(&list))?;
            return Ok(match function {
                Function::SortBy => list,
                Function::Map => Type::List(Box::new(each)),
                _ => element(&list),
            });
        }
        let mut types = Vec::with_capacity(arguments.len());
        for argument in arguments {
            types.push(self.child(*argument, current)?);
        }
        let first = types.first().cloned().unwrap_or(Type::Any);
        Ok(match function {
            Function::Sort => first,
            Function::Reverse if is_list(&first) => first,
            Function::ToArray if is_list(&first) => first,
            Function::Values => Type::List(Box::new(values(&first))),
            Function::NotNull if types.iter().all(|kind| *kind == first) => first,
            _ => Type::Any,
        })
    }
}

fn of_a_list(name: &str) -> String {
    format!("`{name}` is asked of a list; `[].{name}` asks its elements")
}

fn is_list(kind: &Type) -> bool {
    match kind {
        Type::List(_) => true,
        Type::Shape(shape) => shape.kind == Kind::List,
        Type::Any | Type::Object(_) => false,
    }
}

fn element(kind: &Type) -> Type {
    match kind {
        Type::List(element) => (**element).clone(),
        Type::Shape(shape) if shape.kind == Kind::List => Type::Shape(shape.element().target),
        _ => Type::Any,
    }
}

fn values(kind: &Type) -> Type {
    match kind {
        Type::Shape(shape) if shape.kind == Kind::Map => Type::Shape(shape.value().target),
        _ => Type::Any,
    }
}

/// The name that was most likely meant: the same but for case, or at most a third of it mistyped.
pub(crate) fn nearest<'k>(wanted: &str, known: &[&'k str]) -> Option<&'k str> {
    let distances = known.iter().map(|known| {
        let distance = distance(&wanted.to_ascii_lowercase(), &known.to_ascii_lowercase());
        (distance, *known)
    });
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.len().max(nearest.len()) / 3).then_some(nearest)
}

/// How many characters have to be added, removed or replaced.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
