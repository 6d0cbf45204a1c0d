//! The depth of an expression, measured on its text: parser and checker recurse into brackets.

/// Maximum depth of an expression, measured by [`depth`].
///
/// It keeps walks over a foreign expression far from the end of the stack.
pub(super) const DEPTH: usize = 500;

/// Maximum number of nested brackets, of the kind that counts most.
pub(super) const BRACKETS: usize = 50;

/// The depth of brackets and prefix operators, into which the parser recurses.
const NESTING: usize = 5;

/// An upper bound of the depth of a text's syntax tree, found without recursion.
///
/// Every operator of a chain adds a level above everything before it; brackets add their contents; a comma begins a sibling.
pub(super) fn depth(text: &str) -> usize {
    let mut levels = vec![Level::default()];
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let Some(level) = levels.last_mut() else {
            break;
        };
        match byte {
            b'\'' | b'"' | b'`' => {
                while let Some(inside) = bytes.next() {
                    if inside == b'\\' {
                        bytes.next();
                    } else if inside == byte {
                        break;
                    }
                }
            }
            b'(' | b'[' | b'{' => {
                level.chain += 4;
                levels.push(Level::default());
            }
            b')' | b']' | b'}' => {
                let inner = level.depth() + NESTING;
                if levels.len() > 1 {
                    levels.pop();
                }
                if let Some(level) = levels.last_mut() {
                    level.inner = level.inner.max(inner);
                }
            }
            b',' => {
                level.siblings = level.depth();
                level.chain = 0;
                level.inner = 0;
            }
            b'.' | b'|' | b'=' | b'<' | b'>' => {
                level.chain += 1;
                bytes.next_if(|next| matches!(next, b'|' | b'='));
            }
            b'*' => level.chain += 3,
            b'&' if bytes.next_if_eq(&b'&').is_some() => level.chain += 1,
            b'!' if bytes.next_if_eq(&b'=').is_some() => level.chain += 1,
            b'&' | b'!' => level.chain += NESTING,
            _ => {}
        }
    }
    let open = levels.iter().map(|level| level.depth() + NESTING);
    open.sum::<usize>() - NESTING
}

/// The state of the innermost open bracket.
#[derive(Default)]
struct Level {
    /// The operators since the last comma.
    chain: usize,
    /// The deepest bracket since the last comma.
    inner: usize,
    /// The deepest of the expressions before the last comma.
    siblings: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.siblings.max(self.chain + self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_bounded_however_it_is_written() {
        let many = 100_000;
        for text in [
            "(".repeat(many),
            "!".repeat(many) + "a",
            "a.".repeat(many) + "a",
            "a||".repeat(many) + "a",
            "a|".repeat(many) + "a",
            "a&&".repeat(many) + "a",
            "[0]".repeat(many),
            "[]".repeat(many),
            "[?".repeat(many),
            "{a:".repeat(many),
            "abs(".repeat(many),
            "[a,".repeat(many),
            "[!a,".repeat(many),
            "&".repeat(many) + "a",
            "& ".repeat(many) + "a",
            "!&".repeat(many) + "a",
            "!!!!!f(a,".repeat(many) + "a",
            "a==".repeat(many) + "a",
            "*.".repeat(many) + "a",
            "[*]".repeat(many),
        ] {
            assert!(depth(&text) > DEPTH, "{}", &text[..10]);
        }
    }

    #[test]
    fn what_stands_in_quotes_and_beside_each_other_does_not_count() {
        let quoted = format!(
            "a == '{}' && \"{}\" != `\"{}\"`",
            "(".repeat(999),
            "[".repeat(999),
            "!".repeat(999)
        );
        assert!(depth(&quoted) <= DEPTH);
        let keys = "a.b == 'x',".repeat(2_000);
        assert!(depth(&format!("[{keys} c]")) <= DEPTH);
    }
}
