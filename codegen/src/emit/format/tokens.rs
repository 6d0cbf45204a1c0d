//! Types, patterns and paths on one line; and texts.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Tokens as rustfmt spaces them in types, patterns and paths.
pub(super) fn compact(tokens: TokenStream) -> String {
    let mut text = String::new();
    push(tokens, &mut text);
    text
}

fn push(tokens: TokenStream, text: &mut String) {
    let mut after_joint = false;
    let mut depth = 0;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                push(group.stream(), text);
                text.push_str(close);
                after_joint = false;
            }
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                let joint = punct.spacing() == Spacing::Joint;
                match sign {
                    ',' if ends_generics(tokens.peek()) => {}
                    ',' => {
                        text.push(',');
                        if tokens.peek().is_some() {
                            text.push(' ');
                        }
                    }
                    ':' if joint || after_joint => text.push(':'),
                    ':' => text.push_str(": "),
                    '+' | '=' if !joint && !after_joint => text.push_str(&format!(" {sign} ")),
                    '-' if joint => text.push_str(" -"),
                    '>' if after_joint && text.ends_with('-') => text.push_str("> "),
                    '<' => {
                        depth += 1;
                        text.push('<');
                    }
                    '>' => {
                        depth -= 1;
                        text.push('>');
                        let word = matches!(tokens.peek(), Some(TokenTree::Ident(_)));
                        if word && depth == 0 {
                            text.push(' ');
                        }
                    }
                    sign => text.push(sign),
                }
                after_joint = joint;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if text.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"')
                    && !text.is_empty()
                    && !after_joint
                {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
                after_joint = false;
            }
        }
    }
}

fn ends_generics(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct)) if punct.as_char() == '>')
}

pub(super) fn spaces(count: usize) -> String {
    " ".repeat(count)
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}
