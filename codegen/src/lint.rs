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
    /// It could be better, or the model says too little.
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
    /// An entry of a baseline whose finding is gone.
    BaselineOutdated,
    /// A waiter without a `failure` acceptor, of a thing that may be going away or end otherwise.
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
    /// Two members of a structure with one name in the same place.
    SharedWireName,
    /// A token whose type is not that of its input member.
    TokenTypeMismatch,
    /// A paginator of an unknown operation.
    MissingOperation,
    /// A model of JSON or CBOR without `targetPrefix`.
    MissingTargetPrefix,
    /// An operation whose `name` is another than its key.
    NameMismatch,
    /// A structure that requires itself.
    RequiredCycle,
    /// A file or folder among definitions that nothing reads.
    UnknownFile,
    /// A key of a model that nothing reads.
    UnknownKey,
    /// An API version that is no date, or that is not the name of its folder.
    VersionMismatch,
}

impl Lint {
    /// Every lint.
    pub const ALL: [Self; 21] = [
        Self::BaselineOutdated,
        Self::MissingOperation,
        Self::MissingTargetPrefix,
        Self::NameMismatch,
        Self::NoFailureAcceptor,
        Self::OverlayAdopted,
        Self::OverlayOutdated,
        Self::PaginatorNeedsLimit,
        Self::PaginatorWithoutLimit,
        Self::RequiredCycle,
        Self::ScheduleOutOfRange,
        Self::ShadowedAcceptor,
        Self::SharedWireName,
        Self::TokenTypeMismatch,
        Self::UncoveredTerminalValue,
        Self::UndeclaredErrorCode,
        Self::UnknownEnumValue,
        Self::UnknownFile,
        Self::UnknownKey,
        Self::UnreachableSuccess,
        Self::VersionMismatch,
    ];

    /// The id, in kebab case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::BaselineOutdated => "baseline-outdated",
            Self::MissingOperation => "missing-operation",
            Self::MissingTargetPrefix => "missing-target-prefix",
            Self::NameMismatch => "name-mismatch",
            Self::NoFailureAcceptor => "no-failure-acceptor",
            Self::OverlayAdopted => "overlay-adopted",
            Self::OverlayOutdated => "overlay-outdated",
            Self::PaginatorNeedsLimit => "paginator-needs-limit",
            Self::PaginatorWithoutLimit => "paginator-without-limit",
            Self::ScheduleOutOfRange => "schedule-out-of-range",
            Self::ShadowedAcceptor => "shadowed-acceptor",
            Self::SharedWireName => "shared-wire-name",
            Self::TokenTypeMismatch => "token-type-mismatch",
            Self::UncoveredTerminalValue => "uncovered-terminal-value",
            Self::UndeclaredErrorCode => "undeclared-error-code",
            Self::UnknownEnumValue => "unknown-enum-value",
            Self::UnreachableSuccess => "unreachable-success",
            Self::RequiredCycle => "required-cycle",
            Self::UnknownFile => "unknown-file",
            Self::UnknownKey => "unknown-key",
            Self::VersionMismatch => "version-mismatch",
        }
    }

    /// The finding, in a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::BaselineOutdated => "The baseline lists a finding that is gone.",
            Self::MissingOperation => {
                "A paginator names an operation that the service does not have."
            }
            Self::MissingTargetPrefix => {
                "Requests in JSON or CBOR cannot say which operation they are for: the model has no `targetPrefix`."
            }
            Self::NameMismatch => {
                "An operation's `name` does not begin with its key, which is what requests say."
            }
            Self::NoFailureAcceptor => {
                "No acceptor of a waiter leads to `failure`, and its enum has values from which there is hardly a way to success: they are polled to the end."
            }
            Self::OverlayAdopted => "An overlay, or an entry of one, changes nothing.",
            Self::OverlayOutdated => {
                "An entry of an overlay was written for other definitions than those there are."
            }
            Self::PaginatorNeedsLimit => {
                "The service gives a token only if a page size is set, and the paginator has no `default_limit`."
            }
            Self::PaginatorWithoutLimit => {
                "A paginator has no `limit_key`, and an unused member of the input looks like the page size."
            }
            Self::ScheduleOutOfRange => "A waiter's delay, attempts or total time are implausible.",
            Self::ShadowedAcceptor => {
                "An acceptor can never match, because an earlier one always does."
            }
            Self::SharedWireName => {
                "Two members of a structure have one name in the same place: one of two values is lost."
            }
            Self::TokenTypeMismatch => {
                "A paginator's token has another type than the member it goes to."
            }
            Self::UncoveredTerminalValue => {
                "An enum value says that the awaited thing has failed, and no acceptor covers it: the waiter polls on."
            }
            Self::UndeclaredErrorCode => {
                "An acceptor names an error that the operation does not declare."
            }
            Self::UnknownEnumValue => "A waiter compares with a value that the enum does not have.",
            Self::UnreachableSuccess => "No acceptor of a waiter leads to `success`.",
            Self::RequiredCycle => "A structure requires itself: no request can hold one.",
            Self::UnknownFile => "A file or folder among the definitions is not read.",
            Self::UnknownKey => "A key of a model is not read.",
            Self::VersionMismatch => {
                "An API version is no date, or another than the name of its folder."
            }
        }
    }

    /// The remedy for a finding, in a sentence.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::BaselineOutdated => "Remove the entry, or write the baseline anew.",
            Self::MissingOperation => "Correct the name, or remove the paginator.",
            Self::MissingTargetPrefix => "Add what the service expects there.",
            Self::NameMismatch => "Correct the key, or `name`.",
            Self::NoFailureAcceptor => {
                "Add an acceptor for each value from which no way leads to success."
            }
            Self::OverlayAdopted => "Remove it.",
            Self::OverlayOutdated => {
                "See whether it is still right, and bring `$expects` up to date."
            }
            Self::PaginatorNeedsLimit => "Add a `default_limit`.",
            Self::PaginatorWithoutLimit => {
                "Name that member in `limit_key`, if it is the page size."
            }
            Self::ScheduleOutOfRange => {
                "Write `delay` in seconds, and as many attempts as the wait may take."
            }
            Self::SharedWireName => "Correct the `locationName` of one of them.",
            Self::ShadowedAcceptor => "Put it before the other, or remove it.",
            Self::TokenTypeMismatch => {
                "Name another member in `input_token`, or another one in `output_token`."
            }
            Self::UncoveredTerminalValue => {
                "Add an acceptor for it, with the state `failure`; allow it where the value can pass."
            }
            Self::UndeclaredErrorCode => {
                "Correct the code; allow it if the service is known to send it."
            }
            Self::UnknownEnumValue => {
                "Correct the value; allow it if the service is known to send it."
            }
            Self::UnreachableSuccess => "Add one, or put it before the acceptor that shadows it.",
            Self::RequiredCycle => "Take a member of the cycle out of `required`.",
            Self::UnknownFile => "Correct the name, or move the file.",
            Self::UnknownKey => "Correct the name; allow it where others read the key.",
            Self::VersionMismatch => "Correct `apiVersion`, or rename the folder.",
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
            Self::BaselineOutdated
            | Self::MissingOperation
            | Self::MissingTargetPrefix
            | Self::NameMismatch
            | Self::OverlayAdopted
            | Self::OverlayOutdated
            | Self::RequiredCycle
            | Self::ScheduleOutOfRange
            | Self::ShadowedAcceptor
            | Self::SharedWireName
            | Self::TokenTypeMismatch
            | Self::UncoveredTerminalValue
            | Self::UnknownEnumValue
            | Self::UnknownFile
            | Self::UnknownKey
            | Self::UnreachableSuccess
            | Self::VersionMismatch => Level::Warning,
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Some findings: those of a lint or of a level, everywhere or in one definition.
///
/// As text it is the lint's id, or `all`, `warnings` or `hints`; and, after a colon, the name of a waiter, an operation, a
/// resource or a shape: `no-failure-acceptor:InstanceRunning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFilter {
    lints: Lints,
    definition: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lints {
    All,
    Level(Level),
    One(Lint),
}

/// The words for several lints.
const GROUPS: [(&str, Lints); 3] = [
    ("all", Lints::All),
    ("warnings", Lints::Level(Level::Warning)),
    ("hints", Lints::Level(Level::Hint)),
];

impl LintFilter {
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
        let id = id.trim();
        let group = GROUPS.iter().find(|(name, _)| *name == id);
        let lints = match group {
            Some((_, lints)) => Some(*lints),
            None => Lint::from_id(id).map(Lints::One),
        };
        match lints {
            Some(lints) => Ok(Self { lints, definition }),
            None => {
                let groups = GROUPS.iter().map(|(name, _)| *name);
                let ids: Vec<_> = groups.chain(Lint::ALL.map(Lint::id)).collect();
                let near = pageboy_models::nearest(id, ids.iter().copied());
                let fix = match near.first() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", ids.join(", ")),
                };
                Err(format!("no lint `{id}`; {fix}"))
            }
        }
    }

    /// Whether it covers this lint in this definition.
    pub(crate) fn covers(&self, lint: Lint, definition: Option<&str>) -> bool {
        let lints = match self.lints {
            Lints::All => true,
            Lints::Level(level) => lint.level() == level,
            Lints::One(one) => one == lint,
        };
        lints && (self.definition.is_none() || self.definition.as_deref() == definition)
    }

    /// The definition that it names.
    pub(crate) fn definition(&self) -> Option<&str> {
        self.definition.as_deref()
    }

    /// Its precision: a filter of a definition precedes one of a lint, which precedes one of a level.
    pub(crate) fn rank(&self) -> (bool, u8) {
        let lints = match self.lints {
            Lints::All => 0,
            Lints::Level(_) => 1,
            Lints::One(_) => 2,
        };
        (self.definition.is_some(), lints)
    }
}

/// As it is parsed.
impl fmt::Display for LintFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = GROUPS.iter().find(|(_, lints)| *lints == self.lints);
        f.write_str(match (group, self.lints) {
            (_, Lints::One(lint)) => lint.id(),
            (Some((name, _)), _) => name,
            (None, _) => "",
        })?;
        match &self.definition {
            Some(definition) => write!(f, ":{definition}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lint, LintFilter};

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
        let everywhere = LintFilter::parse("no-failure-acceptor").unwrap();
        assert!(everywhere.covers(lint, Some("A")) && everywhere.covers(lint, None));
        assert!(!everywhere.covers(Lint::ShadowedAcceptor, Some("A")));
        let one = LintFilter::parse("no-failure-acceptor: A").unwrap();
        assert!(one.covers(lint, Some("A")) && !one.covers(lint, Some("B")));
        insta::assert_snapshot!(LintFilter::parse("no-failure-acceptors").unwrap_err(), @"no lint `no-failure-acceptors`; did you mean `no-failure-acceptor`?");
    }
}
