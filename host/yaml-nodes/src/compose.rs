use std::collections::HashMap;

use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{
    Limits, MAX_DIAGNOSTICS,
    parse::{Event, EventKind, Parser, Properties},
    syntax,
    tree::{Document, Entry, Id, Kind, Scalar, Tag},
    wording::{count, shorten},
};

/// Composes the first document of a text. Aliases that lead nowhere are reported and leave [`Kind::Missing`].
pub(crate) fn compose(text: &str, limits: &Limits) -> (Document, Vec<Diagnostic>) {
    let mut composer = Composer::new(text, limits);
    if let Err(diagnostic) = composer.run() {
        composer.found.push(*diagnostic);
    }
    (composer.document, composer.found)
}

/// Boxed, since it is large and rare.
type Stop = Box<Diagnostic>;

struct Composer<'t> {
    text: &'t str,
    limits: &'t Limits,
    document: Document,
    found: Vec<Diagnostic>,
    /// Collections that are not closed yet, the innermost last.
    open: Vec<Open>,
    /// What each anchor leads to, the latest of its name.
    anchors: HashMap<String, Id>,
}

struct Open {
    id: Id,
    /// Of a mapping: the key that waits for its value.
    key: Option<Id>,
}

impl<'t> Composer<'t> {
    fn new(text: &'t str, limits: &'t Limits) -> Self {
        let (document, found, open, anchors) = Default::default();
        Self { text, limits, document, found, open, anchors }
    }

    fn run(&mut self) -> Result<(), Stop> {
        let mut parser = Parser::new(self.text);
        loop {
            let event = parser.next().map_err(|mistake| syntax::diagnostic(&mistake, self.text))?;
            if !self.take(event)? {
                return Ok(());
            }
        }
    }

    /// Takes one event in. False when the document is complete.
    fn take(&mut self, event: Event) -> Result<bool, Stop> {
        let span = event.start.to(event.end);
        match event.kind {
            EventKind::End { junk } => {
                self.found.extend(junk.then(|| unread(span)));
                return Ok(false);
            }
            EventKind::DocumentStart => {}
            EventKind::Alias(name) => self.alias(&name, span)?,
            EventKind::Scalar { properties, text, implicit } => {
                self.note_tag(&properties.tag, span);
                let tag = Tag::from_full(&properties.tag);
                let scalar = Scalar { text: text.into(), tag, implicit };
                self.add(Kind::Scalar(scalar), properties.anchor, span)?;
            }
            EventKind::SequenceStart(properties) => {
                self.enter(Kind::Sequence(Vec::new()), properties, span)?;
            }
            EventKind::MappingStart(properties) => {
                self.enter(Kind::Mapping(Vec::new()), properties, span)?;
            }
            EventKind::FlowEnd => self.leave(span.end),
            EventKind::BlockEnd => self.leave(0),
        }
        Ok(true)
    }

    fn add(&mut self, kind: Kind, anchor: Option<String>, span: Span) -> Result<Id, Stop> {
        if self.document.len() >= self.limits.nodes {
            let message = format!("the file has more than {} values, the limit", count(self.limits.nodes));
            return Err(too_large(message, span));
        }
        let id = self.document.push(Entry { span, kind });
        self.attach(id);
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        Ok(id)
    }

    fn note_tag(&mut self, tag: &str, span: Span) {
        if self.document.foreign_tags.len() < MAX_DIAGNOSTICS && Tag::is_foreign(tag) {
            self.document.foreign_tags.push((shorten(tag, 60).into(), span));
        }
    }

    /// Makes the node a child of the innermost open collection, or the root.
    fn attach(&mut self, id: Id) {
        let Some(open) = self.open.last_mut() else {
            self.document.root.get_or_insert(id);
            return;
        };
        match self.document.entry_mut(open.id).map(|entry| &mut entry.kind) {
            Some(Kind::Sequence(items)) => items.push(id),
            Some(Kind::Mapping(pairs)) => match open.key.take() {
                Some(key) => pairs.push((key, id)),
                None => open.key = Some(id),
            },
            _ => {}
        }
    }

    fn enter(&mut self, kind: Kind, properties: Properties, span: Span) -> Result<(), Stop> {
        if self.open.len() >= self.limits.depth {
            return Err(too_large(syntax::too_deep(self.limits.depth), span));
        }
        self.note_tag(&properties.tag, span);
        let id = self.add(kind, properties.anchor, span)?;
        self.open.push(Open { id, key: None });
        Ok(())
    }

    /// A collection ends where its end is written, or its last child ends.
    fn leave(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let last = self.document.entry(open.id).and_then(|entry| match &entry.kind {
            Kind::Sequence(items) => items.last().copied(),
            Kind::Mapping(pairs) => pairs.last().map(|(_, value)| *value),
            _ => None,
        });
        let last_end = last.and_then(|last| self.document.entry(last)).map_or(0, |last| last.span.end);
        if let Some(entry) = self.document.entry_mut(open.id) {
            entry.span.end = entry.span.end.max(last_end).max(end);
        }
    }

    fn alias(&mut self, name: &str, span: Span) -> Result<(), Stop> {
        let kind = match self.anchors.get(name) {
            Some(target) => {
                let cyclic = self.open.binary_search_by_key(target, |open| open.id).is_ok();
                Kind::Alias { target: *target, cyclic }
            }
            None => {
                self.unknown_anchor(name, span);
                Kind::Missing
            }
        };
        self.add(kind, None, span).map(drop)
    }

    fn unknown_anchor(&mut self, name: &str, span: Span) {
        if self.found.len() > MAX_DIAGNOSTICS {
            return;
        }
        let name = shorten(name, 60);
        let diagnostic = Diagnostic::error(Code::YAML_ALIAS, format!("the alias `*{name}` has no anchor"))
            .at(span, format!("there is no `&{name}` above"))
            .help("define the anchor before its first use, or put the value in quotes if the star is meant as text");
        self.found.push(diagnostic);
    }
}

/// yaml.v2 passes over it without a word.
fn unread(span: Span) -> Diagnostic {
    Diagnostic::warning(Code::YAML_DOUBTFUL, "nothing from here on is read: the document is complete")
        .at(span, "")
        .help("remove it, or put a line `---` before it if another document is meant")
}

fn too_large(message: String, span: Span) -> Stop {
    Box::new(Diagnostic::error(Code::YAML_TOO_LARGE, message).at(span, "the limit is reached here"))
}
