//! The tokens of an expression.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::CharIndices;

use serde_json::Value;

use super::node::{Comparator, Literal};
use crate::refused::in_words;

/// A token, and its place in bytes.
pub(super) type TokenAt = (usize, Token);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    /// In double quotes; never a function's.
    QuotedName(String),
    Number(i32),
    Literal(Literal),
    Compare(Comparator),
    And,
    Or,
    Not,
    Pipe,
    Dot,
    Star,
    Comma,
    Colon,
    Current,
    Ampersand,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenParenthesis,
    CloseParenthesis,
    End,
}

/// What is wrong at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) at: usize,
    /// Whether the text ends there.
    pub(super) is_end: bool,
    pub(super) problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Something else than this.
    Expected(&'static str),
    Unexpected,
    /// In words.
    Other(String),
}

impl Token {
    /// How strongly it binds what precedes it; 0 if it begins or ends something.
    pub(super) const fn binding(&self) -> u8 {
        match self {
            Self::Pipe => 1,
            Self::Or => 2,
            Self::And => 3,
            Self::Compare(_) => COMPARE,
            Self::Flatten => FLATTEN,
            Self::Star => STAR,
            Self::Filter => FILTER,
            Self::Dot => DOT,
            Self::Not => NOT,
            Self::OpenBrace => 50,
            Self::OpenBracket => 55,
            Self::OpenParenthesis => 60,
            _ => 0,
        }
    }
}

pub(super) const COMPARE: u8 = 5;
pub(super) const FLATTEN: u8 = 9;
pub(super) const STAR: u8 = 20;
pub(super) const FILTER: u8 = 21;
pub(super) const DOT: u8 = 40;
pub(super) const NOT: u8 = 45;

/// Takes a text apart; the last token is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<TokenAt>, Refusal> {
    let mut scanner = Scanner {
        chars: text.char_indices().peekable(),
    };
    let mut tokens = Vec::new();
    while let Some((at, first)) = scanner.chars.next() {
        let token = scanner.token(first).map_err(|problem| Refusal {
            at,
            is_end: false,
            problem,
        })?;
        tokens.extend(token.map(|token| (at, token)));
    }
    tokens.push((text.len(), Token::End));
    Ok(tokens)
}

struct Scanner<'t> {
    chars: Peekable<CharIndices<'t>>,
}

impl Scanner<'_> {
    /// The token that begins with this character; none for white space.
    fn token(&mut self, first: char) -> Result<Option<Token>, Problem> {
        Ok(Some(match first {
            ' ' | '\n' | '\t' | '\r' => return Ok(None),
            'a'..='z' | 'A'..='Z' | '_' => {
                Token::Name(self.word(first, |next| next.is_ascii_alphanumeric() || next == '_'))
            }
            '0'..='9' => Token::Number(self.number(first)?),
            '-' => match self.chars.next() {
                Some((_, digit)) if digit.is_numeric() && digit != '0' => {
                    Token::Number(-self.number(digit)?)
                }
                _ => {
                    let reason = "'-' must be followed by numbers 1-9";
                    return Err(Problem::Other(reason.to_owned()));
                }
            },
            '"' => {
                let text = self.quoted('"')?;
                let name = serde_json::from_str(&format!("\"{text}\""));
                Token::QuotedName(name.map_err(|error| {
                    Problem::Other(format!(
                        "the quoted name {text} is not JSON: {}",
                        in_words(&error)
                    ))
                })?)
            }
            '\'' => {
                let text = self.quoted('\'')?.replace("\\'", "'");
                Token::Literal(Literal::String(Cow::Owned(text)))
            }
            '`' => {
                let text = self.quoted('`')?;
                let value = serde_json::from_str::<Value>(&text.replace("\\`", "`"));
                Token::Literal(Literal::read(&value.map_err(|error| {
                    Problem::Other(format!(
                        "the literal {text} is not JSON: {}",
                        in_words(&error)
                    ))
                })?))
            }
            '=' => match self.chars.next() {
                Some((_, '=')) => Token::Compare(Comparator::Equal),
                _ => {
                    let reason = "'=' is not valid. Did you mean '=='?";
                    return Err(Problem::Other(reason.to_owned()));
                }
            },
            '!' if self.has('=') => Token::Compare(Comparator::NotEqual),
            '!' => Token::Not,
            '<' if self.has('=') => Token::Compare(Comparator::LessOrEqual),
            '<' => Token::Compare(Comparator::Less),
            '>' if self.has('=') => Token::Compare(Comparator::GreaterOrEqual),
            '>' => Token::Compare(Comparator::Greater),
            '|' if self.has('|') => Token::Or,
            '|' => Token::Pipe,
            '&' if self.has('&') => Token::And,
            '&' => Token::Ampersand,
            '[' if self.has(']') => Token::Flatten,
            '[' if self.has('?') => Token::Filter,
            '[' => Token::OpenBracket,
            ']' => Token::CloseBracket,
            '{' => Token::OpenBrace,
            '}' => Token::CloseBrace,
            '(' => Token::OpenParenthesis,
            ')' => Token::CloseParenthesis,
            '.' => Token::Dot,
            '*' => Token::Star,
            ',' => Token::Comma,
            ':' => Token::Colon,
            '@' => Token::Current,
            other => return Err(Problem::Other(format!("invalid character: {other}"))),
        }))
    }

    /// Passes over the next character if it is this one.
    fn has(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, next)| *next == wanted).is_some()
    }

    fn word(&mut self, first: char, belongs: impl Fn(char) -> bool) -> String {
        let mut word = String::from(first);
        while let Some((_, next)) = self.chars.next_if(|(_, next)| belongs(*next)) {
            word.push(next);
        }
        word
    }

    fn number(&mut self, first: char) -> Result<i32, Problem> {
        let digits = self.word(first, |next| next.is_ascii_digit());
        digits
            .parse()
            .map_err(|_| Problem::Expected("valid number"))
    }

    /// The text up to a quote without a backslash before it; backslashes stay.
    fn quoted(&mut self, quote: char) -> Result<String, Problem> {
        let mut text = String::new();
        while let Some((_, next)) = self.chars.next() {
            if next == quote {
                return Ok(text);
            }
            text.push(next);
            if next == '\\' {
                text.extend(self.chars.next().map(|(_, escaped)| escaped));
            }
        }
        Err(Problem::Other(format!(
            "unclosed {quote} delimiter: {quote}{text}"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        let placed = tokens(text).unwrap();
        placed.into_iter().map(|(_, token)| token).collect()
    }

    #[test]
    fn signs_of_two_characters_are_one_token() {
        use Comparator::{Equal, Greater, LessOrEqual, NotEqual};
        let expected = [
            Token::Or,
            Token::Pipe,
            Token::And,
            Token::Ampersand,
            Token::Compare(Equal),
            Token::Compare(NotEqual),
            Token::Not,
            Token::Compare(LessOrEqual),
            Token::Compare(Greater),
            Token::Flatten,
            Token::Filter,
            Token::OpenBracket,
            Token::End,
        ];
        assert_eq!(kinds("|| | && & == != ! <= > [] [? ["), expected);
    }

    #[test]
    fn names_numbers_and_literals_have_values() {
        let text = |text: &'static str| Token::Literal(Literal::String(text.into()));
        let expected = [
            Token::Name("a_1".to_owned()),
            Token::QuotedName("é\"".to_owned()),
            Token::Number(-12),
            text("it's"),
            text("a`b"),
            Token::End,
        ];
        assert_eq!(kinds(r#"a_1 "\u00e9\"" -12 'it\'s' `"a\`b"`"#), expected);
    }

    #[test]
    fn what_is_no_token_is_refused_at_its_place() {
        for (text, at) in [
            ("a = b", 2),
            ("é", 0),
            ("a.-0", 2),
            ("a[99999999999]", 2),
            ("a == 'b", 5),
            ("\"\\x\"", 0),
            ("`{`", 0),
        ] {
            assert_eq!(tokens(text).unwrap_err().at, at, "{text}");
        }
    }
}
