/// The most mistakes that are listed for one file. Who has made more is told so, and finds the rest after mending these.
pub const MAX_DIAGNOSTICS: usize = 1_000;

/// What a file may cost. Every limit is checked before what it bounds is allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Size of the text in bytes. 4 MiB: the largest message that go-plugin passes, hence the largest survey there is.
    pub bytes: usize,
    /// How deep collections may nest. 1,100: each level of sub-questions takes four (a list, an item, its list, its
    /// question), and a survey may have 256 of them ([`optimus_plugin_api::MAX_QUESTION_DEPTH`]).
    pub depth: usize,
    /// Nodes in the file: scalars, lists, mappings and aliases, keys included. 250,000, about 40 MB at most.
    pub nodes: usize,
    /// Nodes that are decoded, counting each again for each alias that leads to it. 400,000, where yaml.v2 begins to
    /// refuse: it takes that for 100 MB in the worst case. Ten aliases that each repeat the one before ten times ("a
    /// billion laughs") end here.
    pub expanded_nodes: usize,
    /// Text that is decoded, in bytes, counting it again for each alias. 32 MiB.
    pub expanded_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 4 << 20,
            depth: 1_100,
            nodes: 250_000,
            expanded_nodes: 400_000,
            expanded_bytes: 32 << 20,
        }
    }
}

/// How unknown and repeated keys are taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Both are mistakes, as for upstream's plugin files.
    #[default]
    Strict,
    /// Unknown keys are passed over, repeated ones decoded one after the other, as for upstream's job files.
    Lenient,
}

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options {
    /// How unknown and repeated keys are taken.
    pub mode: Mode,
    /// What the file may cost.
    pub limits: Limits,
    /// Whether tags of objects (`!!python/object`, `!mine`) are mistakes. Otherwise what has one is text, or as without it, as in
    /// yaml.v2; and so is what has a tag of a namespace that the file declares (`%TAG`).
    pub foreign_tags_refused: bool,
}

impl Options {
    /// Unknown and repeated keys are mistakes.
    #[must_use]
    pub fn strict() -> Self {
        Self::default()
    }

    /// Unknown and repeated keys are accepted.
    #[must_use]
    pub fn lenient() -> Self {
        Self { mode: Mode::Lenient, ..Self::default() }
    }

    /// Tags of objects are mistakes: for files of people that one does not know.
    #[must_use]
    pub fn refuse_foreign_tags(mut self) -> Self {
        self.foreign_tags_refused = true;
        self
    }

    /// With these limits instead of the default ones.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}
