//! Keys without `?`, which are known for keys only when their `:` is found; and the indentation.

use crate::{
    place::Mark,
    problem::{Mistake, Problem},
};

use super::{Scanner, TokenKind};

/// How many characters a key without `?` may have before its `:`.
const LONGEST_KEY: usize = 1_024;

/// What may turn out to be a key.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SimpleKey {
    possible: bool,
    /// It stands where nothing but a key can stand.
    required: bool,
    /// Of its first token.
    number: usize,
    mark: Mark,
}

impl Scanner<'_> {
    pub(super) fn first_may_be_key(&mut self) -> Result<bool, Mistake> {
        match self.key_of_token.get(&self.taken).copied() {
            Some(level) => self.key_is_valid(level),
            None => Ok(false),
        }
    }

    /// Whether what began there may still be a key: in its line, and not too far away.
    fn key_is_valid(&mut self, level: usize) -> Result<bool, Mistake> {
        let here = self.cursor.mark;
        let Some(key) = self.keys.get_mut(level).filter(|key| key.possible) else { return Ok(false) };
        if key.mark.line == here.line && key.mark.index + LONGEST_KEY >= here.index {
            return Ok(true);
        }
        if key.required {
            return Err(Mistake::scanning(Problem::KeyWithoutColon, here, Some(key.mark)));
        }
        key.possible = false;
        Ok(false)
    }

    /// A key may begin here.
    pub(super) fn save_key(&mut self) -> Result<(), Mistake> {
        if !self.key_allowed {
            return Ok(());
        }
        let mark = self.cursor.mark;
        let required = self.flow_level == 0 && self.inside == mark.column + 1;
        let number = self.taken + self.queue.len();
        self.remove_key()?;
        let level = self.keys.len().saturating_sub(1);
        if let Some(last) = self.keys.last_mut() {
            *last = SimpleKey { possible: true, required, number, mark };
        }
        self.key_of_token.insert(number, level);
        Ok(())
    }

    /// What may have been a key is none.
    pub(super) fn remove_key(&mut self) -> Result<(), Mistake> {
        let here = self.cursor.mark;
        let Some(key) = self.keys.last_mut().filter(|key| key.possible) else { return Ok(()) };
        if key.required {
            return Err(Mistake::scanning(Problem::KeyWithoutColon, here, Some(key.mark)));
        }
        key.possible = false;
        self.key_of_token.remove(&key.number);
        Ok(())
    }

    /// The key whose `:` is next, if there is one: the number of its first token, and where it begins.
    pub(super) fn found_key(&mut self) -> Result<Option<(usize, Mark)>, Mistake> {
        if !self.key_is_valid(self.keys.len().saturating_sub(1))? {
            return Ok(None);
        }
        Ok(self.keys.last_mut().map(|key| {
            key.possible = false;
            (key.number, key.mark)
        }))
    }

    pub(super) fn open_flow(&mut self) {
        let number = self.taken + self.queue.len();
        self.keys.push(SimpleKey { number, mark: self.cursor.mark, ..SimpleKey::default() });
        self.flow_level += 1;
    }

    /// Of an empty `[]` or `{}` the number is that of the bracket itself, which so is forgotten as a key, here as upstream:
    /// `[]: a` is an error there.
    pub(super) fn close_flow(&mut self) {
        if self.flow_level == 0 {
            return;
        }
        self.flow_level -= 1;
        if let Some(key) = self.keys.pop() {
            self.key_of_token.remove(&key.number);
        }
    }

    /// Begins a block collection, if the column lies deeper than the one around.
    pub(super) fn indent(&mut self, number: Option<usize>, kind: TokenKind, mark: Mark) {
        if self.flow_level == 0 && self.inside <= mark.column {
            self.outer.push(self.inside);
            self.inside = mark.column + 1;
            self.insert(number, kind, mark, mark);
        }
    }

    /// Ends the block collections that lie deeper than allowed.
    pub(super) fn unindent(&mut self, allowed: usize) {
        while self.flow_level == 0 && self.inside > allowed {
            self.push(TokenKind::BlockEnd, self.cursor.mark);
            self.inside = self.outer.pop().unwrap_or(0);
        }
    }
}
