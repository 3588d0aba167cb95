//! `[]` and `{}`.

use crate::{
    problem::{Mistake, Problem},
    scan::{Token, TokenKind},
};

use super::{Event, EventKind, Parser, Properties, State};

impl Parser<'_> {
    pub(super) fn flow_sequence_entry(&mut self, first: bool) -> Result<Event, Mistake> {
        if first {
            self.enter()?;
        }
        if !self.is(&[TokenKind::FlowSequenceEnd])? {
            if !first {
                self.flow_separator('[', ']')?;
            }
            if self.is(&[TokenKind::Key])? {
                let Token { start, end, .. } = self.take()?;
                self.state = State::FlowSequenceMappingKey;
                return Ok(Event { kind: EventKind::MappingStart(Properties::default()), start, end });
            }
            if !self.is(&[TokenKind::FlowSequenceEnd])? {
                return self.node_then(State::FlowSequenceEntry { first: false }, false, false);
            }
        }
        self.leave(EventKind::FlowEnd)
    }

    fn flow_separator(&mut self, open: char, close: char) -> Result<(), Mistake> {
        if self.is(&[TokenKind::FlowEntry])? {
            return self.take().map(drop);
        }
        let ends = self.is(&[TokenKind::StreamEnd])?;
        let problem = if ends { Problem::UnclosedFlow { open } } else { Problem::FlowSeparator { close } };
        Err(self.mistake(problem))
    }

    /// The key of a mapping of one pair, `[a: b]`. Where the key is missing the next token is passed over, even if it is the
    /// `]`: so does yaml.v2, which then misses it.
    pub(super) fn flow_sequence_mapping_key(&mut self) -> Result<Event, Mistake> {
        const STATE: State = State::FlowSequenceMappingValue;
        if !self.is(&[TokenKind::Value, TokenKind::FlowEntry, TokenKind::FlowSequenceEnd])? {
            return self.node_then(STATE, false, false);
        }
        let end = self.take()?.end;
        Ok(self.nothing_then(STATE, end))
    }

    pub(super) fn flow_sequence_mapping_value(&mut self) -> Result<Event, Mistake> {
        const STATE: State = State::FlowSequenceMappingEnd;
        let mut start = self.peek()?.start;
        if self.is(&[TokenKind::Value])? {
            self.take()?;
            if !self.is(&[TokenKind::FlowEntry, TokenKind::FlowSequenceEnd])? {
                return self.node_then(STATE, false, false);
            }
            start = self.peek()?.start;
        }
        Ok(self.nothing_then(STATE, start))
    }

    pub(super) fn flow_sequence_mapping_end(&mut self) -> Result<Event, Mistake> {
        let start = self.peek()?.start;
        self.state = State::FlowSequenceEntry { first: false };
        Ok(Event { kind: EventKind::BlockEnd, start, end: start })
    }

    pub(super) fn flow_mapping_key(&mut self, first: bool) -> Result<Event, Mistake> {
        const VALUE: State = State::FlowMappingValue { empty: false };
        if first {
            self.enter()?;
        }
        if !self.is(&[TokenKind::FlowMappingEnd])? {
            if !first {
                self.flow_separator('{', '}')?;
            }
            if self.is(&[TokenKind::Key])? {
                self.take()?;
                if !self.is(&[TokenKind::Value, TokenKind::FlowEntry, TokenKind::FlowMappingEnd])? {
                    return self.node_then(VALUE, false, false);
                }
                let start = self.peek()?.start;
                return Ok(self.nothing_then(VALUE, start));
            }
            if !self.is(&[TokenKind::FlowMappingEnd])? {
                return self.node_then(State::FlowMappingValue { empty: true }, false, false);
            }
        }
        self.leave(EventKind::FlowEnd)
    }

    /// `empty`: there was no `:`.
    pub(super) fn flow_mapping_value(&mut self, empty: bool) -> Result<Event, Mistake> {
        const STATE: State = State::FlowMappingKey { first: false };
        let mut start = self.peek()?.start;
        if !empty && self.is(&[TokenKind::Value])? {
            self.take()?;
            if !self.is(&[TokenKind::FlowEntry, TokenKind::FlowMappingEnd])? {
                return self.node_then(STATE, false, false);
            }
            start = self.peek()?.start;
        }
        Ok(self.nothing_then(STATE, start))
    }
}
