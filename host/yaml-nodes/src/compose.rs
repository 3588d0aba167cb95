use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Span as Found, StructureStyle, YamlVersion};
use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{
    Limits, MAX_DIAGNOSTICS,
    input::{for_parser, span_at},
    shape::{self, Shape},
    source, syntax,
    tree::{Document, Entry, Id, Kind, Scalar, Tag},
    wording::{count, shorten},
};

/// Composes the first document of a text. Aliases that lead nowhere are reported and leave [`Kind::Missing`].
pub(crate) fn compose(original: &str, limits: &Limits) -> (Document, Vec<Diagnostic>) {
    let text = for_parser(original);
    let mut composer = Composer::new(original, &text, limits);
    if let Err(diagnostic) = composer.run() {
        let tab = composer.tab_before(&diagnostic);
        composer.found.push(tab.unwrap_or(*diagnostic));
    }
    (composer.document, composer.found)
}

/// Boxed, since it is large and rare.
type Stop = Box<Diagnostic>;

struct Composer<'t> {
    /// As it is in the file.
    original: &'t str,
    /// As it is parsed: the same places, but see [`for_parser`].
    text: &'t str,
    limits: &'t Limits,
    document: Document,
    found: Vec<Diagnostic>,
    /// Collections that are not closed yet, the innermost last.
    open: Vec<Open>,
    /// What each anchor, as the parser numbers them, leads to.
    anchors: HashMap<usize, Id>,
    /// The node that was added last: the one that a following anchor belongs to.
    last: Option<Id>,
    shape: Shape,
}

struct Open {
    id: Id,
    style: StructureStyle,
    /// Of a mapping: the key that waits for its value.
    key: Option<Id>,
}

impl<'t> Composer<'t> {
    fn new(original: &'t str, text: &'t str, limits: &'t Limits) -> Self {
        let (document, found, open, anchors) = Default::default();
        Self { original, text, limits, document, found, open, anchors, last: None, shape: Shape::default() }
    }

    fn run(&mut self) -> Result<(), Stop> {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            block_scalar_eof_without_line_feed: true,
            bom_inside_document_as_content: true,
            flow_nesting_limit: self.limits.depth,
            block_nesting_limit: self.limits.depth,
        };
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, place) = next.map_err(|error| syntax::diagnostic(&error, self.text, self.limits))?;
            if !self.take(event, place)? {
                break;
            }
        }
        Ok(())
    }

    /// The tab that begins the line of a syntax error, outside of flow collections: the likely cause of it.
    fn tab_before(&self, found: &Diagnostic) -> Option<Diagnostic> {
        let at = self.original.floor_char_boundary(found.labels.first()?.span.start);
        let start = self.original.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        let in_flow = self.open.iter().any(|open| open.style == StructureStyle::Flow);
        let tab =
            found.code == Code::YAML_SYNTAX && self.original.get(start..)?.starts_with('\t') && !in_flow;
        tab.then(|| shape::tab_at(self.original, start))
    }

    /// Takes one event in. False when the first document is complete.
    fn take(&mut self, event: Event<'_>, place: Found) -> Result<bool, Stop> {
        let anchor = event.anchor_id();
        match event {
            Event::DocumentStart(_, version) => self.start(version, place)?,
            Event::DocumentEnd | Event::StreamEnd => return self.end(place).map(|()| false),
            Event::Anchor(..) => self.anchored(place),
            Event::Alias(target) => self.alias(target, place)?,
            Event::UnresolvedAlias(name) => self.unknown_anchor(&name, place)?,
            Event::Scalar(text, style, _, tag) => {
                self.check_escapes(style, place)?;
                let tag = tag.map(|tag| format!("{}{}", tag.handle(), tag.suffix()));
                let implicit = tag.as_deref().map_or(style == ScalarStyle::Plain, |tag| tag == "!");
                let tag = tag.map_or(Tag::None, |full| Tag::from_full(&full));
                let id =
                    self.add(Kind::Scalar(Scalar { text: text.into(), tag, implicit }), anchor, place)?;
                self.shape_of_scalar(id, style)?;
            }
            Event::SequenceStart(style, ..) => {
                self.enter(Kind::Sequence(Vec::new()), style, anchor, place)?;
            }
            Event::MappingStart(style, ..) => self.enter(Kind::Mapping(Vec::new()), style, anchor, place)?,
            Event::SequenceEnd | Event::MappingEnd => self.leave(place),
            _ => {}
        }
        Ok(true)
    }

    fn add(&mut self, kind: Kind, anchor: Option<usize>, place: Found) -> Result<Id, Stop> {
        if self.document.len() >= self.limits.nodes {
            let message = format!("the file has more than {} values, the limit", count(self.limits.nodes));
            return Err(too_large(message, span_of(&place)));
        }
        let id = self.document.push(Entry { span: span_of(&place), kind });
        self.attach(id);
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        self.last = Some(id);
        Ok(id)
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

    fn enter(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: Option<usize>,
        place: Found,
    ) -> Result<(), Stop> {
        if self.open.len() >= self.limits.depth {
            return Err(too_large(syntax::too_deep(self.limits), span_of(&place)));
        }
        let id = self.add(kind, anchor, place)?;
        self.open.push(Open { id, style, key: None });
        Ok(())
    }

    fn leave(&mut self, place: Found) {
        let Some(open) = self.open.pop() else { return };
        if let Some(entry) = self.document.entry_mut(open.id) {
            entry.span.end = entry.span.end.max(span_of(&place).end);
            self.shape.collection(open.style, entry.span);
        }
    }

    /// A block text begins at its `|` or `>`; and a mapping's key must be there.
    fn shape_of_scalar(&mut self, id: Id, style: ScalarStyle) -> Result<(), Stop> {
        let is_key =
            self.open.last().is_some_and(|open| open.style == StructureStyle::Block && open.key == Some(id));
        let Some(entry) = self.document.entry_mut(id) else { return Ok(()) };
        self.shape.scalar(style, self.text, entry.span);
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
            && let Some(header) = source::header(self.text, entry.span)
        {
            entry.span = header;
        }
        match shape::missing_key(self.text, entry.span).filter(|_| is_key && style == ScalarStyle::Plain) {
            Some(diagnostic) => Err(Box::new(diagnostic)),
            None => Ok(()),
        }
    }

    fn start(&mut self, version: Option<YamlVersion>, place: Found) -> Result<(), Stop> {
        if let Some(diagnostic) = self.text.get(..span_of(&place).start).and_then(shape::unknown_directive) {
            return Err(Box::new(diagnostic));
        }
        version.map_or(Ok(()), |version| self.check_version(version, place))
    }

    fn end(&mut self, place: Found) -> Result<(), Stop> {
        let end = self.original.floor_char_boundary(span_of(&place).start);
        let document = self.original.get(..end).unwrap_or_default();
        match std::mem::take(&mut self.shape).misplaced_tab(document) {
            Some(diagnostic) => Err(Box::new(diagnostic)),
            None => Ok(()),
        }
    }

    /// A node's place begins at its anchor.
    fn anchored(&mut self, place: Found) {
        let anchor = span_of(&place);
        if let Some(entry) = self.last.and_then(|id| self.document.entry_mut(id))
            && anchor.start < entry.span.start
        {
            entry.span = Span { end: entry.span.end, ..anchor };
        }
    }

    fn alias(&mut self, target: usize, place: Found) -> Result<(), Stop> {
        let kind = match self.anchors.get(&target) {
            Some(target) => {
                Kind::Alias { target: *target, cyclic: self.open.iter().any(|open| open.id == *target) }
            }
            None => Kind::Missing,
        };
        self.add(kind, None, place).map(drop)
    }

    fn unknown_anchor(&mut self, name: &str, place: Found) -> Result<(), Stop> {
        let name = shorten(name, 60);
        let diagnostic = Diagnostic::error(Code::YAML_ALIAS, format!("the alias `*{name}` has no anchor"))
            .at(span_of(&place), format!("there is no `&{name}` above"))
            .help("define the anchor before its first use, or put the value in quotes if the star is meant as text");
        if self.found.len() <= MAX_DIAGNOSTICS {
            self.found.push(diagnostic);
        }
        self.add(Kind::Missing, None, place).map(drop)
    }

    fn check_version(&self, version: YamlVersion, place: Found) -> Result<(), Stop> {
        if version == YamlVersion::new(1, 1) {
            return Ok(());
        }
        let directive = self.text.get(..span_of(&place).start).and_then(|before| before.rfind("%YAML"));
        Err(Box::new(
            Diagnostic::error(Code::YAML_SYNTAX, "only version 1.1 of yaml is read")
                .at(
                    directive.map_or(span_of(&place), |at| span_at(self.text, at)),
                    "another version is asked for",
                )
                .help("remove the line that begins with %YAML"),
        ))
    }

    /// yaml.v2 refuses `\/`, and the halves of surrogate pairs, which the parser joins.
    fn check_escapes(&self, style: ScalarStyle, place: Found) -> Result<(), Stop> {
        let span = span_of(&place);
        if style != ScalarStyle::DoubleQuoted
            || !source::foreign_escape(self.text.get(span.start..span.end).unwrap_or(""))
        {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::error(Code::YAML_SYNTAX, "an escape that does not exist")
                .at(span, "in this text there is `\\/`, or `\\uD800` to `\\uDFFF`, which is half a character")
                .help("write the character itself, or its whole number as `\\U0001F600`"),
        ))
    }
}

fn too_large(message: String, span: Span) -> Stop {
    Box::new(Diagnostic::error(Code::YAML_TOO_LARGE, message).at(span, "the limit is reached here"))
}

/// The parser's place as ours: from the tag on, columns from 1.
fn span_of(place: &Found) -> Span {
    let start = place.tag_start().filter(|tag| tag.index() < place.start.index()).unwrap_or(place.start);
    Span {
        start: start.byte_offset().unwrap_or_default(),
        end: place.end.byte_offset().unwrap_or_default(),
        line: start.line(),
        column: start.col() + 1,
    }
}
