//! Expressions on a made-up output.

use super::comparison::{Times, ValueKind};
use super::*;

/// Shapes of the output, as few as it takes.
#[derive(Clone, Debug, PartialEq)]
enum Sample {
    Output,
    Things,
    Thing,
    State,
    Text,
    Number,
    Time,
    Events,
}

impl Sample {
    const fn members(&self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Output => &[
                ("Things", Self::Things),
                ("Count", Self::Number),
                ("Stream", Self::Events),
            ],
            Self::Thing => &[
                ("Name", Self::Text),
                ("State", Self::State),
                ("At", Self::Time),
            ],
            _ => &[],
        }
    }
}

impl Shape for Sample {
    fn form(&self) -> Form<Self> {
        Form::Scalar(match self {
            Self::Output | Self::Thing => return Form::Structure(format!("{self:?}")),
            Self::Things => return Form::List(Self::Thing),
            Self::Events => return Form::Events,
            Self::State => ValueKind::Enum {
                name: "State".to_owned(),
                values: vec!["on".to_owned(), "off".to_owned()],
            },
            Self::Text => ValueKind::Text,
            Self::Number => ValueKind::Number,
            Self::Time => ValueKind::Time,
        })
    }

    fn member(&self, name: &str) -> Option<(u16, Self)> {
        let mut members = (0..).zip(self.members());
        let (index, (_, member)) = members.find(|(_, (known, _))| *known == name)?;
        Some((index, member.clone()))
    }

    fn member_names(&self) -> Vec<String> {
        let members = self.members().iter();
        members.map(|(name, _)| (*name).to_owned()).collect()
    }
}

fn fitting(source: &str) -> CheckedExpression<Sample> {
    fit(source, &Type::Shape(Sample::Output), Times::Text).unwrap()
}

/// What is wrong, each with the part of the text that is meant.
fn mistakes(source: &str) -> Vec<(String, &str)> {
    let mistakes = fit(source, &Type::Shape(Sample::Output), Times::Text).unwrap_err();
    let told = mistakes.into_iter();
    told.map(|mistake| (mistake.message, &source[mistake.part]))
        .collect()
}

#[test]
fn members_are_found_and_the_rest_stays() {
    let found = fitting("Things[].{a: Name, b: null} | [0].a");
    assert!(matches!(
        found.expression.nodes.first(),
        Some(Node::Member(name, 0)) if name == "Things"
    ));
    let null = Node::Literal(Literal::Null);
    assert!(found.expression.nodes.contains(&null));
    assert_eq!(found.kind.known(), ValueKind::Text);
}

#[test]
fn every_mistake_is_told_with_its_part() {
    assert_eq!(
        mistakes("Things[?Nam == 'a'].Stat || Cont"),
        [
            ("no member `Nam` in Thing".to_owned(), "Nam"),
            ("no member `Stat` in Thing".to_owned(), "Stat"),
            ("no member `Cont` in Output".to_owned(), "Cont"),
        ]
    );
    assert_eq!(
        mistakes("siez(Things) == lenght(Count)"),
        [
            ("no function `siez`".to_owned(), "siez"),
            ("no function `lenght`".to_owned(), "lenght"),
        ]
    );
    let never = "a number never equals \"é\"".to_owned();
    assert_eq!(mistakes("`é` == Count"), [(never, "`é`")]);
    let events = "`Stream` is a stream of events, which no expression can look into".to_owned();
    assert_eq!(mistakes("Stream.Part"), [(events, "Stream")]);
}

#[test]
fn a_value_that_an_enum_does_not_list_is_a_doubt() {
    let found = fitting("Things[?State == 'of'].Name");
    let doubts: Vec<_> = found.doubts.iter().map(Mistake::advice).collect();
    assert_eq!(
        doubts,
        [
            "the enum State has no value `of`; did you mean `off` or `on`? `to_string(…)` of it compares with any text"
        ]
    );
}

#[test]
fn constants_that_are_compared_with_times_are_named() {
    let found = fitting("Things[?to_string(At) > '2026-01-31'].Name");
    let [at] = found.times[..] else {
        panic!("{:?}", found.times);
    };
    let constant = Node::Literal(Literal::String("2026-01-31".into()));
    assert_eq!(found.expression.nodes.get(usize::from(at)), Some(&constant));
}

#[test]
fn roots_are_the_members_of_the_output() {
    let roots = |source| Expression::roots([&fitting(source).expression]).map(|roots| roots.len());
    assert_eq!(roots("Things[].Name"), Some(1));
    assert_eq!(roots("length(Things) == Count"), Some(2));
    assert_eq!(roots("@"), None);
}
