//! The settings of authentication.

use super::Draft;
use super::sources::Sources;

/// The preferred schemes, and the regions of version 4a signatures.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthSettings {
    /// Whether requests are sent without a signature.
    pub(crate) is_unsigned: bool,
    /// `auth_scheme_preference`: names without the part before `#`, best first.
    preference: Vec<String>,
    /// Whether code sets the preference.
    pub(crate) is_of_code: bool,
    /// `sigv4a_signing_region_set`.
    pub(crate) region_set: Option<String>,
}

impl AuthSettings {
    pub(super) fn read(draft: &Draft, sources: &Sources<'_>) -> Self {
        let of_code = draft.auth_scheme_preference.clone();
        let text = |variable, key| {
            let text = sources.text(&[variable], key);
            text.map(|text| text.value.to_owned())
        };
        let is_of_code = of_code.as_ref().is_some_and(|names| !names.is_empty());
        let preference = match of_code {
            Some(names) if is_of_code => names,
            _ => {
                let list = text("AWS_AUTH_SCHEME_PREFERENCE", "auth_scheme_preference");
                split(&list.unwrap_or_default())
            }
        };
        let set = match &draft.sigv4a_region_set {
            Some(set) => set.clone(),
            None => {
                let list = text("AWS_SIGV4A_SIGNING_REGION_SET", "sigv4a_signing_region_set");
                split(&list.unwrap_or_default())
            }
        };
        let names = preference.into_iter();
        let names = names.map(|name| name.rsplit('#').next().unwrap_or_default().to_owned());
        Self {
            is_unsigned: draft.is_unsigned,
            preference: names.collect(),
            is_of_code,
            region_set: (!set.is_empty()).then(|| set.join(",")),
        }
    }

    /// Whether any of these is preferred.
    pub(crate) fn prefers_among<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        names.any(|name| self.preference.iter().any(|preferred| preferred == name))
    }

    /// The best scheme of those that are known: by preference, then in their own order, with `last` at the end, so that a new
    /// ability of pageboy changes nothing for callers without a preference.
    ///
    /// Names without a scheme are ignored, as in botocore.
    pub(crate) fn best<'s, T>(
        &self,
        all: &'s [T],
        name: impl Fn(&T) -> &str,
        last: &str,
        is_known: impl Fn(&T) -> bool,
    ) -> Option<&'s T> {
        let known = || all.iter().filter(|scheme| is_known(scheme));
        let mut preference = self.preference.iter();
        let preferred = preference.find_map(|wanted| known().find(|scheme| name(scheme) == wanted));
        preferred
            .or_else(|| known().find(|scheme| name(scheme) != last))
            .or_else(|| known().next())
    }
}

/// The items of a list in one text (botocore/args.py, `_compute_auth_scheme_preference_config`).
fn split(list: &str) -> Vec<String> {
    let items = list.split(',').map(|item| item.replace([' ', '\t'], ""));
    items.filter(|item| !item.is_empty()).collect()
}
