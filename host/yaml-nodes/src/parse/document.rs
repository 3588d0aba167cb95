use crate::{
    problem::{Mistake, Problem},
    scan::TokenKind,
};

use super::{Event, EventKind, Parser, State, nothing};

impl Parser<'_> {
    pub(super) fn document_start(&mut self) -> Result<Event, Mistake> {
        let token = self.peek()?;
        let start = token.start;
        let explicit = match token.kind {
            TokenKind::StreamEnd => return self.end(),
            TokenKind::Version(..) | TokenKind::TagDirective { .. } | TokenKind::DocumentStart => true,
            _ => false,
        };
        self.directives()?;
        self.states.push(State::End);
        self.state = State::BlockNode;
        if explicit {
            if !self.is(&[TokenKind::DocumentStart])? {
                return Err(self.mistake(Problem::DocumentStartMissing));
            }
            self.take()?;
            self.state = State::DocumentContent;
        }
        Ok(Event { kind: EventKind::DocumentStart, start, end: start })
    }

    pub(super) fn document_content(&mut self) -> Result<Event, Mistake> {
        let token = self.peek()?;
        let start = token.start;
        let ends = matches!(
            token.kind,
            TokenKind::Version(..)
                | TokenKind::TagDirective { .. }
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd
        );
        if !ends {
            return self.node(true, false);
        }
        self.return_to_outer();
        Ok(nothing(start))
    }

    fn directives(&mut self) -> Result<(), Mistake> {
        let mut version_seen = false;
        loop {
            match self.peek()?.kind.clone() {
                TokenKind::Version(..) if version_seen => {
                    return Err(self.mistake(Problem::Directive("a second %YAML")));
                }
                TokenKind::Version(1, 1) => version_seen = true,
                TokenKind::Version(..) => return Err(self.mistake(Problem::Version)),
                TokenKind::TagDirective { handle, prefix } => self.add_handle(handle, prefix)?,
                _ => break,
            }
            self.take()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.handles.iter().any(|(known, _)| known == handle) {
                self.handles.push((handle.to_owned(), prefix.to_owned()));
            }
        }
        Ok(())
    }

    fn add_handle(&mut self, handle: String, prefix: String) -> Result<(), Mistake> {
        if self.handles.iter().any(|(known, _)| *known == handle) {
            return Err(self.mistake(Problem::Directive("a second %TAG of this name")));
        }
        self.handles.push((handle, prefix));
        Ok(())
    }
}
