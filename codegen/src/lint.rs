//! Lints: likely mistakes in waiters, paginators and overlays that can nevertheless be generated.

use std::fmt;

/// The level of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// Nothing can be generated.
    Error,
    /// The definition probably does not do what it should.
    Warning,
    /// It could be better, or the model does not say enough.
    Hint,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

/// A check with an id, by which it is reported, counted and allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lint {
    /// A waiter without a `failure` acceptor: only a service error ends it early.
    NoFailureAcceptor,
    /// An enum value that looks final (`failed`, `deleted`) and is covered by no acceptor: the waiter polls on.
    UncoveredTerminalValue,
    /// A waiter that cannot succeed.
    UnreachableSuccess,
    /// An acceptor that can never match, because an earlier one always does.
    ShadowedAcceptor,
    /// An implausible delay or total time.
    ScheduleOutOfRange,
    /// An expected or compared value that the enum does not have, or that has another type.
    UnknownEnumValue,
    /// An error code that the operation does not declare.
    UndeclaredErrorCode,
    /// An entry of an overlay that changes nothing: the definitions have it already.
    OverlayAdopted,
    /// An entry of an overlay that was written for other definitions than those there are.
    OverlayOutdated,
    /// A paginator without a default page size, though the service gives a token only with a page size.
    PaginatorNeedsLimit,
    /// A paginator that names no member for the page size.
    PaginatorWithoutLimit,
    /// A token whose type is not that of its input member.
    TokenTypeMismatch,
    /// A paginator of an unknown operation.
    MissingOperation,
}

impl Lint {
    /// Every lint.
    pub const ALL: [Self; 13] = [
        Self::MissingOperation,
        Self::NoFailureAcceptor,
        Self::OverlayAdopted,
        Self::OverlayOutdated,
        Self::PaginatorNeedsLimit,
        Self::PaginatorWithoutLimit,
        Self::ScheduleOutOfRange,
        Self::ShadowedAcceptor,
        Self::TokenTypeMismatch,
        Self::UncoveredTerminalValue,
        Self::UndeclaredErrorCode,
        Self::UnknownEnumValue,
        Self::UnreachableSuccess,
    ];

    /// The id, in kebab case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::MissingOperation => "missing-operation",
            Self::NoFailureAcceptor => "no-failure-acceptor",
            Self::OverlayAdopted => "overlay-adopted",
            Self::OverlayOutdated => "overlay-outdated",
            Self::PaginatorNeedsLimit => "paginator-needs-limit",
            Self::PaginatorWithoutLimit => "paginator-without-limit",
            Self::ScheduleOutOfRange => "schedule-out-of-range",
            Self::ShadowedAcceptor => "shadowed-acceptor",
            Self::TokenTypeMismatch => "token-type-mismatch",
            Self::UncoveredTerminalValue => "uncovered-terminal-value",
            Self::UndeclaredErrorCode => "undeclared-error-code",
            Self::UnknownEnumValue => "unknown-enum-value",
            Self::UnreachableSuccess => "unreachable-success",
        }
    }

    /// The lint with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lint| lint.id() == id)
    }

    /// The level of its findings: a warning, or a hint where models say too little to be sure.
    pub const fn level(self) -> Level {
        match self {
            Self::NoFailureAcceptor
            | Self::PaginatorNeedsLimit
            | Self::PaginatorWithoutLimit
            | Self::UndeclaredErrorCode => Level::Hint,
            Self::MissingOperation
            | Self::OverlayAdopted
            | Self::OverlayOutdated
            | Self::ScheduleOutOfRange
            | Self::ShadowedAcceptor
            | Self::TokenTypeMismatch
            | Self::UncoveredTerminalValue
            | Self::UnknownEnumValue
            | Self::UnreachableSuccess => Level::Warning,
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// An exception from a lint, everywhere or for one waiter or paginator.
///
/// As text it is the id, or the id, a colon and the name: `no-failure-acceptor:InstanceRunning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    lint: Lint,
    definition: Option<String>,
}

impl Allow {
    /// Parses the text; the error names the known ids.
    ///
    /// # Errors
    ///
    /// When no lint has the id.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (id, definition) = match text.split_once(':') {
            Some((id, definition)) => (id, Some(definition.trim().to_owned())),
            None => (text, None),
        };
        match Lint::from_id(id.trim()) {
            Some(lint) => Ok(Self { lint, definition }),
            None => {
                let ids = Lint::ALL.map(Lint::id);
                let near = pageboy_models::nearest(id, ids.into_iter());
                let fix = match near.first() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", ids.join(", ")),
                };
                Err(format!("no lint `{id}`; {fix}"))
            }
        }
    }

    /// Whether it covers this lint in this waiter or paginator.
    pub(crate) fn covers(&self, lint: Lint, definition: Option<&str>) -> bool {
        self.lint == lint && (self.definition.is_none() || self.definition.as_deref() == definition)
    }
}

#[cfg(test)]
mod tests {
    use super::{Allow, Lint};

    #[test]
    fn every_lint_has_an_id_of_its_own_in_order() {
        let ids = Lint::ALL.map(Lint::id);
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        for lint in Lint::ALL {
            assert_eq!(Lint::from_id(lint.id()), Some(lint));
        }
    }

    #[test]
    fn a_lint_is_allowed_everywhere_or_for_one_definition() {
        let lint = Lint::NoFailureAcceptor;
        let everywhere = Allow::parse("no-failure-acceptor").unwrap();
        assert!(everywhere.covers(lint, Some("A")) && everywhere.covers(lint, None));
        assert!(!everywhere.covers(Lint::ShadowedAcceptor, Some("A")));
        let one = Allow::parse("no-failure-acceptor: A").unwrap();
        assert!(one.covers(lint, Some("A")) && !one.covers(lint, Some("B")));
        insta::assert_snapshot!(Allow::parse("no-failure-acceptors").unwrap_err(), @"no lint `no-failure-acceptors`; did you mean `no-failure-acceptor`?");
    }
}
