//! Splits words like a POSIX shell (Python's `shlex`, which botocore uses for titles and commands).

/// The part of the line that a character belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

/// The words of a line; `None` if a quote is not closed.
pub(crate) fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = Quote::None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let part = match (quote, c) {
            (Quote::None, ' ' | '\t' | '\r' | '\n') => {
                words.extend(word.take());
                continue;
            }
            (Quote::None, '\'') => {
                quote = Quote::Single;
                None
            }
            (Quote::None, '"') => {
                quote = Quote::Double;
                None
            }
            (Quote::Single, '\'') | (Quote::Double, '"') => {
                quote = Quote::None;
                None
            }
            (Quote::None, '\\') => Some(chars.next()?),
            (Quote::Double, '\\') => {
                let escaped = chars.next_if(|next| matches!(next, '"' | '\\'));
                Some(escaped.unwrap_or(c))
            }
            (_, c) => Some(c),
        };
        word.get_or_insert_default().extend(part);
    }
    words.extend(word);
    (quote == Quote::None).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        assert_eq!(
            words(r#" /bin/a 'b  c' d\ e "f \" \x" '' g"h" "#).unwrap(),
            ["/bin/a", "b  c", "d e", "f \" \\x", "", "gh"]
        );
        assert_eq!(words("a 'b"), None);
        assert_eq!(words("").unwrap(), Vec::<String>::new());
    }
}
