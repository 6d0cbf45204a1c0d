//! Acceptors that can never match, because an earlier one always does.

use pageboy_models::Json;
use pageboy_models::waiters::Acceptor;

/// The first acceptor before `at` that always matches when the one at `at` does.
pub(super) fn shadowing(acceptors: &[Acceptor], at: usize) -> Option<usize> {
    let later = acceptors.get(at)?;
    acceptors
        .iter()
        .take(at)
        .position(|earlier| implies(later, earlier))
}

/// Whether `that` matches every answer that `this` matches.
fn implies(this: &Acceptor, that: &Acceptor) -> bool {
    let same_value = this.expected == that.expected;
    let same_path = same_value && this.argument.is_some() && this.argument == that.argument;
    match (this.matcher.as_str(), that.matcher.as_str()) {
        ("path", "path") | ("pathAll", "pathAll" | "pathAny") | ("pathAny", "pathAny") => same_path,
        ("error", "error") => same_value || (is_code(this) && that.expected == Json::Bool(true)),
        ("path" | "pathAll" | "pathAny", "error") => that.expected == Json::Bool(false),
        ("status", "status") => same_value,
        _ => false,
    }
}

fn is_code(acceptor: &Acceptor) -> bool {
    acceptor.expected.as_str().is_some()
}

#[cfg(test)]
mod tests {
    use super::shadowing;
    use pageboy_models::Json;
    use pageboy_models::waiters::Acceptor;

    fn acceptor(matcher: &str, argument: &str, expected: &str) -> Acceptor {
        Acceptor {
            state: "retry".to_owned(),
            matcher: matcher.to_owned(),
            argument: (!argument.is_empty()).then(|| argument.to_owned()),
            expected: serde_json::from_str::<Json>(expected).unwrap(),
        }
    }

    #[test]
    fn what_matches_less_stands_in_the_shadow_of_what_matches_more() {
        let shadowed = [
            (("path", "a", "1"), ("path", "a", "1")),
            (("pathAny", "a[]", "1"), ("pathAll", "a[]", "1")),
            (("error", "", "true"), ("error", "", "\"X\"")),
            (("error", "", "false"), ("pathAll", "a[]", "1")),
            (("status", "", "404"), ("status", "", "404")),
        ];
        for (earlier, later) in shadowed {
            let [one, other] = [earlier, later].map(|(a, b, c)| acceptor(a, b, c));
            assert_eq!(
                shadowing(&[one, other], 1),
                Some(0),
                "{earlier:?} {later:?}"
            );
        }
        let free = [
            (("pathAll", "a[]", "1"), ("pathAny", "a[]", "1")),
            (("path", "a", "1"), ("path", "a", "2")),
            (("path", "a", "1"), ("path", "b", "1")),
            (("error", "", "\"X\""), ("error", "", "true")),
            (("status", "", "200"), ("path", "a", "1")),
            (("error", "", "true"), ("path", "a", "true")),
        ];
        for (earlier, later) in free {
            let [one, other] = [earlier, later].map(|(a, b, c)| acceptor(a, b, c));
            assert_eq!(shadowing(&[one, other], 1), None, "{earlier:?} {later:?}");
        }
    }
}
