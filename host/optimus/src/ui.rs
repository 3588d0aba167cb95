//! What a person sees.

mod color;
mod diagnostics;
mod error;
mod json;
mod progress;
mod prompt;
mod table;
mod text;

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

pub(crate) use color::Paint;
pub(crate) use error::in_one_line;
pub(crate) use json::{
    diagnostics as diagnostics_json, failure as failure_json, plugin_error as error_json,
    to_text as json_text,
};
pub(crate) use progress::{Doing, Progress};
pub(crate) use prompt::{Prompt, Prompter, Unanswered};
pub(crate) use table::Table;
pub(crate) use text::{one_line, plural, relative, size};

use crate::{
    cli::Global,
    failure::{Failure, Outcome},
};

/// Where a command prints and how: both streams with their colours, and whether the result is JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    /// Results as one JSON object.
    pub(crate) json: bool,
    /// Colours of stdout.
    pub(crate) out: Paint,
    /// Colours of stderr.
    pub(crate) err: Paint,
    /// Errors with every frame and every line of their causes.
    pub(crate) backtrace: bool,
    /// Columns of stdout, if it is a terminal.
    pub(crate) width: Option<usize>,
    err_is_terminal: bool,
}

impl Ui {
    /// As the global options and the terminal say.
    pub(crate) fn new(global: &Global) -> Self {
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        Self {
            json: global.json,
            backtrace: global.backtrace,
            out: Paint::new(global.color, out),
            err: Paint::new(global.color, err),
            width: width.filter(|_| out),
            err_is_terminal: err,
        }
    }

    /// While the options are not known: without colours.
    pub(crate) fn bare(json: bool) -> Self {
        let (out, err) = (Paint::none(), Paint::none());
        Self { json, out, err, backtrace: false, width: None, err_is_terminal: false }
    }

    /// Prints a result.
    pub(crate) fn print(&self, text: &str) -> Outcome {
        let mut out = io::stdout().lock();
        let line_end = if text.ends_with('\n') { "" } else { "\n" };
        let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(line_end.as_bytes()));
        written.and_then(|()| out.flush()).map_err(|error| Failure::not_printed(&error))
    }

    /// Prints a result as JSON: indented for people, in one line for programs.
    pub(crate) fn print_json(&self, value: &impl Serialize) -> Outcome {
        self.print(&json_text(value, self.width.is_some()))
    }

    /// Says something beside the result. Nobody is told when stderr is closed.
    pub(crate) fn say(&self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = err.write_all(b"\n");
        }
    }

    /// Says what is being done, on a terminal, once it takes longer than half a second; until the value is dropped.
    pub(crate) fn progress(&self, what: &str) -> Progress {
        Progress::start(what, self.err_is_terminal)
    }

    /// Says what went wrong beside the result.
    pub(crate) fn warn(&self, error: &optimus_plugin_api::Error) {
        self.say(&error::warning(error, self.err, self.backtrace));
    }

    /// Prints why the command failed; with `--json` also on stdout.
    pub(crate) fn failed(&self, failure: &Failure) {
        self.say_failure(failure);
        if self.json && !failure.is_printed() {
            self.print_failure(failure);
        }
    }

    /// Prints why the command failed as JSON. Where stdout is closed too there is nobody left to tell.
    pub(crate) fn print_failure(&self, failure: &Failure) {
        let _ = self.print_json(&failure_json(failure));
    }

    fn say_failure(&self, failure: &Failure) {
        let text = error::render(failure, self.err, self.backtrace);
        if !text.is_empty() {
            self.say(&text);
        }
    }

    /// The mistakes of a file, each with its place, as text for stderr.
    pub(crate) fn diagnostics(&self, diagnostics: &optimus_plugin_api::Diagnostics) -> String {
        diagnostics::render(diagnostics, self.err)
    }

    /// One error as text for stderr.
    pub(crate) fn error_text(&self, error: &optimus_plugin_api::Error) -> String {
        error::plugin_error(error, self.err, self.backtrace)
    }
}
