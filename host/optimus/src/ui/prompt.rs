use std::{
    io::{self, IsTerminal},
    thread,
};

use crossterm::{cursor, event, execute, style, terminal};
use inquire::{
    InquireError, Select, Text,
    ui::{RenderConfig, Styled},
};
use optimus_plugin_api::Code;
use tokio::sync::oneshot;

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
    /// What stands in the line already, or which choice is marked before the default is looked for.
    pub(crate) initial: Option<&'a str>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// Back to the question before, please.
    Back,
    /// Ctrl-C.
    Interrupted,
    /// The terminal failed.
    Failed(String),
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

    /// A line of text.
    pub(crate) async fn text(&self, prompt: Prompt<'_>) -> Result<String, Unanswered> {
        let (message, help, look) = (headline(prompt), help_line(prompt), self.look());
        let (default, initial) = (prompt.default, prompt.initial.unwrap_or_default());
        let (shown_default, shown_initial) = (one_line(default), one_line(initial));
        let (proposed, written) = (shown_default.clone(), shown_initial.clone());
        let typed = aside(move || {
            let mut text = Text::new(&message).with_initial_value(&written).with_render_config(look);
            if !proposed.is_empty() {
                text = text.with_default(&proposed);
            }
            if let Some(help) = &help {
                text = text.with_help_message(help);
            }
            text.prompt()
        });
        // What was shown is harmless; what is answered is what the plugin meant.
        Ok(match typed.await? {
            typed if typed == shown_default => default.to_owned(),
            typed if typed == shown_initial => initial.to_owned(),
            typed => typed,
        })
    }

    /// One of the choices, by arrows or by typing a part of it: its place among them.
    pub(crate) async fn select(&self, prompt: Prompt<'_>, choices: &[String]) -> Result<usize, Unanswered> {
        let (message, look) = (headline(prompt), self.look());
        let help = help_line(prompt).map_or_else(|| KEYS.to_owned(), |help| format!("{help}; {KEYS}"));
        let marked = marked(prompt, choices);
        let shown: Vec<String> = choices.iter().map(|choice| shown(choice)).collect();
        let chosen = aside(move || {
            let select = Select::new(&message, shown).with_starting_cursor(marked).with_page_size(PAGE);
            select.with_help_message(&help).with_render_config(look).raw_prompt()
        });
        Ok(chosen.await?.index)
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

/// A choice in its line; nothing at all would look like no choice.
fn shown(choice: &str) -> String {
    if choice.is_empty() { "(empty)".to_owned() } else { one_line(choice) }
}

/// The choice that is marked at first. An empty default is none, since a question without one has that.
fn marked(prompt: Prompt<'_>, choices: &[String]) -> usize {
    let place = |wanted: &str| choices.iter().position(|choice| choice == wanted);
    let default = Some(prompt.default).filter(|default| !default.is_empty());
    prompt.initial.and_then(place).or_else(|| default.and_then(place)).unwrap_or(0)
}

/// Asks on a thread of its own: a person may take hours, and signals are to be noticed meanwhile. If nobody waits for the
/// answer any more, the terminal is as it was before; the thread ends with the program.
async fn aside<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, InquireError> + Send + 'static,
) -> Result<T, Unanswered> {
    let (reply, answer) = oneshot::channel();
    let on_its_own = move || drop(reply.send(ask()));
    let mut lent = Lent { is_out: true };
    thread::Builder::new().name("prompt".to_owned()).spawn(on_its_own).map_err(failed)?;
    let answer = answer.await.map_err(failed)?;
    lent.is_out = false;
    match answer {
        Ok(answer) => Ok(answer),
        // Esc is an answer here, Ctrl-C the end.
        Err(InquireError::OperationCanceled) => Err(Unanswered::Back),
        Err(InquireError::OperationInterrupted) => Err(Unanswered::Interrupted),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: impl std::error::Error) -> Unanswered {
    Unanswered::Failed(error.to_string())
}

/// The terminal in the hands of a prompt. The prompt gives it back when it is answered; else this does.
struct Lent {
    is_out: bool,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.is_out {
            // Where this fails there is no terminal any more.
            let _ = terminal::disable_raw_mode();
            let choices = terminal::Clear(terminal::ClearType::FromCursorDown);
            let mut screen = io::stderr();
            let _ = execute!(screen, event::DisableBracketedPaste, cursor::Show, choices, style::Print("\n"));
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
    fn an_empty_choice_is_marked_where_it_was_chosen_and_not_because_nothing_was() {
        let choices = ["x", "", "y"].map(str::to_owned);
        let prompt = |initial, default| Prompt { initial, default, ..Prompt::default() };
        assert_eq!(marked(prompt(None, ""), &choices), 0);
        assert_eq!(marked(prompt(None, "y"), &choices), 2);
        assert_eq!(marked(prompt(Some(""), "y"), &choices), 1);
        assert_eq!(marked(prompt(Some("gone"), "y"), &choices), 2);
        assert_eq!(marked(prompt(None, "zzz"), &choices), 0);
    }

    #[test]
    fn longer_help_stands_below_the_question() {
        let prompt = Prompt { message: "Window", help: "one,\ntwo\u{1b}", ..Prompt::default() };
        assert_eq!(headline(prompt), "Window");
        assert_eq!(help_line(prompt).as_deref(), Some("one, two\\u{1b}"));
    }
}
