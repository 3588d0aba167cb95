use std::{error::Error as StdError, fmt, time::Duration};

use crate::{Code, Diagnostics, Operation, code::Class};

/// Why a plugin could not be loaded, or a call was not answered.
///
/// It always names the plugin, the operation and a stable [`Code`], and where it can, what to do. What it prints is
/// already safe for a terminal: text that came from a plugin is escaped when it is put in.
///
/// The message does not repeat the source; print the chain with [`StdError::source`].
pub struct Error(Box<Inner>);

struct Inner {
    plugin: String,
    operation: Operation,
    code: Code,
    message: String,
    notes: Vec<(&'static str, String)>,
    help: Option<String>,
    problems: Vec<Problem>,
    plugin_code: Option<String>,
    retry_after: Option<Duration>,
    diagnostics: Option<Diagnostics>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// One thing that the plugin finds wrong with its input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Problem {
    /// The field, in the plugin's words (a configuration key, an asset name); may be empty.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl Error {
    /// An error of a plugin in an operation. The message is one sentence without the plugin's and the call's name, and
    /// text in it that came from a plugin must be escaped by the caller ([`Error::escape`]).
    pub fn new(
        code: Code,
        plugin: impl Into<String>,
        operation: Operation,
        message: impl Into<String>,
    ) -> Self {
        Self(Box::new(Inner {
            plugin: Self::escape(&plugin.into()),
            operation,
            code,
            message: message.into(),
            notes: Vec::new(),
            help: None,
            problems: Vec::new(),
            plugin_code: None,
            retry_after: None,
            diagnostics: None,
            source: None,
        }))
    }

    /// Makes text from a plugin harmless for a terminal or a log line: control characters (but not line breaks and tabs),
    /// bidirectional overrides and the like become visible escapes.
    #[must_use]
    pub fn escape(text: &str) -> String {
        if text.chars().all(is_plain) {
            return text.to_owned();
        }
        text.chars().fold(String::with_capacity(text.len() + 8), |mut out, c| {
            match is_plain(c) {
                true => out.push(c),
                false => out.extend(c.escape_unicode()),
            }
            out
        })
    }

    /// As [`Self::escape`], for a text that has to stay in one line: line breaks and tabs become visible too.
    #[must_use]
    pub fn escape_line(text: &str) -> String {
        let text = Self::escape(text);
        if text.contains(['\n', '\t']) { text.replace('\n', "\\n").replace('\t', "\\t") } else { text }
    }

    /// Adds a labelled fact, such as `limit` or `state`. The label is one word.
    #[must_use]
    pub fn note(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.0.notes.push((label, text.into()));
        self
    }

    /// Completes the labelled facts of one label: each becomes what is made of it. For whoever knows more than the one who made
    /// the error, for instance where a limit was set.
    #[must_use]
    pub fn map_notes(mut self, label: &str, map: impl Fn(&str) -> String) -> Self {
        self.0.notes.iter_mut().filter(|(of, _)| *of == label).for_each(|(_, text)| *text = map(text));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Keeps the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Keeps what the plugin found wrong with its input.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Problem>) -> Self {
        self.0.problems = problems;
        self
    }

    /// Keeps the code that the plugin itself gave its error.
    #[must_use]
    pub fn with_plugin_code(mut self, code: impl Into<String>) -> Self {
        self.0.plugin_code = Some(Self::escape(&code.into()));
        self
    }

    /// Keeps when the plugin says that trying again is worth while.
    #[must_use]
    pub fn with_retry_after(mut self, after: Duration) -> Self {
        self.0.retry_after = Some(after);
        self
    }

    /// Keeps the mistakes found in a file, each with its place.
    #[must_use]
    pub fn with_diagnostics(mut self, diagnostics: Diagnostics) -> Self {
        self.0.diagnostics = Some(diagnostics);
        self
    }

    /// The plugin, by its name or where it has none yet, its file name.
    #[must_use]
    pub fn plugin(&self) -> &str {
        &self.0.plugin
    }

    /// What was being asked of it.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.0.operation
    }

    /// The stable code; `optimus explain` has a page for each.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The sentence alone, without plugin and operation.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Labelled facts, in the order in which they were added.
    #[must_use]
    pub fn notes(&self) -> &[(&'static str, String)] {
        &self.0.notes
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// What the plugin found wrong with its input.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// The code that the plugin itself gave its error.
    #[must_use]
    pub fn plugin_code(&self) -> Option<&str> {
        self.0.plugin_code.as_deref()
    }

    /// When the plugin says that trying again is worth while.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The mistakes found in a file.
    #[must_use]
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        self.0.diagnostics.as_ref()
    }

    /// The plugin works and answered with an error of its own.
    #[must_use]
    pub fn is_from_plugin(&self) -> bool {
        self.code().class() == Class::Answer
    }

    /// The plugin failed or was stopped: a trap, a limit, a crash, an answer against the contract.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.code().class() == Class::Fault
    }

    /// It ran out of time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.code() == Code::TIME_LIMIT
    }

    /// A limit stopped it, time included.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        [Code::TIME_LIMIT, Code::MEMORY_LIMIT, Code::RESULT_TOO_LARGE, Code::STACK_OVERFLOW]
            .contains(&self.code())
    }

    /// The plugin was not there, or says that it cannot answer now; trying again later may help.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        [Code::PLUGIN_UNAVAILABLE, Code::CONNECTION_LOST, Code::RESTARTING].contains(&self.code())
    }
}

/// What a terminal shows as it is: no control character, and none that turns the direction of text around, is not seen, or
/// breaks a line. (Joiners are seen: as what they join.)
fn is_plain(c: char) -> bool {
    matches!(c, '\n' | '\t')
        || !(c.is_control()
            || matches!(c,
                '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { plugin, operation, message, code, .. } = &*self.0;
        write!(f, "plugin `{plugin}`, {operation}: {message} [{code}]")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { plugin, operation, code, message, notes, source, .. } = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug
            .field("plugin", plugin)
            .field("operation", operation)
            .field("code", code)
            .field("message", message);
        debug.field("notes", notes).field("source", source).finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_a_plugin_cannot_move_the_cursor_or_reverse_the_line() {
        assert_eq!(Error::escape("a\u{1b}[2Jb\u{202e}c\n"), "a\\u{1b}[2Jb\\u{202e}c\n");
        assert_eq!(Error::escape_line("a\r\n\tb\u{61c}\u{e0041}"), "a\\u{d}\\n\\tb\\u{61c}\\u{e0041}");
    }

    #[test]
    fn an_error_names_plugin_call_and_code_and_keeps_its_cause() {
        let error =
            Error::new(Code::TIME_LIMIT, "neo", Operation::CompileAssets, "it ran for 10 s, its limit")
                .with_source(std::io::Error::other("why"));
        assert_eq!(error.to_string(), "plugin `neo`, compile-assets: it ran for 10 s, its limit [P0412]");
        assert_eq!(error.source().unwrap().to_string(), "why");
        assert!(error.is_timeout() && error.is_fault() && !error.is_from_plugin());
    }

    #[test]
    fn an_error_is_one_pointer_wide_so_that_results_stay_small() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
