//! The evaluator: walks over the nodes.

use std::borrow::Cow;
use std::cell::Cell;

use aws_smithy_types::Document;
use indexmap::IndexMap;
use pageboy_schema::Times;

use crate::view::{Structure, View};

use super::json::{Item, Json};
use super::path::Path;
use super::value::{ExpressionValue, Repr};
use super::{Comparator, EvaluationError, Expression, Literal, Node};

impl Expression {
    /// Evaluates the expression on a value.
    ///
    /// # Errors
    ///
    /// When an argument of a function has the wrong type, or a slice has step 0.
    pub fn evaluate<'a>(&'a self, root: View<'a>) -> Result<ExpressionValue<'a>, EvaluationError> {
        let evaluator = Evaluator::new(self);
        let result = evaluator
            .root()
            .and_then(|node| evaluator.eval(node, &ExpressionValue::of(root, self.times)));
        result.map_err(|stop| self.failed(stop))
    }

    /// Evaluates the expression on a value, and tells whether it read or found something sensitive.
    pub(crate) fn evaluate_for_display<'a>(
        &'a self,
        root: View<'a>,
    ) -> Result<(ExpressionValue<'a>, bool), EvaluationError> {
        let sensitive = Cell::new(false);
        let evaluator = Evaluator {
            nodes: &self.nodes,
            sensitive: Some(&sensitive),
        };
        let result = evaluator
            .root()
            .and_then(|node| evaluator.eval(node, &ExpressionValue::of(root, self.times)));
        match result {
            Ok(found) => {
                evaluator.note_whole(&found);
                Ok((found, sensitive.get()))
            }
            Err(stop) => Err(self.failed(stop)),
        }
    }

    /// The path that it is, if it only takes members and the elements of lists: what that finds is part of the value.
    pub(crate) fn path(&self) -> Option<Path> {
        Path::of(&self.nodes)
    }

    /// Passes each element of the resulting list to `each`, until that returns `false`; no list is made.
    ///
    /// Returns whether the result is a list. Everything that could fail is evaluated, so an error is found whether or not
    /// `each` stops early.
    pub(crate) fn each<'a>(
        &'a self,
        root: View<'a>,
        mut each: impl FnMut(ExpressionValue<'a>) -> bool,
    ) -> Result<bool, EvaluationError> {
        if let Some(path) = self.path() {
            let times = self.times;
            return Ok(path.each(root, &mut |view| each(ExpressionValue::of(view, times))));
        }
        let evaluator = Evaluator::new(self);
        let can_fail = self.can_fail();
        let mut enough = false;
        let result = evaluator.root().and_then(|node| {
            evaluator.each(node, &ExpressionValue::of(root, self.times), &mut |found| {
                enough = enough || !each(found);
                if enough && !can_fail {
                    return Err(Stop::Enough);
                }
                Ok(())
            })
        });
        match result {
            Ok(is_list) => Ok(is_list),
            Err(Stop::Enough) => Ok(true),
            Err(stop) => Err(self.failed(stop)),
        }
    }

    /// Whether the expression could fail on some value.
    fn can_fail(&self) -> bool {
        let can_fail = |node: &Node| matches!(node, Node::Call(..) | Node::Slice { step: 0, .. });
        self.nodes.iter().any(can_fail)
    }

    /// Whether another expression is the same.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.source == other.source && self.times == other.times && self.nodes == other.nodes
    }

    fn failed(&self, stop: Stop) -> EvaluationError {
        EvaluationError {
            expression: self.source.clone().into_owned(),
            message: match stop {
                Stop::Failed(message) => message.into_string(),
                Stop::Enough => String::new(),
            },
        }
    }
}

/// Why a walk ended early. Boxed, so that results stay small.
pub(super) enum Stop {
    /// The expression cannot be evaluated.
    Failed(Box<str>),
    /// The receiver of a list's elements has stopped.
    Enough,
}

impl Stop {
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into().into_boxed_str())
    }
}

pub(super) struct Evaluator<'e, 'a> {
    nodes: &'a [Node],
    /// Set when something sensitive is read; `None` if nobody asks.
    pub(super) sensitive: Option<&'e Cell<bool>>,
}

/// A node with its index, which bounds the indices of its operands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) node: &'a Node,
    index: usize,
}

impl<'e, 'a> Evaluator<'e, 'a> {
    fn new(expression: &'a Expression) -> Self {
        Self {
            nodes: &expression.nodes,
            sensitive: None,
        }
    }

    fn root(&self) -> Result<At<'a>, Stop> {
        let index = self.nodes.len().wrapping_sub(1);
        match self.nodes.get(index) {
            Some(node) => Ok(At { node, index }),
            None => Err(Stop::failed("it has no nodes")),
        }
    }

    /// The operand `child` of a node. Operands stand before their node, so a walk always ends.
    pub(super) fn operand(&self, parent: At<'a>, child: u16) -> Result<At<'a>, Stop> {
        let index = usize::from(child);
        match self.nodes.get(index) {
            Some(node) if index < parent.index => Ok(At { node, index }),
            _ => Err(Stop::failed(format!(
                "node {} refers to node {child}, which does not stand before it",
                parent.index
            ))),
        }
    }

    pub(super) fn eval(
        &self,
        at: At<'a>,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        // One call per arm: this function's stack frame exists once for every level of an expression.
        match at.node {
            Node::Current => Ok(current.clone()),
            Node::Member(_, index) => Ok(self.member(current, *index)),
            Node::Field(name) => Ok(self.field(current, name)),
            Node::Index(index) => Ok(element(current, *index)),
            Node::Slice { start, stop, step } => slice(current, *start, *stop, *step),
            Node::Literal(literal) => Ok(ExpressionValue::of_literal(literal)),
            Node::Sub(first, second) => self.sub(at, *first, *second, current),
            Node::Flatten(_) | Node::Values(_) | Node::Projection(..) => self.collect(at, current),
            Node::Condition(predicate, then) => self.choose(at, *predicate, *then, true, current),
            Node::And(first, second) => self.choose(at, *first, *second, false, current),
            Node::Or(first, second) => self.either(at, *first, *second, current),
            Node::Not(node) => self.not(at, *node, current),
            Node::Compare(comparator, first, second) => {
                self.compare(at, *comparator, *first, *second, current)
            }
            Node::Call(function, arguments) => self.call(*function, at, arguments, current),
            Node::MultiList(_) | Node::MultiHash(_) if current.is_null() => {
                Ok(ExpressionValue::NULL)
            }
            Node::MultiList(nodes) => self.multi_list(at, nodes, current),
            Node::MultiHash(pairs) => self.multi_hash(at, pairs, current),
            // By itself, outside an argument list, it has no meaning.
            Node::ExpressionRef(_) => Ok(ExpressionValue::NULL),
        }
    }

    fn operate(
        &self,
        parent: At<'a>,
        child: u16,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        self.eval(self.operand(parent, child)?, current)
    }

    fn sub(
        &self,
        at: At<'a>,
        first: u16,
        second: u16,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let first = self.operate(at, first, current)?;
        self.operate(at, second, &first)
    }

    /// The second operand if the first is truthy; else null (a filter), or the first (`&&`).
    fn choose(
        &self,
        at: At<'a>,
        first: u16,
        second: u16,
        filter: bool,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let first = self.operate(at, first, current)?;
        if first.is_truthy() {
            self.operate(at, second, current)
        } else if filter {
            Ok(ExpressionValue::NULL)
        } else {
            Ok(first)
        }
    }

    fn either(
        &self,
        at: At<'a>,
        first: u16,
        second: u16,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let first = self.operate(at, first, current)?;
        if first.is_truthy() {
            Ok(first)
        } else {
            self.operate(at, second, current)
        }
    }

    fn not(
        &self,
        at: At<'a>,
        node: u16,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let found = self.operate(at, node, current)?;
        Ok(ExpressionValue::boolean(!found.is_truthy()))
    }

    fn compare(
        &self,
        at: At<'a>,
        comparator: Comparator,
        first: u16,
        second: u16,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let first = self.operate(at, first, current)?;
        let second = self.operate(at, second, current)?;
        Ok(compare(comparator, &first, &second)
            .map_or(ExpressionValue::NULL, ExpressionValue::boolean))
    }

    fn multi_list(
        &self,
        at: At<'a>,
        nodes: &[u16],
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let mut items = Vec::with_capacity(nodes.len());
        for node in nodes {
            items.push(self.operate(at, *node, current)?);
        }
        Ok(ExpressionValue::list(items))
    }

    fn multi_hash(
        &self,
        at: At<'a>,
        pairs: &'a [(Cow<'static, str>, u16)],
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let mut entries = IndexMap::with_capacity(pairs.len());
        for (key, node) in pairs {
            let value = self.operate(at, *node, current)?;
            entries.insert(Cow::Borrowed(&**key), value);
        }
        Ok(ExpressionValue::object(entries))
    }

    /// The list that is a node's result.
    fn collect(
        &self,
        at: At<'a>,
        current: &ExpressionValue<'a>,
    ) -> Result<ExpressionValue<'a>, Stop> {
        let mut items = Vec::new();
        let is_list = self.each(at, current, &mut |item| {
            items.push(item);
            Ok(())
        })?;
        Ok(if is_list {
            ExpressionValue::list(items)
        } else {
            ExpressionValue::NULL
        })
    }

    /// Passes the elements of a node's list to `sink`; returns whether its result is a list.
    pub(super) fn each(
        &self,
        at: At<'a>,
        current: &ExpressionValue<'a>,
        sink: &mut dyn FnMut(ExpressionValue<'a>) -> Result<(), Stop>,
    ) -> Result<bool, Stop> {
        match at.node {
            Node::Projection(list, then) => {
                let then = self.operand(at, *then)?;
                self.each(self.operand(at, *list)?, current, &mut |item| {
                    let found = self.eval(then, &item)?;
                    if found.is_null() { Ok(()) } else { sink(found) }
                })
            }
            Node::Flatten(list) => {
                self.each(
                    self.operand(at, *list)?,
                    current,
                    &mut |item| match give(item, sink)? {
                        None => Ok(()),
                        Some(item) => sink(item),
                    },
                )
            }
            Node::Values(object) => {
                let object = self.eval(self.operand(at, *object)?, current)?;
                self.note_whole(&object);
                let Json::Object(entries) = object.json() else {
                    return Ok(false);
                };
                for (_, value) in entries.to_vec() {
                    sink(value.into_found())?;
                }
                Ok(true)
            }
            _ => Ok(give(self.eval(at, current)?, sink)?.is_none()),
        }
    }

    fn member(&self, current: &ExpressionValue<'a>, index: u16) -> ExpressionValue<'a> {
        match current.part() {
            Some((View::Structure(structure), times)) => {
                self.member_of(structure, usize::from(index), times)
            }
            _ => ExpressionValue::NULL,
        }
    }

    fn member_of(
        &self,
        structure: &'a dyn Structure,
        index: usize,
        times: Times,
    ) -> ExpressionValue<'a> {
        self.note_member(structure, index);
        ExpressionValue::of(structure.view_of(index), times)
    }

    fn field(&self, current: &ExpressionValue<'a>, name: &str) -> ExpressionValue<'a> {
        match current.part() {
            Some((View::Structure(structure), times)) if structure.unknown().is_none() => {
                let index = structure.shape().index_of(name);
                index.map_or(ExpressionValue::NULL, |index| {
                    self.member_of(structure, index, times)
                })
            }
            Some((View::Map(map), times)) => {
                self.note_key(name);
                ExpressionValue::of(map.get(name), times)
            }
            _ => match current.json() {
                Json::Object(entries) => {
                    let item = entries.get(name);
                    item.map_or(ExpressionValue::NULL, Item::into_found)
                }
                _ => ExpressionValue::NULL,
            },
        }
    }
}

/// Passes the elements of a list to `sink`; returns a value that is not a list.
fn give<'a>(
    found: ExpressionValue<'a>,
    sink: &mut dyn FnMut(ExpressionValue<'a>) -> Result<(), Stop>,
) -> Result<Option<ExpressionValue<'a>>, Stop> {
    match found.0 {
        Repr::View(View::List(_)) | Repr::Shown(View::List(_)) => {
            if let Some((View::List(list), times)) = found.part() {
                for index in 0..list.len() {
                    sink(ExpressionValue::of(list.get(index), times))?;
                }
            }
        }
        Repr::View(View::Document(Document::Array(items)))
        | Repr::Shown(View::Document(Document::Array(items))) => {
            for item in items {
                sink(ExpressionValue::from_view(View::Document(item)))?;
            }
        }
        Repr::Literal(Literal::List(items)) => {
            for item in &**items {
                sink(ExpressionValue::of_literal(item))?;
            }
        }
        Repr::List(items) => items.into_iter().try_for_each(sink)?,
        _ => return Ok(Some(found)),
    }
    Ok(None)
}

fn element<'a>(current: &ExpressionValue<'a>, index: i32) -> ExpressionValue<'a> {
    let Json::List(items) = current.json() else {
        return ExpressionValue::NULL;
    };
    let distance = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
    let index = if index < 0 {
        items.len().checked_sub(distance)
    } else {
        Some(distance)
    };
    index
        .and_then(|index| items.get(index))
        .map_or(ExpressionValue::NULL, Item::into_found)
}

/// Python's slice.
fn slice<'a>(
    current: &ExpressionValue<'a>,
    start: Option<i32>,
    stop: Option<i32>,
    step: i32,
) -> Result<ExpressionValue<'a>, Stop> {
    if step == 0 {
        return Err(Stop::failed("a slice's step is 0"));
    }
    let Json::List(items) = current.json() else {
        return Ok(ExpressionValue::NULL);
    };
    let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let (least, most) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let bound = |bound: i32| {
        let bound = i64::from(bound);
        let bound = if bound < 0 { bound + len } else { bound };
        bound.clamp(least, most)
    };
    let (first, last) = if step > 0 { (0, len) } else { (len - 1, -1) };
    let mut at = start.map_or(first, bound);
    let end = stop.map_or(last, bound);
    let mut found = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        let item = usize::try_from(at).ok().and_then(|at| items.get(at));
        found.extend(item.map(Item::into_found));
        at += i64::from(step);
    }
    Ok(ExpressionValue::list(found))
}

fn compare(
    comparator: Comparator,
    first: &ExpressionValue<'_>,
    second: &ExpressionValue<'_>,
) -> Option<bool> {
    let order = || first.json().order(&second.json());
    Some(match comparator {
        Comparator::Equal => first == second,
        Comparator::NotEqual => first != second,
        Comparator::Less => order()?.is_lt(),
        Comparator::LessOrEqual => order()?.is_le(),
        Comparator::Greater => order()?.is_gt(),
        Comparator::GreaterOrEqual => order()?.is_ge(),
    })
}
