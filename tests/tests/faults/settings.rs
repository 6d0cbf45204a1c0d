//! The selection of cases, from the environment.

/// How many runs, from which seed, and which of them.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// `FAULT_RUNS`: so many.
    pub(crate) runs: u64,
    /// `FAULT_SEED`: where chance begins.
    pub(crate) seed: u64,
    /// `FAULT_ONLY`: the run of this seed, or those with this kind of fault.
    pub(crate) only: Option<String>,
}

const RUNS: u64 = 300;

/// The seeds of the runs of one `FAULT_SEED` are this far from those of the next.
const APART: u64 = 1_000_000;

impl Settings {
    /// # Panics
    ///
    /// When a variable that must be a number is not one.
    pub(crate) fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(format!("FAULT_{name}")).ok();
        let number = |name: &str| {
            let value = variable(name)?;
            let number = value.parse::<u64>();
            Some(number.unwrap_or_else(|_| panic!("FAULT_{name}={value} is no number")))
        };
        Self {
            runs: number("RUNS").unwrap_or(RUNS),
            seed: number("SEED").unwrap_or(0),
            only: variable("ONLY").filter(|only| !only.is_empty()),
        }
    }

    /// Whether only what always runs does: a part of the ways to meet each kind of fault.
    pub(crate) fn is_usual(&self) -> bool {
        self.runs <= RUNS && self.only.is_none()
    }

    /// The seeds of the runs.
    pub(crate) fn seeds(&self) -> Vec<u64> {
        match &self.only {
            Some(only) => only.parse().into_iter().collect(),
            None => (0..self.runs).map(|run| self.seed * APART + run).collect(),
        }
    }

    /// Whether single faults of this kind are made.
    pub(crate) fn has_kind(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }
}
