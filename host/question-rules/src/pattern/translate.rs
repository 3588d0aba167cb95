use crate::PatternError;

use super::{
    MAX_PATTERN_COST, MAX_PATTERN_DEPTH, class, escape,
    group::{self, Flags, Opening},
    piece::{Piece, with_flag},
};

/// RE2's own bound on counted repetitions, also where they nest.
const MAX_REPEAT: usize = 1_000;

/// Reads a pattern as Go reads it and writes it for the `regex` crate.
pub(crate) fn translate(pattern: &str) -> Result<Piece, PatternError> {
    let mut reader = Reader { pattern, at: 0, open: vec![Group::default()], flags: Flags::default() };
    let mut after_repeat = false;
    while let Some(c) = reader.peek() {
        after_repeat = reader.item(c, after_repeat)?;
        reader.check_bounds()?;
    }
    if reader.open.len() > 1 {
        let at = reader.open.last().map_or(0, |group| group.at);
        return Err(reader.error("a `(` that is never closed", at));
    }
    let whole = reader.open.pop().unwrap_or_default().finish();
    reader.check_piece(&whole)?;
    Ok(whole)
}

pub(crate) struct Reader<'p> {
    pattern: &'p str,
    pub(crate) at: usize,
    open: Vec<Group>,
    pub(crate) flags: Flags,
}

/// A group that is not closed yet; the first is the whole pattern.
#[derive(Default)]
struct Group {
    at: usize,
    outer_flags: Flags,
    branches: Vec<Piece>,
    pieces: Vec<Piece>,
}

impl Group {
    fn end_branch(&mut self) {
        self.branches.push(Piece::concat(&self.pieces));
        self.pieces.clear();
    }

    fn finish(mut self) -> Piece {
        self.end_branch();
        Piece::alternatives(&self.branches)
    }
}

impl<'p> Reader<'p> {
    pub(crate) fn rest(&self) -> &'p str {
        self.pattern.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// An error about what was read since a place.
    pub(crate) fn error(&self, reason: impl Into<String>, since: usize) -> PatternError {
        PatternError::new(reason, since, self.at)
    }

    fn push(&mut self, piece: Piece) {
        if let Some(group) = self.open.last_mut() {
            group.pieces.push(piece);
        }
    }

    /// Reads one item. True if it was a repetition, which must not follow another.
    fn item(&mut self, c: char, after_repeat: bool) -> Result<bool, PatternError> {
        let start = self.at;
        match c {
            '*' | '+' | '?' => {
                self.next();
                self.repeat(start, after_repeat, |piece| piece.starred(c))?;
                return Ok(true);
            }
            '{' => {
                if let Some((min, max)) = self.count() {
                    self.counted(start, after_repeat, min, max)?;
                    return Ok(true);
                }
                self.literal();
            }
            '(' => self.open_group()?,
            ')' => self.close_group()?,
            '|' => {
                self.next();
                self.open.last_mut().map(Group::end_branch).unwrap_or_default();
            }
            '[' => {
                let piece = class::bracketed(self)?;
                self.push(piece);
            }
            '\\' => self.escape()?,
            '.' | '^' | '$' => self.symbol(c),
            _ => self.literal(),
        }
        Ok(false)
    }

    fn literal(&mut self) {
        if let Some(c) = self.next() {
            self.push(Piece::literal(c, self.flags.fold));
        }
    }

    fn symbol(&mut self, c: char) {
        self.next();
        let text = match c {
            '.' => with_flag(".", 's', self.flags.dot_all),
            '^' if self.flags.lines => "(?m:^)".to_owned(),
            '^' => r"\A".to_owned(),
            _ if self.flags.lines => "(?m:$)".to_owned(),
            _ => r"\z".to_owned(),
        };
        self.push(Piece::atom(text));
    }

    fn escape(&mut self) -> Result<(), PatternError> {
        if self.eat(r"\Q") {
            let (quoted, end) = match self.rest().split_once(r"\E") {
                Some((quoted, _)) => (quoted, quoted.len() + 2),
                None => (self.rest(), self.rest().len()),
            };
            self.at += end;
            quoted.chars().for_each(|c| self.push(Piece::literal(c, self.flags.fold)));
            return Ok(());
        }
        let piece = escape::outside(self)?;
        self.push(piece);
        Ok(())
    }

    fn open_group(&mut self) -> Result<(), PatternError> {
        let at = self.at;
        let outer_flags = self.flags;
        match group::opening(self)? {
            Opening::FlagsOnly => return Ok(()),
            Opening::Group => {}
        }
        self.open.push(Group { at, outer_flags, ..Group::default() });
        if self.open.len() > MAX_PATTERN_DEPTH { Err(self.too_deep()) } else { Ok(()) }
    }

    fn close_group(&mut self) -> Result<(), PatternError> {
        let start = self.at;
        self.next();
        let group = if self.open.len() > 1 { self.open.pop() } else { None };
        let Some(group) = group else { return Err(self.error("a `)` without its `(`", start)) };
        self.flags = group.outer_flags;
        self.push(group.finish());
        Ok(())
    }

    /// Reads `{2}`, `{2,}` or `{2,5}`. Anything else is text and left alone. A number out of all range is the largest.
    fn count(&mut self) -> Option<(usize, Option<usize>)> {
        let (inside, _) = self.rest().strip_prefix('{')?.split_once('}')?;
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            (plain && (digits == "0" || !digits.starts_with('0')))
                .then(|| digits.parse().unwrap_or(usize::MAX))
        };
        let range = match inside.split_once(',') {
            None => number(inside).map(|count| (count, Some(count))),
            Some((min, "")) => number(min).map(|min| (min, None)),
            Some((min, max)) => number(min).zip(number(max).map(Some)),
        }?;
        self.at += inside.len() + 2;
        Some(range)
    }

    fn counted(
        &mut self,
        start: usize,
        after_repeat: bool,
        min: usize,
        max: Option<usize>,
    ) -> Result<(), PatternError> {
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT) {
            return Err(self.error("a repetition of more than 1,000 times", start));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.error("a repetition whose end is below its beginning", start));
        }
        self.repeat(start, after_repeat, |piece| piece.repeated(min, max))?;
        let repeats = self.open.last().and_then(|group| group.pieces.last()).map_or(0, |piece| piece.repeats);
        let counts = min >= 2 || max.is_some_and(|max| max >= 2);
        if counts && repeats > MAX_REPEAT {
            return Err(self.error("repetitions inside of each other of more than 1,000 times", start));
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        start: usize,
        after_repeat: bool,
        make: impl FnOnce(&Piece) -> Piece,
    ) -> Result<(), PatternError> {
        self.eat("?");
        if after_repeat {
            return Err(self.error("a repetition of a repetition", start));
        }
        let Some(piece) = self.open.last_mut().and_then(|group| group.pieces.last_mut()) else {
            return Err(self.error("a repetition of nothing", start));
        };
        *piece = make(piece);
        Ok(())
    }

    fn check_bounds(&self) -> Result<(), PatternError> {
        match self.open.last().and_then(|group| group.pieces.last()) {
            Some(piece) => self.check_piece(piece),
            None => Ok(()),
        }
    }

    fn check_piece(&self, piece: &Piece) -> Result<(), PatternError> {
        if piece.depth > MAX_PATTERN_DEPTH {
            return Err(self.too_deep());
        }
        if piece.cost > MAX_PATTERN_COST {
            return Err(self.error("it is too large when its repetitions are written out", 0));
        }
        Ok(())
    }

    fn too_deep(&self) -> PatternError {
        self.error(format!("it nests deeper than {MAX_PATTERN_DEPTH} levels"), 0)
    }
}
