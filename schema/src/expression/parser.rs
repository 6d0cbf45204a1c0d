//! Parses tokens into nodes by operator precedence: children before parents, as they are read.

use std::borrow::Cow;
use std::ops::Range;

use super::function::Function;
use super::mistake::Mistake;
use super::node::Node;
use super::tokens::{COMPARE, DOT, FILTER, FLATTEN, NOT, Problem, Refusal, STAR, Token, TokenAt};

/// An operator that binds less than this ends the part that is applied to each element.
const ENDS_PROJECTION: u8 = 10;

pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: std::vec::IntoIter<TokenAt>,
    /// The place of the token that was taken last.
    at: usize,
    pub(super) nodes: Vec<Node>,
    /// The part of the text for each node.
    pub(super) parts: Vec<Range<usize>>,
    pub(super) mistakes: Vec<Mistake>,
    /// The last name: most nodes have no place of their own.
    latest: Range<usize>,
    /// The name before that.
    previous: Range<usize>,
}

/// The index of a node; the last one stands for all that are too many.
type Index = u16;

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, tokens: Vec<TokenAt>) -> Self {
        Self {
            text,
            tokens: tokens.into_iter(),
            at: 0,
            nodes: Vec::new(),
            parts: Vec::new(),
            mistakes: Vec::new(),
            latest: 0..text.len(),
            previous: 0..text.len(),
        }
    }

    /// Parses the whole text.
    pub(super) fn whole(&mut self) -> Result<(), Refusal> {
        self.expression(0)?;
        match self.peek(0) {
            Token::End => Ok(()),
            _ => Err(self.next_is(Problem::Unexpected)),
        }
    }

    /// Parses until something binds no more than `least`.
    fn expression(&mut self, least: u8) -> Result<Index, Refusal> {
        let mut left = self.prefix()?;
        while least < self.peek(0).binding() {
            left = self.infix(left)?;
        }
        Ok(left)
    }

    fn prefix(&mut self) -> Result<Index, Refusal> {
        let token = self.take();
        let binding = token.binding();
        Ok(match token {
            Token::Current => self.add(Node::Current),
            Token::QuotedName(_) if *self.peek(0) == Token::OpenParenthesis => {
                return Err(self.next_is(Problem::Unexpected));
            }
            Token::Name(name) | Token::QuotedName(name) => {
                let part = name_at(self.text, self.at, &name);
                self.previous = std::mem::replace(&mut self.latest, part);
                self.add(Node::Field(Cow::Owned(name)))
            }
            Token::Literal(literal) => {
                let part = literal_at(self.text, self.at);
                self.add_at(Node::Literal(literal), part)
            }
            Token::Star => {
                let current = self.add(Node::Current);
                self.values(current)?
            }
            Token::OpenBracket => match (self.peek(0), self.peek(1)) {
                (Token::Number(_) | Token::Colon, _) => self.index()?,
                (Token::Star, Token::CloseBracket) => {
                    self.take();
                    let current = self.add(Node::Current);
                    self.elements(current)?
                }
                _ => self.multi_list()?,
            },
            Token::Flatten => {
                let current = self.add(Node::Current);
                self.flatten(current)?
            }
            Token::Filter => {
                let current = self.add(Node::Current);
                self.filter(current)?
            }
            Token::OpenBrace => self.multi_hash()?,
            Token::Ampersand => {
                let expression = self.expression(binding)?;
                self.add(Node::ExpressionRef(expression))
            }
            Token::Not => {
                let expression = self.expression(NOT)?;
                self.add(Node::Not(expression))
            }
            Token::OpenParenthesis => {
                let inside = self.expression(0)?;
                match self.take() {
                    Token::CloseParenthesis => inside,
                    other => {
                        return Err(self.taken(&other, Problem::Expected("')' to close '('")));
                    }
                }
            }
            other => return Err(self.taken(&other, Problem::Unexpected)),
        })
    }

    fn infix(&mut self, left: Index) -> Result<Index, Refusal> {
        let token = self.take();
        let binding = token.binding();
        let node = match token {
            Token::Dot if *self.peek(0) == Token::Star => {
                self.take();
                return self.values(left);
            }
            Token::Dot => Node::Sub(left, self.behind_dot(DOT)?),
            Token::OpenBracket => match self.peek(0) {
                Token::Number(_) | Token::Colon => Node::Sub(left, self.index()?),
                Token::Star => {
                    self.take();
                    return self.elements(left);
                }
                _ => return Err(self.next_is(Problem::Expected("number, ':', or '*'"))),
            },
            Token::Or => Node::Or(left, self.expression(binding)?),
            Token::And => Node::And(left, self.expression(binding)?),
            Token::Pipe => Node::Sub(left, self.expression(binding)?),
            Token::Compare(comparator) => {
                Node::Compare(comparator, left, self.expression(COMPARE)?)
            }
            Token::OpenParenthesis => return self.call(),
            Token::Flatten => return self.flatten(left),
            Token::Filter => return self.filter(left),
            other => return Err(self.taken(&other, Problem::Unexpected)),
        };
        Ok(self.add(node))
    }

    /// A call; its name was read as a field.
    fn call(&mut self) -> Result<Index, Refusal> {
        let Some(Node::Field(name)) = self.nodes.pop_if(|last| matches!(last, Node::Field(_)))
        else {
            return Err(self.next_is(Problem::Unexpected));
        };
        self.parts.pop();
        self.latest = self.previous.clone();
        let part = name_before(self.text, self.at, &name);
        let arguments = self.list(&Token::CloseParenthesis)?;
        let node = match Function::from_name(&name) {
            Some(function) => {
                if let Err(message) = function.check_arity(arguments.len()) {
                    self.mistakes.push(Mistake::call(message, part.clone()));
                }
                Node::Call(function, Cow::Owned(arguments))
            }
            None => {
                let known = Function::names().map(str::to_owned).collect();
                self.mistakes.push(Mistake {
                    unknown: Some((name.to_string(), known)),
                    ..Mistake::call(format!("no function `{name}`"), part.clone())
                });
                Node::Current
            }
        };
        Ok(self.add_at(node, part))
    }

    /// `[n]`, `[start:stop:step]`, behind the bracket.
    fn index(&mut self) -> Result<Index, Refusal> {
        const PART: Problem = Problem::Expected("number, ':', or ']'");
        let mut numbers = [None, None, None];
        let mut colons = 0;
        loop {
            match self.take() {
                Token::Number(number) => {
                    if let Some(place) = numbers.get_mut(colons) {
                        *place = Some(number);
                    }
                    if !matches!(self.peek(0), Token::Colon | Token::CloseBracket) {
                        return Err(self.next_is(Problem::Expected("':', or ']'")));
                    }
                }
                Token::CloseBracket => break,
                Token::Colon if colons >= 2 => {
                    return Err(self.taken(&Token::Colon, Problem::Unexpected));
                }
                Token::Colon => {
                    colons += 1;
                    let next = self.peek(0);
                    if !matches!(next, Token::Number(_) | Token::Colon | Token::CloseBracket) {
                        return Err(self.next_is(PART));
                    }
                }
                other => return Err(self.taken(&other, PART)),
            }
        }
        let [start, stop, step] = numbers;
        if colons == 0
            && let Some(index) = start
        {
            return Ok(self.add(Node::Index(index)));
        }
        let step = step.unwrap_or(1);
        let slice = self.add(Node::Slice { start, stop, step });
        self.project(slice, STAR)
    }

    /// `[*]`, behind the star.
    fn elements(&mut self, left: Index) -> Result<Index, Refusal> {
        match self.take() {
            Token::CloseBracket => self.project(left, STAR),
            other => Err(self.taken(&other, Problem::Expected("']' for wildcard index"))),
        }
    }

    fn values(&mut self, left: Index) -> Result<Index, Refusal> {
        let values = self.add(Node::Values(left));
        self.project(values, STAR)
    }

    fn flatten(&mut self, left: Index) -> Result<Index, Refusal> {
        let flat = self.add(Node::Flatten(left));
        self.project(flat, FLATTEN)
    }

    /// `[?…]`, behind the question mark.
    fn filter(&mut self, left: Index) -> Result<Index, Refusal> {
        let predicate = self.expression(0)?;
        match self.take() {
            Token::CloseBracket => {
                let then = self.each(FILTER)?;
                let condition = self.add(Node::Condition(predicate, then));
                Ok(self.add(Node::Projection(left, condition)))
            }
            other => Err(self.taken(&other, Problem::Expected("']'"))),
        }
    }

    fn project(&mut self, left: Index, least: u8) -> Result<Index, Refusal> {
        let each = self.each(least)?;
        Ok(self.add(Node::Projection(left, each)))
    }

    /// What is applied to each element.
    fn each(&mut self, least: u8) -> Result<Index, Refusal> {
        match self.peek(0) {
            Token::Dot => {
                self.take();
                self.behind_dot(least)
            }
            Token::OpenBracket | Token::Filter => self.expression(least),
            other if other.binding() < ENDS_PROJECTION => Ok(self.add(Node::Current)),
            _ => Err(self.next_is(Problem::Expected("'.', '[', or '[?'"))),
        }
    }

    fn behind_dot(&mut self, least: u8) -> Result<Index, Refusal> {
        match self.peek(0) {
            Token::OpenBracket => {
                self.take();
                self.multi_list()
            }
            Token::Name(_)
            | Token::QuotedName(_)
            | Token::Star
            | Token::OpenBrace
            | Token::Ampersand => self.expression(least),
            _ => Err(self.next_is(Problem::Expected("identifier, '*', '{', '[', '&', or '[?'"))),
        }
    }

    fn multi_list(&mut self) -> Result<Index, Refusal> {
        let elements = self.list(&Token::CloseBracket)?;
        Ok(self.add(Node::MultiList(Cow::Owned(elements))))
    }

    /// Expressions up to a closing token.
    fn list(&mut self, closing: &Token) -> Result<Vec<Index>, Refusal> {
        let mut all = Vec::new();
        while self.peek(0) != closing {
            all.push(self.expression(0)?);
            if *self.peek(0) == Token::Comma {
                self.take();
                if self.peek(0) == closing {
                    return Err(self.next_is(Problem::Unexpected));
                }
            }
        }
        self.take();
        Ok(all)
    }

    fn multi_hash(&mut self) -> Result<Index, Refusal> {
        let mut pairs = Vec::new();
        loop {
            let key = match self.take() {
                Token::Name(key) | Token::QuotedName(key) => key,
                other => {
                    let wanted = Problem::Expected("Field to start key value pair");
                    return Err(self.taken(&other, wanted));
                }
            };
            if *self.peek(0) != Token::Colon {
                return Err(self.next_is(Problem::Expected("':' to follow key")));
            }
            self.take();
            pairs.push((Cow::Owned(key), self.expression(0)?));
            match self.take() {
                Token::CloseBrace => break,
                Token::Comma => {}
                other => return Err(self.taken(&other, Problem::Expected("'}' or ','"))),
            }
        }
        Ok(self.add(Node::MultiHash(Cow::Owned(pairs))))
    }

    fn add(&mut self, node: Node) -> Index {
        self.add_at(node, self.latest.clone())
    }

    fn add_at(&mut self, node: Node, part: Range<usize>) -> Index {
        let index = Index::try_from(self.nodes.len()).unwrap_or(Index::MAX);
        self.nodes.push(node);
        self.parts.push(part);
        index
    }

    fn peek(&self, ahead: usize) -> &Token {
        let token = self.tokens.as_slice().get(ahead);
        token.map_or(&Token::End, |(_, token)| token)
    }

    fn take(&mut self) -> Token {
        let Some((at, token)) = self.tokens.next() else {
            return Token::End;
        };
        self.at = at;
        token
    }

    /// What is wrong with the token that was taken last.
    fn taken(&self, token: &Token, problem: Problem) -> Refusal {
        Refusal {
            at: self.at,
            is_end: *token == Token::End,
            problem,
        }
    }

    /// What is wrong with the next token.
    fn next_is(&self, problem: Problem) -> Refusal {
        let next = self.tokens.as_slice().first();
        Refusal {
            at: next.map_or(self.at, |(at, _)| *at),
            is_end: *self.peek(0) == Token::End,
            problem,
        }
    }
}

/// The name in the text at its start; a name may be quoted.
fn name_at(text: &str, start: usize, name: &str) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let quoted = rest.strip_prefix('"').and_then(|rest| rest.find('"'));
    let length = quoted.map_or(name.len(), |length| length + 2);
    start..(start + length).min(text.len())
}

/// The constant in the text at its start, with its quotes.
fn literal_at(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let mut chars = rest.char_indices();
    let quote = chars.next().map(|(_, quote)| quote);
    let end = chars.find(|(_, c)| Some(*c) == quote);
    start..start + end.map_or(rest.len(), |(at, c)| at + c.len_utf8())
}

/// The function's name before its arguments.
fn name_before(text: &str, end: usize, name: &str) -> Range<usize> {
    let before = text.get(..end).unwrap_or(text).trim_end();
    before.len().saturating_sub(name.len())..before.len()
}
