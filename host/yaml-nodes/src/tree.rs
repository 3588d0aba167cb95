use optimus_plugin_api::Span;

/// Index of a node in its document.
pub(crate) type Id = usize;

/// A composed document: the nodes in one list, which link to each other by index. So neither building nor dropping it
/// recurses, and an alias costs one node however large its target is.
#[derive(Debug, Default)]
pub(crate) struct Document {
    nodes: Vec<Entry>,
    /// Tags that are not of yaml itself, and the nodes that have them; the first of them.
    pub(crate) foreign_tags: Vec<(Box<str>, Span)>,
    pub(crate) root: Option<Id>,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Scalar(Scalar),
    Sequence(Vec<Id>),
    Mapping(Vec<(Id, Id)>),
    /// `cyclic`: the alias stands inside its own target.
    Alias {
        target: Id,
        cyclic: bool,
    },
    /// An alias to nothing, reported already.
    Missing,
}

#[derive(Debug)]
pub(crate) struct Scalar {
    pub(crate) text: Box<str>,
    pub(crate) tag: Tag,
    /// Plain and without tag (or with the tag `!`): may be something else than text.
    pub(crate) implicit: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tag {
    None,
    Str,
    Bool,
    Int,
    Float,
    Null,
    Timestamp,
    Binary,
    Merge,
    Other(Box<str>),
}

impl Tag {
    /// From the full tag, `tag:yaml.org,2002:str` or `!mine`; empty is none.
    pub(crate) fn from_full(full: &str) -> Self {
        if full.is_empty() {
            return Self::None;
        }
        match full.strip_prefix("tag:yaml.org,2002:") {
            Some("str") => Self::Str,
            Some("bool") => Self::Bool,
            Some("int") => Self::Int,
            Some("float") => Self::Float,
            Some("null") => Self::Null,
            Some("timestamp") => Self::Timestamp,
            Some("binary") => Self::Binary,
            Some("merge") => Self::Merge,
            _ => Self::Other(full.into()),
        }
    }

    /// Whether a full tag asks for an object of some language (`!!python/object`) or application (`!mine`), which readers of yaml
    /// have been made to build. `!` alone stands for text, and a tag of a namespace that the file itself declares for no more.
    pub(crate) fn is_foreign(full: &str) -> bool {
        match full.strip_prefix("tag:yaml.org,2002:") {
            Some("seq" | "map") => false,
            Some(_) => matches!(Self::from_full(full), Self::Other(_)),
            None => full.starts_with('!') && full != "!",
        }
    }

    /// As a person writes it.
    pub(crate) fn short(&self) -> &str {
        match self {
            Self::None => "",
            Self::Str => "!!str",
            Self::Bool => "!!bool",
            Self::Int => "!!int",
            Self::Float => "!!float",
            Self::Null => "!!null",
            Self::Timestamp => "!!timestamp",
            Self::Binary => "!!binary",
            Self::Merge => "!!merge",
            Self::Other(tag) => tag,
        }
    }
}

impl Document {
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn push(&mut self, entry: Entry) -> Id {
        self.nodes.push(entry);
        self.nodes.len() - 1
    }

    pub(crate) fn entry(&self, id: Id) -> Option<&Entry> {
        self.nodes.get(id)
    }

    pub(crate) fn entry_mut(&mut self, id: Id) -> Option<&mut Entry> {
        self.nodes.get_mut(id)
    }

    pub(crate) fn node(&self, id: Id) -> Node<'_> {
        Node { document: self, id }
    }
}

/// A node of a document: where it is, and what [`Decoder::read`](crate::Decoder::read) decodes.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    pub(crate) id: Id,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("id", &self.id).field("span", &self.span()).finish_non_exhaustive()
    }
}

impl<'a> Node<'a> {
    /// Where it is written. For an alias the place of the alias, for a node with a tag or an anchor from there on.
    #[must_use]
    pub fn span(self) -> Span {
        self.document.entry(self.id).map(|entry| entry.span).unwrap_or_default()
    }

    /// What a mapping gives a key, as it is written: neither aliases nor merges are followed. For a look at what a mapping is
    /// before it is decoded.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let is_it = |node: &Self| node.text() == Some(key);
        self.pairs()?.find(|(key, _)| is_it(key)).map(|(_, value)| value)
    }

    /// Every value that a mapping gives a key, where it does so more than once; otherwise as [`Self::get`].
    pub fn all(self, key: &str) -> impl Iterator<Item = Self> {
        self.pairs()
            .into_iter()
            .flatten()
            .filter(move |(name, _)| name.text() == Some(key))
            .map(|(_, value)| value)
    }

    /// The text of a scalar, as it is written.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        self.scalar().map(|scalar| &*scalar.text)
    }

    pub(crate) fn kind(self) -> &'a Kind {
        self.document.entry(self.id).map_or(&Kind::Missing, |entry| &entry.kind)
    }

    pub(crate) fn sibling(self, id: Id) -> Self {
        Self { id, ..self }
    }

    pub(crate) fn scalar(self) -> Option<&'a Scalar> {
        match self.kind() {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    pub(crate) fn items(self) -> Option<impl DoubleEndedIterator<Item = Self> + use<'a>> {
        match self.kind() {
            Kind::Sequence(items) => Some(items.iter().map(move |id| self.sibling(*id))),
            _ => None,
        }
    }

    pub(crate) fn pairs(self) -> Option<impl Iterator<Item = (Self, Self)> + use<'a>> {
        match self.kind() {
            Kind::Mapping(pairs) => {
                Some(pairs.iter().map(move |(k, v)| (self.sibling(*k), self.sibling(*v))))
            }
            _ => None,
        }
    }

    /// `<<`, the key that merges.
    pub(crate) fn is_merge(self) -> bool {
        self.scalar().is_some_and(|s| &*s.text == "<<" && (s.implicit || s.tag == Tag::Merge))
    }
}
