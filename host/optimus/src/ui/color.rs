use std::fmt::Display;

use crate::cli::ColorWhen;

/// Whether a stream is coloured, and the few styles in use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint(bool);

impl Paint {
    /// Colours as `--color` says; `auto` is yes on a terminal that can, unless `NO_COLOR` is set and not empty.
    pub(crate) fn new(when: ColorWhen, terminal: bool) -> Self {
        Self(match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
            }
        })
    }

    /// No colours.
    pub(crate) fn none() -> Self {
        Self(false)
    }

    /// Whether colours are used.
    pub(crate) fn is_on(self) -> bool {
        self.0
    }

    /// The word `error`.
    pub(crate) fn error(self, text: impl Display) -> String {
        self.styled("1;31", text)
    }

    /// The word `warning`.
    pub(crate) fn warning(self, text: impl Display) -> String {
        self.styled("1;33", text)
    }

    /// Headings and names.
    pub(crate) fn bold(self, text: impl Display) -> String {
        self.styled("1", text)
    }

    /// Labels and what matters less.
    pub(crate) fn faint(self, text: impl Display) -> String {
        self.styled("2", text)
    }

    fn styled(self, sgr: &str, text: impl Display) -> String {
        if self.0 { format!("\u{1b}[{sgr}m{text}\u{1b}[0m") } else { text.to_string() }
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
