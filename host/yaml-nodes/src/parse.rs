//! From tokens to the events of the first document, as yaml.v2's parser does it: a port of libyaml's, whose notice is in
//! `LICENSE-libyaml`.

mod block;
mod document;
mod flow;
mod node;

use crate::{
    place::Mark,
    problem::{Mistake, Problem},
    scan::{Scanner, Token, TokenKind},
};

/// What a document is made of, one after the other.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) kind: EventKind,
    /// From the first of anchor, tag and content on.
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

#[derive(Debug)]
pub(crate) enum EventKind {
    DocumentStart,
    /// Of the first document, or of a text without any. `junk`: something follows that does not begin another document.
    End {
        junk: bool,
    },
    Alias(String),
    Scalar {
        properties: Properties,
        text: String,
        /// Plain and without tag, or with the tag `!`.
        implicit: bool,
    },
    SequenceStart(Properties),
    MappingStart(Properties),
    /// Of a sequence or mapping whose end is written: `]`, `}`.
    FlowEnd,
    /// Of a sequence or mapping that ends before what follows.
    BlockEnd,
}

/// What is written before a node.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    pub(crate) anchor: Option<String>,
    /// In full: `tag:yaml.org,2002:str`, `!mine`. Empty: none.
    pub(crate) tag: String,
}

/// What is expected next.
#[derive(Debug, Clone, Copy)]
enum State {
    DocumentStart,
    DocumentContent,
    BlockNode,
    BlockSequenceEntry { first: bool },
    IndentlessSequenceEntry,
    BlockMappingKey { first: bool },
    BlockMappingValue,
    FlowSequenceEntry { first: bool },
    FlowSequenceMappingKey,
    FlowSequenceMappingValue,
    FlowSequenceMappingEnd,
    FlowMappingKey { first: bool },
    FlowMappingValue { empty: bool },
    End,
}

pub(crate) struct Parser<'t> {
    scanner: Scanner<'t>,
    state: State,
    /// What to go on with after the node at hand.
    states: Vec<State>,
    /// Where the open collections begin.
    open: Vec<Mark>,
    /// Handles of tags, and what they stand for.
    handles: Vec<(String, String)>,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let (states, open, handles) = Default::default();
        Self { scanner: Scanner::new(text), state: State::DocumentStart, states, open, handles }
    }

    pub(crate) fn next(&mut self) -> Result<Event, Mistake> {
        match self.state {
            State::DocumentStart => self.document_start(),
            State::DocumentContent => self.document_content(),
            State::BlockNode => self.node(true, false),
            State::BlockSequenceEntry { first } => self.block_sequence_entry(first),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingKey { first } => self.block_mapping_key(first),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceEntry { first } => self.flow_sequence_entry(first),
            State::FlowSequenceMappingKey => self.flow_sequence_mapping_key(),
            State::FlowSequenceMappingValue => self.flow_sequence_mapping_value(),
            State::FlowSequenceMappingEnd => self.flow_sequence_mapping_end(),
            State::FlowMappingKey { first } => self.flow_mapping_key(first),
            State::FlowMappingValue { empty } => self.flow_mapping_value(empty),
            State::End => self.end(),
        }
    }

    fn peek(&mut self) -> Result<&Token, Mistake> {
        self.scanner.peek()
    }

    fn take(&mut self) -> Result<Token, Mistake> {
        self.scanner.take()
    }

    /// Whether the next token is one of these.
    fn is(&mut self, kinds: &[TokenKind]) -> Result<bool, Mistake> {
        let token = self.peek()?;
        Ok(kinds.contains(&token.kind))
    }

    /// Whatever follows: nobody looks further than at its first token.
    fn end(&mut self) -> Result<Event, Mistake> {
        let token = self.peek()?;
        let junk = !matches!(
            token.kind,
            TokenKind::StreamEnd
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::Version(..)
                | TokenKind::TagDirective { .. }
        );
        Ok(Event { kind: EventKind::End { junk }, start: token.start, end: token.end })
    }

    fn return_to_outer(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// A node follows, and after it this.
    fn node_then(&mut self, state: State, block: bool, indentless: bool) -> Result<Event, Mistake> {
        self.states.push(state);
        self.node(block, indentless)
    }

    /// Nothing stands where a node may, and this follows.
    fn nothing_then(&mut self, state: State, at: Mark) -> Event {
        self.state = state;
        nothing(at)
    }

    /// Takes the token that begins a collection.
    fn enter(&mut self) -> Result<(), Mistake> {
        let token = self.take()?;
        self.open.push(token.start);
        Ok(())
    }

    /// Takes the token that ends a collection.
    fn leave(&mut self, kind: EventKind) -> Result<Event, Mistake> {
        self.return_to_outer();
        self.open.pop();
        let token = self.take()?;
        Ok(Event { kind, start: token.start, end: token.end })
    }

    /// A mistake in the collection at hand, noticed at the next token.
    fn mistake(&mut self, problem: Problem) -> Mistake {
        let since = self.open.last().copied();
        match self.peek() {
            Ok(token) => Mistake::parsing(problem, token.start, since),
            Err(mistake) => mistake,
        }
    }
}

/// A value or key that is not there.
fn nothing(at: Mark) -> Event {
    let kind = EventKind::Scalar { properties: Properties::default(), text: String::new(), implicit: true };
    Event { kind, start: at, end: at }
}
