use crate::{
    place::Mark,
    problem::{Mistake, Problem},
    scan::TokenKind,
};

use super::{Event, EventKind, Parser, Properties, State};

impl Parser<'_> {
    /// A node. `block`: block collections may begin; `indentless`: also a list that is as deep as its key.
    pub(super) fn node(&mut self, block: bool, indentless: bool) -> Result<Event, Mistake> {
        if matches!(self.peek()?.kind, TokenKind::Alias(_)) {
            return self.alias();
        }
        let start = self.peek()?.start;
        let (properties, end) = self.properties(start)?;
        let token = self.peek()?;
        let sequence = |state| Some((EventKind::SequenceStart as fn(Properties) -> EventKind, state));
        let mapping = |state| Some((EventKind::MappingStart as fn(Properties) -> EventKind, state));
        let collection = match token.kind {
            TokenKind::Scalar { .. } => return self.scalar(properties, start),
            TokenKind::BlockEntry if indentless => sequence(State::IndentlessSequenceEntry),
            TokenKind::FlowSequenceStart => sequence(State::FlowSequenceEntry { first: true }),
            TokenKind::FlowMappingStart => mapping(State::FlowMappingKey { first: true }),
            TokenKind::BlockSequenceStart if block => sequence(State::BlockSequenceEntry { first: true }),
            TokenKind::BlockMappingStart if block => mapping(State::BlockMappingKey { first: true }),
            _ => None,
        };
        let token_end = token.end;
        match collection {
            Some((kind, state)) => {
                self.state = state;
                Ok(Event { kind: kind(properties), start, end: token_end })
            }
            None => self.without_content(properties, start, end),
        }
    }

    fn alias(&mut self) -> Result<Event, Mistake> {
        self.return_to_outer();
        let token = self.take()?;
        let TokenKind::Alias(name) = token.kind else { return Err(self.mistake(Problem::NodeMissing)) };
        Ok(Event { kind: EventKind::Alias(name), start: token.start, end: token.end })
    }

    /// Anchor and tag, in either order, each at most once; and where they end.
    fn properties(&mut self, start: Mark) -> Result<(Properties, Mark), Mistake> {
        let mut properties = Properties::default();
        let mut tag = None;
        let mut end = start;
        loop {
            match self.peek()?.kind {
                TokenKind::Anchor(_) if properties.anchor.is_none() => {}
                TokenKind::Tag { .. } if tag.is_none() => {}
                _ => break,
            }
            let token = self.take()?;
            end = token.end;
            match token.kind {
                TokenKind::Tag { handle, suffix } => tag = Some((handle, suffix, token.start)),
                TokenKind::Anchor(name) => properties.anchor = Some(name),
                _ => {}
            }
        }
        if let Some((handle, suffix, at)) = tag {
            properties.tag = self.full_tag(&handle, suffix, at)?;
        }
        Ok((properties, end))
    }

    fn full_tag(&self, handle: &str, suffix: String, at: Mark) -> Result<String, Mistake> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        let prefix =
            self.handles.iter().find(|(known, _)| known == handle).map(|(_, prefix)| prefix.as_str());
        let tag = prefix.map(|prefix| prefix.to_owned() + &suffix).filter(|tag| !tag.is_empty());
        tag.ok_or_else(|| Mistake::parsing(Problem::UndefinedHandle, at, None))
    }

    fn scalar(&mut self, properties: Properties, start: Mark) -> Result<Event, Mistake> {
        self.return_to_outer();
        let token = self.take()?;
        let TokenKind::Scalar { text, plain } = token.kind else {
            return Err(self.mistake(Problem::NodeMissing));
        };
        let implicit = if properties.tag.is_empty() { plain } else { properties.tag == "!" };
        Ok(Event { kind: EventKind::Scalar { properties, text, implicit }, start, end: token.end })
    }

    /// Anchor or tag alone are a node of nothing; without them something is missing.
    fn without_content(&mut self, properties: Properties, start: Mark, end: Mark) -> Result<Event, Mistake> {
        let implicit = properties.tag.is_empty();
        if implicit && properties.anchor.is_none() {
            return Err(self.mistake(Problem::NodeMissing));
        }
        self.return_to_outer();
        Ok(Event { kind: EventKind::Scalar { properties, text: String::new(), implicit }, start, end })
    }
}
