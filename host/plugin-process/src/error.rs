use std::path::Path;

use optimus_plugin_api::{Code, Error, Operation};

/// The most of a plugin's output that an error shows, in characters.
const SHOWN: usize = 200;

/// Where a plugin that is being started comes from. Every error of a start names it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    /// The file name.
    pub(crate) plugin: &'a str,
    /// What `path` is.
    pub(crate) label: &'static str,
    /// The executable, or where a running plugin listens.
    pub(crate) path: &'a Path,
}

impl Site<'_> {
    /// An error of the start.
    pub(crate) fn error(&self, code: Code, message: impl Into<String>) -> Error {
        let path = Error::escape(&self.path.to_string_lossy());
        Error::new(code, self.plugin, Operation::Load, message).note(self.label, path)
    }
}

/// The beginning of what a plugin said, harmless and on one line.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = one_line(&text.chars().take(SHOWN).collect::<String>());
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Harmless, and without line breaks: nobody can forge a second line of a log.
pub(crate) fn one_line(text: &str) -> String {
    Error::escape(text).replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_plugin_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb\u{1b}c"), "a\\nb\\u{1b}c");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), SHOWN + 1);
    }
}
