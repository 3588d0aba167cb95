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
