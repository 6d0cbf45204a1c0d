//! Reads the prose of a model, if it has any.

/// Phrases by which a sentence about a page size and a token says that the service gives no token without the size.
const CONDITIONS: &[&str] = &[
    "must include",
    "must provide",
    "must set",
    "must specify",
    "only if you",
    "only when you",
    " not include",
    " not set",
    " not use",
    "n't include",
    "n't set",
    "n't use",
];

/// The text without tags, with single spaces.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (at, part) in html.split('<').enumerate() {
        let part = match part.split_once('>') {
            Some((_, rest)) if at > 0 => rest,
            _ => part,
        };
        text.push_str(part);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim)
}

/// Whether the sentence says that pages follow each other only if `member`, the page size, is set.
pub(super) fn asks_for(sentence: &str, member: &str) -> bool {
    let sentence = sentence.to_lowercase();
    let says = |word: &str| sentence.contains(word);
    let is_refused = says("unpaginated") && says("requests") && says("rejected");
    is_refused
        || says(&member.to_lowercase())
            && (says("token") || says("marker"))
            && !says("cannot use")
            && CONDITIONS.iter().any(|condition| says(condition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_set_for_a_token_is_told_from_what_may_be() {
        let asks = |sentence| asks_for(sentence, "MaxCrates");
        assert!(asks(
            "Set it: MaxCrates must be there, and you must set MaxCrates for a token."
        ));
        assert!(asks("A marker comes back only if you gave MaxCrates."));
        assert!(asks("The token is null where MaxCrates was not set."));
        assert!(asks("Unpaginated requests of large yards are rejected."));
        assert!(!asks(
            "Without MaxCrates, a page has 100 crates and a token."
        ));
        assert!(!asks("You must set MaxCrates to 5 or more."));
        assert!(!asks(
            "You cannot use MaxCrates together with a token of Pallets."
        ));
    }

    #[test]
    fn tags_are_left_out() {
        let text = plain("<p>You must <code>set</code>\n it. Then go on.</p>");
        let found: Vec<&str> = sentences(&text).collect();
        assert_eq!(found, ["You must set it.", "Then go on."]);
    }
}
