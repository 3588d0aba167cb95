//! From text to tokens, as yaml.v2's scanner does it: a port of libyaml's, whose notice is in `LICENSE-libyaml`.
//!
//! It is yaml 1.1 with that scanner's own habits, which a parser of the specification does not have: what may follow a
//! quoted text, where tabs may stand, which characters end a plain text inside of `[]` and `{}`, and which of two possible
//! complaints is made, in which line.

mod block;
mod cursor;
mod directive;
mod fetch;
mod keys;
mod plain;
mod quoted;
mod tag;
mod token;

use std::collections::{HashMap, VecDeque};

use cursor::Cursor;
use keys::SimpleKey;

use crate::{
    place::Mark,
    problem::{Mistake, Problem},
};

pub(crate) use token::{Token, TokenKind};

pub(crate) struct Scanner<'t> {
    cursor: Cursor<'t>,
    queue: VecDeque<Token>,
    /// Tokens that were taken from the queue.
    taken: usize,
    /// The first token of the queue is complete: no key can be found to begin before it.
    ready: bool,
    /// The least column of what lies inside of the innermost block collection: 0 outside of all.
    inside: usize,
    /// The same of the collections around it.
    outer: Vec<usize>,
    /// How many `[` and `{` are open.
    flow_level: usize,
    /// A key without `?` may begin here.
    key_allowed: bool,
    /// What may turn out to be a key, one for the block context and one for each open `[` or `{`.
    keys: Vec<SimpleKey>,
    /// Which of them begins with a token of the queue, by the token's number.
    key_of_token: HashMap<usize, usize>,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            cursor: Cursor::new(text),
            queue: VecDeque::new(),
            taken: 0,
            ready: false,
            inside: 0,
            outer: Vec::new(),
            flow_level: 0,
            key_allowed: true,
            keys: vec![SimpleKey::default()],
            key_of_token: HashMap::new(),
        }
    }

    /// The next token. After the end of the text it is [`TokenKind::StreamEnd`] again and again.
    pub(crate) fn peek(&mut self) -> Result<&Token, Mistake> {
        if !self.ready {
            self.fill()?;
            self.ready = true;
        }
        self.queue.front().ok_or_else(|| self.mistake(Problem::NodeMissing))
    }

    /// Takes the next token, which was peeked at.
    pub(crate) fn take(&mut self) -> Result<Token, Mistake> {
        self.peek()?;
        self.ready = false;
        self.key_of_token.remove(&self.taken);
        self.taken += 1;
        self.queue.pop_front().ok_or_else(|| self.mistake(Problem::NodeMissing))
    }

    /// Scans until the first token of the queue cannot be preceded by another one any more.
    fn fill(&mut self) -> Result<(), Mistake> {
        while self.queue.is_empty() || self.first_may_be_key()? {
            self.fetch()?;
        }
        Ok(())
    }

    /// Puts a token before the one of the number, or last. Before one that was taken already it cannot be put: last too.
    fn insert(&mut self, number: Option<usize>, kind: TokenKind, start: Mark, end: Mark) {
        let token = Token { kind, start, end };
        match number.and_then(|number| number.checked_sub(self.taken)) {
            Some(index) if index < self.queue.len() => self.queue.insert(index, token),
            _ => self.queue.push_back(token),
        }
    }

    fn push(&mut self, kind: TokenKind, start: Mark) {
        self.insert(None, kind, start, self.cursor.mark);
    }

    fn mistake(&self, problem: Problem) -> Mistake {
        Mistake::scanning(problem, self.cursor.mark, None)
    }

    fn mistake_since(&self, problem: Problem, since: Mark) -> Mistake {
        Mistake::scanning(problem, self.cursor.mark, Some(since))
    }
}
