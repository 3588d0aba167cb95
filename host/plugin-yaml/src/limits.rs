use optimus_yaml_nodes::Limits;

/// How a plugin's yaml is read.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options {
    pub(crate) limits: Limits,
}

impl Options {
    /// What a file may cost, instead of [`Limits::default`] (4 MiB of text, 1,100 levels, 250,000 values).
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// The longest `destination_urn_template`, in bytes: a key for each part of a name, and room to spare.
pub(crate) const MAX_TEMPLATE_BYTES: usize = 4 * 1024;

/// The longest `selector`, in bytes.
pub(crate) const MAX_SELECTOR_BYTES: usize = 1024;

/// The most steps of a `selector`. Each may look at every value of a file.
pub(crate) const MAX_SELECTOR_STEPS: usize = 32;

/// The most entries of `asset_parsers`. Each may read a whole file of the job; known plugins have one to three.
pub(crate) const MAX_PARSERS: usize = 100;

/// The most text that is read in one call to find queries, in bytes: what a message to a Go plugin, which does the same work,
/// may have. BigQuery itself takes queries of a megabyte at most; a file of several days' queries is larger. A hostile text of
/// this size occupies the task that asks for a few tenths of a second.
pub(crate) const MAX_QUERY_BYTES: usize = 4 * 1024 * 1024;
