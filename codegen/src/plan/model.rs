//! The model in the plan: parsed shapes are kept, dangling references reported.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;

use pageboy_models::Error;
use pageboy_models::service::{Operation, Service};
use pageboy_models::shape::{Member, Shape, ShapeType};
use pageboy_schema::ValueKind;
use pageboy_schema::expression::Mistake;
use pageboy_schema::reader::empty;
use pageboy_schema::waiter::Misfit;

use super::{expires, references};
use crate::problem::{Problem, WrongPlaces};

/// A service model, with its problems so far.
pub(crate) struct Model<'m> {
    pub(crate) service: &'m Service,
    shapes: RefCell<HashMap<String, Option<Rc<Shape>>>>,
    operations: RefCell<BTreeMap<String, Option<Rc<Operation>>>>,
    problems: RefCell<Vec<Problem>>,
    wrong: RefCell<WrongPlaces>,
}

/// The type of a JMESPath value, as far as the model knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// Unknown.
    Any,
    Boolean,
    Number,
    /// A time: a number of seconds since 1970.
    Timestamp,
    String,
    /// Text with known values, by the name of the shape.
    Enum(String),
    List(Rc<Self>),
    Map(Rc<Self>),
    /// A structure or union, by its name.
    Structure(String),
    /// An object made by the expression.
    Object(Rc<[(String, Self)]>),
    /// Events that arrive one by one, after the output.
    Events,
}

impl Type {
    /// The facts that comparisons need.
    pub(crate) fn known(&self, model: &Model<'_>) -> ValueKind {
        match self {
            Self::Any => ValueKind::Anything,
            Self::Boolean => ValueKind::Boolean,
            Self::Number => ValueKind::Number,
            Self::Timestamp => ValueKind::Time,
            Self::String => ValueKind::Text,
            Self::Enum(name) => ValueKind::Enum {
                name: name.clone(),
                values: model
                    .shape(name)
                    .map(|shape| shape.traits.values.clone())
                    .unwrap_or_default(),
            },
            Self::List(_) => ValueKind::List,
            Self::Map(_) | Self::Object(_) => ValueKind::Map,
            Self::Structure(name) => ValueKind::Structure(name.clone()),
            Self::Events => ValueKind::Events,
        }
    }

    /// The type in words, with an article.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Any => "any value".to_owned(),
            Self::Boolean => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Timestamp => "a time in seconds since 1970".to_owned(),
            Self::String | Self::Enum(_) => "a string".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) | Self::Object(_) => "a map".to_owned(),
            Self::Events => "a stream of events".to_owned(),
            Self::Structure(name) => format!("the structure {name}"),
        }
    }
}

/// Deeper than any model; a list of lists of itself would never end.
const DEEPEST_TYPE: usize = 32;

impl<'m> Model<'m> {
    pub(crate) fn new(service: &'m Service) -> Self {
        Self {
            service,
            shapes: RefCell::default(),
            operations: RefCell::default(),
            problems: RefCell::default(),
            wrong: RefCell::default(),
        }
    }

    /// A shape without its mistakes, which are reported once; `None` if it is missing, or if too little is left.
    pub(crate) fn shape(&self, name: &str) -> Option<Rc<Shape>> {
        if let Some(known) = self.shapes.borrow().get(name) {
            return known.clone();
        }
        let mended = || self.service.mended_shape(name);
        let mut parsed = self.keep(self.service.shape(name), mended);
        if let Some(shape) = &mut parsed
            && expires::add(self.service, name, shape)
            && !self.service.has_shape(expires::MEMBER)
        {
            let text = Some(Rc::new(expires::shape()));
            let mut shapes = self.shapes.borrow_mut();
            shapes.insert(expires::MEMBER.to_owned(), text);
        }
        let parsed = parsed.map(Rc::new);
        self.shapes
            .borrow_mut()
            .insert(name.to_owned(), parsed.clone());
        parsed
    }

    /// The shapes that were read so far, with their names.
    pub(crate) fn parsed_shapes(&self) -> Vec<(String, Rc<Shape>)> {
        let shapes = self.shapes.borrow();
        let parsed = shapes.iter();
        let parsed = parsed.filter_map(|(name, shape)| Some((name.clone(), shape.clone()?)));
        parsed.collect()
    }

    /// An operation without its mistakes, which are reported once; `None` if it is missing, or if too little is left.
    pub(crate) fn operation(&self, name: &str) -> Option<Rc<Operation>> {
        if let Some(known) = self.operations.borrow().get(name) {
            return known.clone();
        }
        let mended = || self.service.mended_operation(name);
        let parsed = self.keep(self.service.operation(name), mended);
        let parsed = parsed.map(Rc::new);
        self.operations
            .borrow_mut()
            .insert(name.to_owned(), parsed.clone());
        parsed
    }

    /// The type of a shape's values.
    pub(crate) fn type_of(&self, name: &str) -> Type {
        self.type_at(name, 0)
    }

    /// The index and type of a structure's member, or the names of its members.
    pub(crate) fn member_type(
        &self,
        structure: &str,
        member: &str,
    ) -> Result<(u16, Type), Vec<String>> {
        let Some(shape) = self.shape(structure) else {
            // That was reported, and nobody knows its members.
            return Ok((0, Type::Any));
        };
        match shape.members.get_full(member) {
            Some((index, _, reference)) => Ok((
                u16::try_from(index).unwrap_or(u16::MAX),
                self.type_of(&reference.shape),
            )),
            None => Err(shape.members.keys().cloned().collect()),
        }
    }

    pub(crate) fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Reports a mistake in the form of a file; what follows from it is not told.
    pub(crate) fn report_form(&self, problem: Problem) {
        let problem = problem.of_form();
        self.wrong.borrow_mut().add(&problem);
        self.report(problem);
    }

    /// Notes a section in which a file that cannot be read may have more.
    pub(crate) fn add_unread(&self, section: &'static str) {
        self.wrong.borrow_mut().add_unread(section);
    }

    /// Whether anything is wrong so far.
    pub(crate) fn is_wrong(&self) -> bool {
        self.problems.borrow().iter().any(Problem::is_error)
    }

    /// Reports a contradiction between a definition and an operation.
    pub(crate) fn report_misfit(&self, file: &Path, misfit: Misfit) {
        let Misfit {
            pointer,
            expression,
            mistake,
        } = misfit;
        let source = expression.as_deref().unwrap_or_default();
        let problem = Problem::at_pointer(file, &pointer, mistake.sentence(source));
        let problem = match &expression {
            Some(text) => problem.in_expression(text, mistake.part),
            None => problem,
        };
        let problem = match mistake.fix {
            Some(fix) => problem.help(fix),
            None => problem,
        };
        self.report(match mistake.unknown {
            Some((name, known)) => problem.nearest(&name, known.iter().map(String::as_str)),
            None => problem,
        });
    }

    /// Reports the mistakes in an expression at a JSON pointer.
    pub(crate) fn report_mistakes(
        &self,
        file: &Path,
        place: &str,
        expression: &str,
        mistakes: Vec<Mistake>,
    ) {
        for mistake in mistakes {
            let misfit = Misfit {
                pointer: place.to_owned(),
                expression: Some(expression.to_owned()),
                mistake,
            };
            self.report_misfit(file, misfit);
        }
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let problems = self.problems.into_inner();
        self.wrong.into_inner().without_consequences(problems)
    }

    /// The value; or, after a report of its mistakes, the rest of it.
    fn keep<T>(&self, result: Result<T, Error>, rest: impl FnOnce() -> Option<T>) -> Option<T> {
        let error = match result {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        if let Error::UnknownShape { shape, .. } = error {
            self.report_dangling(&shape);
            return None;
        }
        for problem in Problem::in_definitions(&error, self.service.origin("")) {
            self.report_form(problem);
        }
        rest()
    }

    /// Reports a missing shape at every place that refers to it.
    fn report_dangling(&self, shape: &str) {
        for place in references::to(self.service, shape) {
            let problem = Problem::at_pointer(
                self.service.origin(&place),
                &place,
                match shape.is_empty() {
                    true => empty("shape"),
                    false => format!("no shape `{shape}`"),
                },
            );
            let problem = problem.unless_wrong(pageboy_models::pointer(["shapes", shape]));
            self.report(problem.nearest(shape, self.service.shape_names()));
        }
    }

    fn type_at(&self, name: &str, depth: usize) -> Type {
        if depth > DEEPEST_TYPE {
            return Type::Any;
        }
        let Some(shape) = self.shape(name) else {
            return Type::Any;
        };
        let inner = |member: &Option<Member>| {
            let inner = member
                .as_ref()
                .map(|member| self.type_at(&member.shape, depth + 1));
            Rc::new(inner.unwrap_or(Type::Any))
        };
        match shape.kind {
            ShapeType::Boolean => Type::Boolean,
            ShapeType::Double | ShapeType::Float | ShapeType::Integer | ShapeType::Long => {
                Type::Number
            }
            ShapeType::Timestamp => Type::Timestamp,
            ShapeType::String if !shape.traits.values.is_empty() => Type::Enum(name.to_owned()),
            ShapeType::String | ShapeType::Blob => Type::String,
            ShapeType::List => Type::List(inner(&shape.member)),
            ShapeType::Map => Type::Map(inner(&shape.value)),
            ShapeType::Structure if shape.traits.document => Type::Any,
            ShapeType::Structure if shape.eventstream => Type::Events,
            ShapeType::Structure => Type::Structure(name.to_owned()),
        }
    }
}

/// A file's name with the folders that tell which service and version it belongs to.
pub(super) fn file_label(file: &Path) -> String {
    let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
    let label = parts[parts.len().saturating_sub(3)..].join("/");
    label.trim_end_matches(".gz").to_owned()
}
