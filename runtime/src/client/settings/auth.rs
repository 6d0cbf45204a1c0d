//! The settings of authentication.

use super::Draft;
use super::sources::Sources;

/// The preferred schemes, and the regions of version 4a signatures.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthSettings {
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
            preference: names.collect(),
            is_of_code,
            region_set: (!set.is_empty()).then(|| set.join(",")),
        }
    }

    /// Whether any of these is preferred.
    pub(crate) fn prefers_among<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        names.any(|name| self.preference.iter().any(|preferred| preferred == name))
    }

    /// Sorts schemes by preference; others follow in their own order, with `last` at the end, so that a new ability of
    /// pageboy changes nothing for callers without a preference.
    ///
    /// Names without a scheme are ignored, as in botocore.
    pub(crate) fn ordered<T>(&self, mut all: Vec<(&str, T)>, last: &str) -> Vec<T> {
        let mut ordered = Vec::with_capacity(all.len());
        if all.len() == 1 {
            ordered.extend(all.into_iter().map(|(_, only)| only));
            return ordered;
        }
        for known in &self.preference {
            all = moved(all, &mut ordered, &|name| name == known);
        }
        let rest = moved(all, &mut ordered, &|name| name != last);
        moved(rest, &mut ordered, &|_| true);
        ordered
    }
}

/// Moves items behind others, in their order; returns those that stay. A few items are sorted with less code than a sort is.
fn moved<'n, T>(
    all: Vec<(&'n str, T)>,
    ordered: &mut Vec<T>,
    is_next: &dyn Fn(&str) -> bool,
) -> Vec<(&'n str, T)> {
    let mut rest = Vec::new();
    for (name, item) in all {
        match is_next(name) {
            true => ordered.push(item),
            false => rest.push((name, item)),
        }
    }
    rest
}

/// The items of a list in one text (botocore/args.py, `_compute_auth_scheme_preference_config`).
fn split(list: &str) -> Vec<String> {
    let items = list.split(',').map(|item| item.replace([' ', '\t'], ""));
    items.filter(|item| !item.is_empty()).collect()
}
