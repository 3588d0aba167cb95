use std::io::{self, IsTerminal};

use inquire::{
    InquireError, Select, Text,
    ui::{RenderConfig, Styled},
};
use optimus_plugin_api::Code;

use super::{Paint, text::one_line};
use crate::failure::{Failure, Outcome};

/// How many choices are shown at once.
const PAGE: usize = 10;

/// Help of at most this many characters stands behind the question.
const SHORT: usize = 40;
const KEYS: &str = "arrows to move, typing to filter, Enter to choose, Esc to go back";

/// Asks a person on the terminal. Questions go to stderr, so that the result alone is on stdout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prompter {
    paint: Paint,
}

/// One question, in words that may come from a plugin.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Prompt<'a> {
    /// What is asked.
    pub(crate) message: &'a str,
    /// More about it; empty for none.
    pub(crate) help: &'a str,
    /// What an empty answer means, or which choice is marked at first; empty for none.
    pub(crate) default: &'a str,
    /// What stands in the line already; empty for nothing.
    pub(crate) initial: &'a str,
}

impl Prompter {
    /// Only where there is a terminal to ask on.
    pub(crate) fn new(paint: Paint, instead: &str) -> Outcome<Self> {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(Self { paint });
        }
        Err(Failure::own(
            Code::NO_TERMINAL,
            "this command asks questions, and there is no terminal to ask on",
        )
        .help(instead))
    }

    /// A line of text. `None`: back, please.
    pub(crate) fn text(&self, prompt: Prompt<'_>) -> Outcome<Option<String>> {
        let (message, help) = (headline(prompt), help_line(prompt));
        let (default, initial) = (one_line(prompt.default), one_line(prompt.initial));
        let mut text = Text::new(&message).with_initial_value(&initial).with_render_config(self.look());
        if !default.is_empty() {
            text = text.with_default(&default);
        }
        if let Some(help) = &help {
            text = text.with_help_message(help);
        }
        let answer = answered(text.prompt())?;
        // What was shown is harmless; what is answered is what the plugin meant.
        Ok(answer.map(|typed| match typed {
            typed if typed == default => prompt.default.to_owned(),
            typed if typed == initial => prompt.initial.to_owned(),
            typed => typed,
        }))
    }

    /// One of the choices, by arrows or by typing a part of it. `None`: back, please.
    pub(crate) fn select(&self, prompt: Prompt<'_>, choices: &[String]) -> Outcome<Option<usize>> {
        let message = headline(prompt);
        let help = help_line(prompt).map_or_else(|| KEYS.to_owned(), |help| format!("{help}; {KEYS}"));
        let marked = |wanted: &str| choices.iter().position(|choice| choice == wanted);
        let select = Select::new(&message, choices.iter().map(|choice| one_line(choice)).collect())
            .with_starting_cursor(marked(prompt.initial).or_else(|| marked(prompt.default)).unwrap_or(0))
            .with_page_size(PAGE)
            .with_help_message(&help)
            .with_render_config(self.look());
        Ok(answered(select.raw_prompt())?.map(|chosen| chosen.index))
    }

    fn look(self) -> RenderConfig<'static> {
        let look = if self.paint.is_on() { RenderConfig::default_colored() } else { RenderConfig::empty() };
        look.with_canceled_prompt_indicator(Styled::new("<back>"))
    }
}

/// `Date range start (YYYY-MM-DD format)`.
fn headline(prompt: Prompt<'_>) -> String {
    let message = one_line(prompt.message);
    if is_short(prompt.help) { format!("{message} ({})", one_line(prompt.help)) } else { message }
}

/// Help that is too long for the question's own line.
fn help_line(prompt: Prompt<'_>) -> Option<String> {
    let lines = prompt.help.trim().lines().map(one_line);
    let text = lines.collect::<Vec<_>>().join(" ");
    (!text.is_empty() && !is_short(prompt.help)).then_some(text)
}

fn is_short(help: &str) -> bool {
    !help.is_empty() && help.chars().count() <= SHORT && !help.contains(['\n', '('])
}

/// Esc is an answer here, Ctrl-C the end.
fn answered<T>(result: Result<T, InquireError>) -> Outcome<Option<T>> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(InquireError::OperationCanceled) => Ok(None),
        Err(InquireError::OperationInterrupted) => Err(Failure::Interrupted),
        Err(error) => {
            Err(Failure::own(Code::NO_TERMINAL, "the terminal cannot be asked on").cause(error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_a_plugin_stays_in_one_line() {
        let prompt = Prompt { message: "Start\u{1b}[2J", help: "YYYY-MM-DD format", ..Prompt::default() };
        assert_eq!(headline(prompt), "Start\\u{1b}[2J (YYYY-MM-DD format)");
        assert_eq!(help_line(prompt), None);
    }

    #[test]
    fn longer_help_stands_below_the_question() {
        let prompt = Prompt { message: "Window", help: "one,\ntwo\u{1b}", ..Prompt::default() };
        assert_eq!(headline(prompt), "Window");
        assert_eq!(help_line(prompt).as_deref(), Some("one, two\\u{1b}"));
    }
}
