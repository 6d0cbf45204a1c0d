//! The parameters of a form: `InstanceId.1=i-…&MaxResults=5`.

use crate::endpoint::Refusal;

/// The parameters of a request, decoded.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn read(form: &[u8]) -> Self {
        Self(form_urlencoded::parse(form).into_owned().collect())
    }

    /// Refuses every parameter but `known` ones, where an `N` stands for a number: `InstanceId.N`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        for (name, _) in &self.0 {
            let parts = name.split('.').map(|part| {
                if part.parse::<u32>().is_ok() {
                    "N"
                } else {
                    part
                }
            });
            let pattern = parts.collect::<Vec<_>>().join(".");
            if !["Action", "Version"].contains(&name.as_str()) && !known.contains(&pattern.as_str())
            {
                let message = format!("The parameter {name} is not recognized");
                return Err(Refusal::bad_request("UnknownParameter", message));
            }
        }
        Ok(())
    }

    pub(super) fn text(&self, wanted: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name == wanted)?;
        Some(value)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Self::missing(name))
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            let message = format!("Value ({text}) for parameter {name} is invalid.");
            Refusal::bad_request("InvalidParameterValue", message)
        })
    }

    pub(super) fn required_number(&self, name: &str) -> Result<usize, Refusal> {
        self.number(name)?.ok_or_else(|| Self::missing(name))
    }

    /// The values of `InstanceId.1`, `InstanceId.2`, … for the prefix `InstanceId.`, by number.
    pub(super) fn list(&self, prefix: &str) -> Vec<&str> {
        let mut numbered: Vec<(u32, &str)> = self
            .0
            .iter()
            .filter_map(|(name, value)| {
                let number = name.strip_prefix(prefix)?.parse().ok()?;
                Some((number, value.as_str()))
            })
            .collect();
        numbered.sort_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, value)| value).collect()
    }

    /// The states that the filter `instance-state-name` allows; `None` without it. It is the only filter.
    pub(super) fn state_filter(&self) -> Result<Option<Vec<&str>>, Refusal> {
        let mut states = None;
        let filters = || {
            self.0
                .iter()
                .filter(|(name, _)| name.starts_with("Filter."))
        };
        for (name, filter) in filters() {
            let Some(prefix) = name.strip_suffix("Name") else {
                continue;
            };
            if filter != "instance-state-name" || states.is_some() {
                let message = format!("The filter '{filter}' is invalid");
                return Err(Refusal::bad_request("InvalidParameterValue", message));
            }
            states = Some(self.list(&format!("{prefix}Value.")));
        }
        if states.is_none() && filters().next().is_some() {
            return Err(Self::missing("Filter.1.Name"));
        }
        Ok(states)
    }

    /// The refusal of a request that lacks a parameter.
    pub(super) fn missing(name: &str) -> Refusal {
        let message = format!("The request must contain the parameter {name}");
        Refusal::bad_request("MissingParameter", message)
    }
}
