//! A combination, and its outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use pageboy::DateTime;
use serde::{Deserialize, Serialize};

/// A part of every secret value, and of nothing else.
pub(super) const SECRET: &str = "h1dden";

/// The environment, the files, and how the servers answer. `{home}` stands for the home folder, `{near}` for a time ten minutes
/// away, `{soon}` for one two minutes away.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct IdentityCase {
    /// Its features, for exceptions.
    pub(super) traits: BTreeSet<&'static str>,
    /// The profile that code names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code_profile: Option<String>,
    pub(super) environment: BTreeMap<String, String>,
    /// By their paths in the home folder.
    pub(super) files: BTreeMap<String, String>,
    /// By the kind of the call: the answers in order; the last one is repeated.
    pub(super) answers: BTreeMap<&'static str, Vec<Answer>>,
}

/// What a server says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

/// The access key id, or an error.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Id(String),
    Error(String),
}

/// The outcome of a case on one side.
#[derive(Debug)]
pub(super) struct IdentityOutcome {
    pub(super) end: End,
    /// A line for each request.
    pub(super) calls: Vec<String>,
    /// The final contents of the caches of single sign-on and of login sessions.
    pub(super) token: Option<String>,
}

impl IdentityCase {
    /// The variables of a process.
    pub(super) fn environment(&self, home: &Path) -> BTreeMap<String, String> {
        let of_case = self.environment.iter();
        let mut all: BTreeMap<String, String> = of_case
            .map(|(name, value)| (name.clone(), placed(value, home)))
            .collect();
        all.insert("HOME".to_owned(), home.display().to_string());
        all.insert("PATH".to_owned(), std::env::var("PATH").unwrap_or_default());
        // A busy machine is no reason to go on without a token.
        let limit = all.entry("AWS_METADATA_SERVICE_TIMEOUT".to_owned());
        limit.or_insert_with(|| "30".to_owned());
        all
    }
}

/// A text with what stands for something put in.
pub(super) fn placed(text: &str, home: &Path) -> String {
    let away = |seconds| {
        let time = SystemTime::now() + Duration::from_secs(seconds);
        DateTime::from_secs(DateTime::from(time).secs()).to_string()
    };
    text.replace("{home}", &home.display().to_string())
        .replace("{near}", &away(600))
        .replace("{soon}", &away(120))
}

impl IdentityOutcome {
    pub(super) fn is_error(&self) -> bool {
        matches!(self.end, End::Error(_))
    }

    /// Whether both found the same credentials by the same calls, or none.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        match (&self.end, &other.end) {
            (End::Error(_), End::Error(_)) => true,
            (End::Id(one), End::Id(another)) => {
                one == another && self.calls == other.calls && self.token == other.token
            }
            _ => false,
        }
    }
}

impl fmt::Display for IdentityOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.end {
            End::Id(id) => write!(f, "{id}")?,
            End::Error(error) => write!(f, "error: {error}")?,
        }
        for call in &self.calls {
            write!(f, "\n    {call}")?;
        }
        match &self.token {
            Some(token) => write!(f, "\n    kept: {token}"),
            None => Ok(()),
        }
    }
}
