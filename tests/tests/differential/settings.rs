//! The selection of cases, from the environment.

/// How many sequences, from which seed, and of which definitions.
pub(crate) struct Settings {
    /// `DIFFERENTIAL_SEQUENCES`: the number for each definition.
    pub(crate) sequences: usize,
    /// `DIFFERENTIAL_SEED`: the seed.
    pub(crate) seed: u64,
    /// `DIFFERENTIAL_ONLY`: a service, or a service and a definition, such as `ec2/InstanceRunning`.
    pub(crate) only: Option<String>,
}

/// What every run of the tests covers.
const SEQUENCES: usize = 20;
const SEED: u64 = 0;

impl Settings {
    /// # Panics
    ///
    /// When a variable that must be a number is not one.
    pub(crate) fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(format!("DIFFERENTIAL_{name}")).ok();
        let number = |name: &str| {
            let value = variable(name)?;
            let number = value.parse::<u64>();
            Some(number.unwrap_or_else(|_| panic!("DIFFERENTIAL_{name}={value} is no number")))
        };
        Self {
            sequences: number("SEQUENCES").map_or(SEQUENCES, |count| {
                usize::try_from(count).unwrap_or(usize::MAX)
            }),
            seed: number("SEED").unwrap_or(SEED),
            only: variable("ONLY").filter(|only| !only.is_empty()),
        }
    }

    /// Whether everything runs that always runs, so that every exception has its chance.
    pub(crate) fn is_usual(&self) -> bool {
        self.seed == SEED && self.sequences >= SEQUENCES && self.only.is_none()
    }

    pub(crate) fn has_service(&self, service: &str) -> bool {
        let only = self.only.as_deref();
        only.is_none_or(|only| only.split('/').next() == Some(service))
    }

    pub(crate) fn has_definition(&self, name: &str) -> bool {
        let only = self.only.as_deref().and_then(|only| only.split_once('/'));
        only.is_none_or(|(_, only)| only == name)
    }
}
