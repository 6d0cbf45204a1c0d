//! Keeps requests on this machine, for tests.

use crate::client::host::is_loopback;

/// The variable for it; `true` or `false`.
const VARIABLE: &str = "PAGEBOY_ONLY_LOOPBACK";

/// Whether requests may only go to this machine.
pub(crate) fn is_asked_for(variable: &dyn Fn(&str) -> Option<String>) -> Result<bool, String> {
    match variable(VARIABLE).as_deref() {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(format!(
            "{VARIABLE} is `true` or `false`, not {:?}",
            crate::excerpt::Excerpt::message(other).to_string()
        )),
    }
}

/// The error for a request that would leave the machine: to this host, or to the proxy in front of it.
pub(crate) fn problem(host: &str) -> Option<String> {
    (!is_loopback(host)).then(|| {
        format!("{host} is not this machine, and {VARIABLE} is set: nothing is sent there")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_a_switch() {
        let asked = |text: &'static str| is_asked_for(&|_: &str| Some(text.to_owned()));
        assert_eq!(asked("true"), Ok(true));
        assert_eq!(asked("false"), Ok(false));
        assert_eq!(asked(""), Ok(false));
        assert!(
            asked("1")
                .unwrap_err()
                .starts_with("PAGEBOY_ONLY_LOOPBACK is `true` or `false`")
        );
        assert_eq!(is_asked_for(&|_: &str| None), Ok(false));
    }
}
