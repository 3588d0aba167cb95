use std::{borrow::Cow, collections::HashSet, fmt::Write};

use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{
    Decode, Limits, MAX_DIAGNOSTICS, Mode, Node, base64,
    resolve::{Resolved, resolve},
    template,
    tree::{Document, Id, Kind, Scalar, Tag},
    wording::{count, shorten},
};

/// Decodes nodes into values, and keeps account of the mistakes, of where in the file it is, and of what it may still cost.
pub struct Decoder<'a> {
    text: &'a str,
    mode: Mode,
    limits: &'a Limits,
    nodes: usize,
    bytes: usize,
    exhausted: bool,
    /// Cyclic aliases that are being followed.
    following: Vec<Id>,
    path: Vec<Step>,
    found: Vec<Diagnostic>,
    /// Nodes of a wrong type that are reported, so that aliases do not report them again under another path.
    mismatched: HashSet<Id>,
}

impl std::fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("mode", &self.mode).field("at", &self.here()).finish_non_exhaustive()
    }
}

/// One step of the way from the root to a node.
#[derive(Debug)]
pub(crate) enum Step {
    Key(Cow<'static, str>),
    Index(usize),
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(text: &'a str, mode: Mode, limits: &'a Limits, found: Vec<Diagnostic>) -> Self {
        let (following, path, mismatched) = Default::default();
        Self { text, mode, limits, nodes: 0, bytes: 0, exhausted: false, following, path, found, mismatched }
    }

    pub(crate) fn root<T: Decode>(&mut self, document: &'a Document, out: &mut T) {
        if let Some(root) = document.root {
            self.read(document.node(root), out);
        }
    }

    /// Decodes a node into a value. What is not in the node stays as it is in the value; nothing (`~`) resets it.
    ///
    /// False if nothing could be decoded; why is among the mistakes then.
    pub fn read<T: Decode>(&mut self, node: Node<'a>, out: &mut T) -> bool {
        if !self.spend_node(node) {
            return false;
        }
        match node.kind() {
            Kind::Missing => false,
            Kind::Alias { target, cyclic } => self.follow(node, node.sibling(*target), *cyclic, out),
            _ if is_null(node) => {
                out.reset(node.span());
                true
            }
            _ => out.decode(node, self),
        }
    }

    fn follow<T: Decode>(&mut self, alias: Node<'a>, target: Node<'a>, cyclic: bool, out: &mut T) -> bool {
        if !cyclic {
            return self.read(target, out);
        }
        if self.following.contains(&alias.id) {
            let diagnostic = Diagnostic::error(Code::YAML_ALIAS, "an anchor that contains itself");
            self.push(diagnostic.at(alias.span(), "this stands inside of what it repeats"));
            return false;
        }
        self.following.push(alias.id);
        let done = self.read(target, out);
        self.following.pop();
        done
    }

    /// Whether unknown and repeated keys are mistakes.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.mode == Mode::Strict
    }

    /// Where decoding is, as a person writes it: `questions[0].minlength`. Empty at the root.
    #[must_use]
    pub fn here(&self) -> String {
        let mut out = String::new();
        for step in &self.path {
            let written = match step {
                Step::Index(index) => write!(out, "[{index}]"),
                Step::Key(key) if out.is_empty() => write!(out, "{}", shorten(key, 60)),
                Step::Key(key) => write!(out, ".{}", shorten(key, 60)),
            };
            debug_assert!(written.is_ok(), "a string takes everything");
        }
        out
    }

    /// Adds a mistake. Those beyond [`MAX_DIAGNOSTICS`] are counted only.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < MAX_DIAGNOSTICS {
            self.found.push(diagnostic);
        } else if self.found.len() == MAX_DIAGNOSTICS {
            let message = format!("more than {} mistakes; the rest is not listed", count(MAX_DIAGNOSTICS));
            let mut last = Diagnostic::error(diagnostic.code, message);
            last.labels = diagnostic.labels;
            self.found.push(last);
        }
    }

    /// Whether further mistakes are not listed any more, so that wording them can be spared.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() > MAX_DIAGNOSTICS
    }

    /// Reports that a node is not what is wanted here, for example `true or false`. Always false.
    pub fn mismatch(&mut self, node: Node<'a>, wanted: &str) -> bool {
        if self.is_full() || !self.mismatched.insert(node.id) {
            return false;
        }
        if let Some(place) = self.template(node) {
            self.push(template::diagnostic(place));
            return false;
        }
        let found = describe(node);
        let what = if self.path.is_empty() { "the file".to_owned() } else { format!("`{}`", self.here()) };
        let diagnostic =
            Diagnostic::error(Code::YAML_WRONG_TYPE, format!("{what} must be {wanted}, not {found}"));
        self.push(diagnostic.at(node.span(), format!("this is {found}")));
        false
    }

    /// The template that a node is: one of the two mappings that its braces begin.
    fn template(&self, node: Node<'a>) -> Option<Span> {
        let outer = node.span();
        let inner =
            Span { start: outer.start.saturating_sub(1), column: outer.column.saturating_sub(1), ..outer };
        let places = [outer, inner].into_iter().filter(|_| node.scalar().is_none());
        places.into_iter().find_map(|place| template::at(self.text, place))
    }

    pub(crate) fn step<R>(&mut self, step: Step, inside: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(step);
        let result = inside(self);
        self.path.pop();
        result
    }

    /// What a scalar is; `None` when its tag or its base64 is wrong, which is reported.
    pub(crate) fn resolve(&mut self, node: Node<'a>, scalar: &Scalar) -> Option<Resolved> {
        match resolve(scalar) {
            Ok(resolved) => Some(resolved),
            Err(mismatch) => {
                let value = shorten(&scalar.text, 10);
                let message =
                    format!("`{value}` is {}, not what the tag {} says", mismatch.found, scalar.tag.short());
                self.push(Diagnostic::error(Code::YAML_WRONG_TYPE, message).at(node.span(), ""));
                None
            }
        }
    }

    /// A scalar as the text that is written; `!!binary` decoded.
    pub(crate) fn text(&mut self, node: Node<'a>, scalar: &'a Scalar) -> Option<Cow<'a, str>> {
        let resolved = self.resolve(node, scalar)?;
        if !self.spend_bytes(scalar.text.len(), node.span()) {
            return None;
        }
        if resolved != Resolved::Binary {
            return Some(Cow::Borrowed(&scalar.text));
        }
        let text = base64::decode(&scalar.text).map(String::from_utf8);
        let message = match text {
            Some(Ok(text)) => return Some(Cow::Owned(text)),
            Some(Err(_)) => "what this base64 stands for is not text",
            None => "this is not base64",
        };
        self.push(Diagnostic::error(Code::YAML_WRONG_TYPE, message).at(node.span(), "marked as `!!binary`"));
        None
    }

    fn spend_node(&mut self, node: Node<'a>) -> bool {
        self.nodes += 1;
        if self.nodes > self.limits.expanded_nodes {
            let limit = count(self.limits.expanded_nodes);
            self.exhaust(format!("its aliases expand to more than {limit} values, the limit"), node.span());
        }
        !self.exhausted
    }

    fn spend_bytes(&mut self, bytes: usize, span: Span) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > self.limits.expanded_bytes {
            let limit = count(self.limits.expanded_bytes);
            self.exhaust(format!("its aliases expand to more than {limit} bytes of text, the limit"), span);
        }
        !self.exhausted
    }

    fn exhaust(&mut self, message: String, span: Span) {
        if !self.exhausted {
            self.exhausted = true;
            self.push(Diagnostic::error(Code::YAML_TOO_LARGE, message).at(span, "the limit is reached here"));
        }
    }

    /// The mistakes in the order of the file, each once however many aliases lead to it.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span.start));
        self.found.dedup();
        self.found
    }
}

/// Nothing, `~`, `null`.
fn is_null(node: Node<'_>) -> bool {
    node.scalar().is_some_and(|scalar| matches!(resolve(scalar), Ok(Resolved::Null)))
}

/// What a person would call a node, with the beginning of its text.
fn describe(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Sequence(_) => "a list".to_owned(),
        Kind::Mapping(_) => "a mapping".to_owned(),
        Kind::Alias { .. } | Kind::Missing => "an alias".to_owned(),
        Kind::Scalar(scalar) => {
            let noun = resolve(scalar).map_or("text", |resolved| resolved.noun());
            let quoted = if scalar.tag == Tag::None && !scalar.implicit { " in quotes" } else { "" };
            let most = if scalar.text.len() > 10 { 7 } else { 10 };
            format!("{noun}{quoted} (`{}`)", shorten(&scalar.text, most))
        }
    }
}
