//! An error as a person reads it: a sentence with a code, labelled facts, what to do.

use std::{error::Error as StdError, fmt::Write as _};

use optimus_plugin_api::{Code, Diagnostics, Error, Operation};

use super::{
    Paint, diagnostics,
    text::{one_line, with_relative_paths},
};
use crate::failure::{Failure, Rejected, Report};

/// How many causes of causes are shown.
const MAX_CAUSES: usize = 8;
/// The note with the whole backtrace; the note `in` has the frame that matters.
const FRAMES: &str = "frames";

/// The whole text; empty if there is nothing to say.
pub(super) fn render(failure: &Failure, paint: Paint, backtrace: bool) -> String {
    match failure {
        Failure::Plugin(error) => plugin_error(error, paint, backtrace),
        Failure::Own(report) => own(report, paint),
        Failure::Rejected(rejected) => rejection(rejected),
        Failure::Interrupted => "interrupted".to_owned(),
        Failure::Said | Failure::PipeClosed => String::new(),
    }
}

/// *The plugin says no* has no code and no colour: it is an answer.
fn rejection(rejected: &Rejected) -> String {
    let reason = if rejected.reason.is_empty() { "rejected" } else { &rejected.reason };
    format!("{}: {} (said by {})", one_line(&rejected.question), one_line(reason), one_line(&rejected.plugin))
}

pub(super) fn plugin_error(error: &Error, paint: Paint, backtrace: bool) -> String {
    if let Some(text) = of_file(error.diagnostics(), paint) {
        return text;
    }
    let mut out = headline(Some(error.code()), &sentence(error), paint);
    facts(&mut out, error, paint, backtrace);
    out
}

/// What went wrong beside the result. About loading the sentence says it all: it may be about a directory.
pub(super) fn warning(error: &Error, paint: Paint, backtrace: bool) -> String {
    let sentence =
        if error.operation() == Operation::Load { error.message().to_owned() } else { sentence(error) };
    let head = paint.warning(format_args!("warning[{}]", error.code()));
    let mut out = format!("{head}: {}\n", paint.bold(sentence));
    facts(&mut out, error, paint, backtrace);
    out
}

/// The sentence and what it leaves open, for a line in a list: the cause next to it, or the first mistake of a file.
pub(crate) fn in_one_line(error: &Error) -> String {
    let sentence = with_relative_paths(error.message());
    let mistake = error.diagnostics().and_then(|found| found.list.first());
    if let Some(mistake) = mistake.filter(|mistake| !error.message().contains(&mistake.message)) {
        let line = mistake.line().map_or_else(String::new, |line| format!(", line {line}"));
        return format!("{sentence}: {}{line}", one_line(&mistake.message));
    }
    let cause = causes(error.source()).next().filter(|cause| !cause.contains('\n'));
    cause.map_or_else(|| sentence.clone(), |cause| format!("{sentence}: {}", one_line(&cause)))
}

fn facts(out: &mut String, error: &Error, paint: Paint, backtrace: bool) {
    for problem in error.problems() {
        fact(out, paint, "wrong", &format!("{}: {}", one_line(&problem.field), one_line(&problem.message)));
    }
    for (label, text) in error.notes().iter().filter(|(label, _)| backtrace || *label != FRAMES) {
        fact(out, paint, label, &hint(text, backtrace));
    }
    if let Some(code) = error.plugin_code() {
        fact(out, paint, "its code", code);
    }
    if let Some(after) = error.retry_after() {
        fact(out, paint, "again", &format!("in {after:?}"));
    }
    // A cause of many lines is a backtrace of the engine; the notes say in one line what matters of it.
    let causes = causes(error.source()).filter(|cause| backtrace || !cause.contains('\n'));
    finish(out, paint, causes, error.help(), Some(error.code()));
}

fn own(report: &Report, paint: Paint) -> String {
    // The mistakes have codes of their own; the sentence below them sums them up.
    let mistakes = of_file(report.diagnostics.as_ref(), paint);
    let code = report.code.filter(|_| mistakes.is_none());
    let mut out = mistakes.unwrap_or_default() + &headline(code, &report.message, paint);
    finish(&mut out, paint, report.causes.iter().cloned(), report.help.as_deref(), report.code);
    out
}

/// `(2 more frames)` becomes `(2 more frames with --backtrace)`.
fn hint(text: &str, backtrace: bool) -> String {
    match text.strip_suffix(')') {
        Some(start) if !backtrace && start.ends_with(" more frames") => format!("{start} with --backtrace)"),
        _ => text.to_owned(),
    }
}

/// Mistakes of a file say more than the error that carries them.
fn of_file(found: Option<&Diagnostics>, paint: Paint) -> Option<String> {
    found.filter(|found| !found.is_empty()).map(|found| diagnostics::render(found, paint))
}

fn headline(code: Option<Code>, sentence: &str, paint: Paint) -> String {
    let head = code.map_or_else(|| "error".to_owned(), |code| format!("error[{code}]"));
    format!("{}: {}\n", paint.error(head), paint.bold(sentence))
}

/// Who, in which call, what happened.
fn sentence(error: &Error) -> String {
    let (plugin, operation, message) = (error.plugin(), error.operation(), error.message());
    match operation {
        _ if error.code() == Code::UNKNOWN_PLUGIN => message.to_owned(),
        Operation::Build => format!("plugin `{plugin}` cannot be built: {message}"),
        Operation::Load => format!("plugin `{plugin}` cannot be loaded: {message}"),
        _ if error.is_limit() => format!("plugin `{plugin}` was stopped in `{operation}`: {message}"),
        _ if error.is_fault() => format!("plugin `{plugin}` failed in `{operation}`: {message}"),
        _ => format!("plugin `{plugin}`, `{operation}`: {message}"),
    }
}

fn finish(
    out: &mut String,
    paint: Paint,
    causes: impl Iterator<Item = String>,
    help: Option<&str>,
    code: Option<Code>,
) {
    causes.for_each(|cause| fact(out, paint, "cause", &cause));
    if let Some(help) = help {
        fact(out, paint, "help", help);
    }
    if let Some(code) = code {
        fact(out, paint, "more", &format!("optimus explain {code}"));
    }
}

/// A labelled fact; further lines of it are indented below the first.
fn fact(out: &mut String, paint: Paint, label: &str, text: &str) {
    let text = Error::escape(text);
    for (index, line) in text.lines().enumerate() {
        let label = if index == 0 { label } else { "" };
        let _ = writeln!(out, "  {} {line}", paint.faint(format_args!("{label:<6}")));
    }
}

/// The chain below an error, outermost first; a cause that repeats the one above it is left out.
pub(super) fn causes<'a>(
    source: Option<&'a (dyn StdError + 'static)>,
) -> impl Iterator<Item = String> + use<'a> {
    let chain = std::iter::successors(source, |error: &&'a (dyn StdError + 'static)| (*error).source())
        .take(MAX_CAUSES);
    let mut last = String::new();
    chain.filter_map(move |error| {
        let text = Error::escape(&error.to_string());
        let new = text != last;
        last.clone_from(&text);
        new.then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_plugin_is_named_with_its_call_its_limit_and_what_to_do() {
        let error =
            Error::new(Code::TIME_LIMIT, "neo", Operation::CompileAssets, "it ran for 10 s, its limit")
                .note("limit", "time = 10s, the default")
                .with_help("a smaller window");
        let expected = "error[P0412]: plugin `neo` was stopped in `compile-assets`: it ran for 10 s, its limit\n  \
                        limit  time = 10s, the default\n  help   a smaller window\n  more   optimus explain P0412\n";
        assert_eq!(plugin_error(&error, Paint::none(), false), expected);
    }

    #[test]
    fn frames_and_causes_of_many_lines_are_shown_when_asked_for() {
        let error = Error::new(Code::TRAPPED, "neo", Operation::CompileAssets, "it panicked")
            .note("in", "render (2 more frames)")
            .note("frames", "render\nmain")
            .with_source(std::io::Error::other("backtrace:\n 0: render"));
        let [short, full] = [false, true].map(|backtrace| plugin_error(&error, Paint::none(), backtrace));
        assert!(
            short.contains("in     render") && !short.contains("main") && !short.contains("cause"),
            "{short}"
        );
        assert!(full.contains("frames render\n         main\n") && full.contains("0: render"), "{full}");
    }

    #[test]
    fn the_plugin_says_no_without_a_code() {
        let rejected = |reason: &str| {
            let (question, plugin) = ("RANGE_START".to_owned(), "neo".to_owned());
            rejection(&Rejected { question, reason: reason.to_owned(), plugin, printed: false })
        };
        assert_eq!(rejected("not a valid string"), "RANGE_START: not a valid string (said by neo)");
        assert_eq!(rejected(""), "RANGE_START: rejected (said by neo)");
    }

    #[test]
    fn a_cause_is_escaped_and_not_said_twice() {
        let inner = std::io::Error::other(std::io::Error::other("\u{1b}[2J"));
        assert_eq!(causes(Some(&inner)).collect::<Vec<_>>(), ["\\u{1b}[2J"]);
    }
}
