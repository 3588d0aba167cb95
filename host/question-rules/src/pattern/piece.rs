use std::fmt::Write;

/// A part of a pattern, translated, with what its bounds need to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Atoms, repetitions written out.
    pub(crate) cost: usize,
    /// How deep it nests.
    pub(crate) depth: usize,
    /// The largest product of counted repetitions inside of each other. RE2 allows 1,000.
    pub(crate) repeats: usize,
}

impl Piece {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), cost: 1, ..Self::default() }
    }

    /// One character that stands for itself.
    pub(crate) fn literal(c: char, fold: bool) -> Self {
        Self::atom(with_flag(regex::escape(c.encode_utf8(&mut [0; 4])), 'i', fold && c.is_alphabetic()))
    }

    /// One piece after the other.
    pub(crate) fn concat(pieces: &[Self]) -> Self {
        let mut whole = Self::default();
        pieces.iter().for_each(|piece| whole.take_in(piece));
        whole
    }

    /// One piece or another, as a group.
    pub(crate) fn alternatives(branches: &[Self]) -> Self {
        let mut whole = Self::atom("(?:");
        for (index, branch) in branches.iter().enumerate() {
            whole.text.push_str(if index > 0 { "|" } else { "" });
            whole.take_in(branch);
        }
        whole.text.push(')');
        whole.depth += 1;
        whole
    }

    fn take_in(&mut self, piece: &Self) {
        self.text.push_str(&piece.text);
        self.cost = self.cost.saturating_add(piece.cost);
        self.depth = self.depth.max(piece.depth);
        self.repeats = self.repeats.max(piece.repeats);
    }

    /// The piece, `min` to `max` times.
    pub(crate) fn repeated(&self, min: usize, max: Option<usize>) -> Self {
        let times = max.unwrap_or(min);
        let mut text = format!("(?:{}){{{min},", self.text);
        let written = max.map_or(Ok(()), |max| write!(text, "{max}"));
        debug_assert!(written.is_ok(), "a string takes everything");
        text.push('}');
        Self {
            text,
            cost: self.cost.saturating_mul(times.max(1)).saturating_add(1),
            depth: self.depth + 1,
            repeats: if max == Some(0) { 0 } else { self.repeats.max(1).saturating_mul(times.max(1)) },
        }
    }

    /// The piece with `*`, `+` or `?` behind it.
    pub(crate) fn starred(&self, operator: char) -> Self {
        let text = format!("(?:{}){operator}", self.text);
        Self { text, cost: self.cost.saturating_add(1), depth: self.depth + 1, ..*self }
    }
}

/// The text under a flag, if the flag is on.
pub(crate) fn with_flag(text: impl Into<String>, flag: char, on: bool) -> String {
    let text = text.into();
    if on { format!("(?{flag}:{text})") } else { text }
}
