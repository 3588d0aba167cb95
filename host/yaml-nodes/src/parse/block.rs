use crate::{
    problem::{Mistake, Problem},
    scan::TokenKind,
};

use super::{Event, EventKind, Parser, State};

/// After `- ` or `key:` there is nothing if one of these follows.
const ENDS_VALUE: [TokenKind; 3] = [TokenKind::Key, TokenKind::Value, TokenKind::BlockEnd];

impl Parser<'_> {
    pub(super) fn block_sequence_entry(&mut self, first: bool) -> Result<Event, Mistake> {
        const STATE: State = State::BlockSequenceEntry { first: false };
        if first {
            self.enter()?;
        }
        if self.is(&[TokenKind::BlockEntry])? {
            let end = self.take()?.end;
            return if self.is(&[TokenKind::BlockEntry, TokenKind::BlockEnd])? {
                Ok(self.nothing_then(STATE, end))
            } else {
                self.node_then(STATE, true, false)
            };
        }
        if self.is(&[TokenKind::BlockEnd])? {
            return self.leave(EventKind::BlockEnd);
        }
        Err(self.mistake(Problem::EntryMissing))
    }

    /// A list whose `-` are as deep as the key that it belongs to.
    pub(super) fn indentless_sequence_entry(&mut self) -> Result<Event, Mistake> {
        if !self.is(&[TokenKind::BlockEntry])? {
            self.return_to_outer();
            let start = self.peek()?.start;
            return Ok(Event { kind: EventKind::BlockEnd, start, end: start });
        }
        let end = self.take()?.end;
        if self.is(&[TokenKind::BlockEntry])? || self.is(&ENDS_VALUE)? {
            return Ok(self.nothing_then(State::IndentlessSequenceEntry, end));
        }
        self.node_then(State::IndentlessSequenceEntry, true, false)
    }

    pub(super) fn block_mapping_key(&mut self, first: bool) -> Result<Event, Mistake> {
        if first {
            self.enter()?;
        }
        if self.is(&[TokenKind::Key])? {
            let end = self.take()?.end;
            return if self.is(&ENDS_VALUE)? {
                Ok(self.nothing_then(State::BlockMappingValue, end))
            } else {
                self.node_then(State::BlockMappingValue, true, true)
            };
        }
        if self.is(&[TokenKind::BlockEnd])? {
            return self.leave(EventKind::BlockEnd);
        }
        let colon = self.is(&[TokenKind::Value])?;
        Err(self.mistake(if colon { Problem::KeyBeforeColonMissing } else { Problem::KeyMissing }))
    }

    pub(super) fn block_mapping_value(&mut self) -> Result<Event, Mistake> {
        const STATE: State = State::BlockMappingKey { first: false };
        if !self.is(&[TokenKind::Value])? {
            let start = self.peek()?.start;
            return Ok(self.nothing_then(STATE, start));
        }
        let end = self.take()?.end;
        if self.is(&ENDS_VALUE)? {
            Ok(self.nothing_then(STATE, end))
        } else {
            self.node_then(STATE, true, true)
        }
    }
}
