//! Every error that this crate makes. Texts of upstream are kept to the letter where people may look for them.

use std::{error::Error as _, io, path::Path, time::Duration};

use optimus_plugin_api::{Code, Diagnostics, Error, MAX_NAME_BYTES, Operation};
use optimus_question_rules::PatternError;

use crate::{Capability, PluginKind};

/// Upstream's `ErrUnsupportedPlugin`.
const UNSUPPORTED: &str = "unsupported plugin requested, make sure its correctly installed";

/// How many causes of causes are told.
const MOST_CAUSES: usize = 4;

fn load(code: Code, plugin: &str, message: impl Into<String>) -> Error {
    Error::new(code, plugin, Operation::Load, message)
}

/// The sentence of an error, or if it is about a file with mistakes, the first of them with its line.
fn why(reason: &Error) -> String {
    let first = reason.diagnostics().and_then(|found| found.list.first());
    let Some(first) = first else { return reason.message().to_owned() };
    let line = first.line().map_or_else(String::new, |line| format!(", line {line}"));
    format!("{}{line}", Error::escape(&first.message))
}

/// A path as it may stand in a message: its name was chosen by whoever made the file.
fn shown(path: &Path) -> String {
    Error::escape(&path.display().to_string())
}

pub(crate) fn unreadable(plugin: &str, cause: io::Error) -> Error {
    load(Code::UNREADABLE, plugin, "the file cannot be read")
        .with_help("check where the link leads, and that this user may read the file")
        .with_source(cause)
}

pub(crate) fn too_many_files(directory: &Path, found: usize, limit: usize) -> Error {
    let message = format!(
        "the directory {} holds {found} plugin files; the first {limit} by name are looked at",
        shown(directory)
    );
    load(Code::TOO_MANY_FILES, &directory.display().to_string(), message)
        .with_help("spread them over several directories, or remove those that nobody uses")
}

pub(crate) fn unreadable_directory(directory: &Path, cause: io::Error) -> Error {
    let message = format!("the directory {} cannot be searched for plugins", shown(directory));
    load(Code::UNREADABLE, &directory.display().to_string(), message)
        .with_help("check that it is a directory and that this user may read it, or take it out of the list")
        .with_source(cause)
}

pub(crate) fn shadowed(plugin: &str, by: &Path) -> Error {
    load(Code::SHADOWED, plugin, format!("shadowed by {}", shown(by))).with_help(
        "directories are searched in order and the first file wins; remove the one that you do not want",
    )
}

/// `by` is a component of the name that cannot be used: an operator who put it there chose the sandbox, and a component that
/// was damaged must not be a way to have native code run in its place.
pub(crate) fn not_in_place_of(plugin: &str, by: &Path) -> Error {
    load(Code::SHADOWED, plugin, format!("shadowed by {}, which cannot be used", shown(by))).with_help(
        "an executable is not run in place of a component; repair the component, or remove it to run the executable",
    )
}

pub(crate) fn safer_first(plugin: &str, by: &Path) -> Error {
    load(Code::SHADOWED, plugin, format!("shadowed by {}", shown(by))).with_help(
        "a component answers before an executable of its name; remove the one that you do not want",
    )
}

#[cfg(not(all(feature = "wasm", feature = "process", feature = "yaml")))]
pub(crate) fn kind_disabled(plugin: &str, kind: PluginKind, feature: &str) -> Error {
    load(Code::KIND_DISABLED, plugin, format!("this program was built without plugins of the kind {kind}"))
        .with_help(format!("build it with the feature `{feature}` of optimus-plugin-host"))
}

/// What is not as meant in a file that can be used; `None` if there is nothing.
pub(crate) fn of_diagnostics(plugin: &str, found: &Diagnostics) -> Option<Error> {
    let first = found.list.first()?;
    let more = match found.list.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let error = load(first.code, plugin, format!("{}{more}", Error::escape(&first.message)));
    Some(error.with_diagnostics(found.clone()))
}

pub(crate) fn loader_panicked(plugin: &str) -> Error {
    load(Code::TRAPPED, plugin, "loading it ran into a defect of this program")
        .with_help("please report it, with the file")
}

pub(crate) fn missing_field(plugin: &str, field: &'static str) -> Error {
    load(Code::MISSING_FIELD, plugin, format!("plugin {field} cannot be empty"))
        .with_help(format!("fill the plugin's {field}"))
}

pub(crate) fn bad_name(name: &str) -> Error {
    let shown: String = name.chars().take(60).collect();
    let message = if name.len() > MAX_NAME_BYTES {
        format!("its name has {} bytes; {MAX_NAME_BYTES} are allowed", name.len())
    } else {
        "its name has characters that cannot be seen".to_owned()
    };
    load(Code::BAD_NAME, &one_line(&shown), message)
        .note("name", one_line(&shown))
        .with_help("give the plugin a name that shows what it is")
}

fn one_line(text: &str) -> String {
    Error::escape_line(text)
}

/// An error as a part of a log line. Its sentence may have been the plugin's, line breaks included.
pub(crate) fn logged(error: &Error) -> String {
    one_line(&error.to_string())
}

pub(crate) fn unsupported_type(plugin: &str, plugin_type: &str) -> Error {
    load(Code::UNSUPPORTED_TYPE, plugin, UNSUPPORTED)
        .note("type", Error::escape(plugin_type))
        .with_help("the plugin's type must be `task` or `hook`")
}

pub(crate) fn name_in_use(plugin: &str, by: &Path) -> Error {
    load(Code::NAME_IN_USE, plugin, format!("plugin name already in use {}", Error::escape(plugin)))
        .note("by", shown(by))
        .with_help("give one of them another name, or remove it")
}

/// `broken` is the yaml that should have described it.
pub(crate) fn no_info(plugin: &str, broken: Option<&Path>) -> Error {
    let name = Error::escape(plugin);
    let help = match broken {
        Some(path) => {
            format!("it says nothing about itself, and {} cannot be used; correct that", shown(path))
        }
        None => format!("it says nothing about itself; put optimus-plugin-{name}.yaml beside it"),
    };
    load(Code::NO_INFO, plugin, format!("please provide yaml version of the plugin {name}")).with_help(help)
}

/// A file of the plugin's name could not be used; what is served, is served without it.
pub(crate) fn without_partner(plugin: &str, kind: PluginKind, path: &Path, reason: &Error) -> Error {
    load(reason.code(), plugin, format!("served without its {kind}, which cannot be used: {}", why(reason)))
        .note("file", shown(path))
        .with_help("repair or remove the file")
}

pub(crate) fn types_differ(plugin: &str, kind: PluginKind, said: &str, served: &str) -> Error {
    let message =
        format!("its {kind} calls it a {}, its yaml a {}", Error::escape(said), Error::escape(served));
    load(Code::UNSUPPORTED_TYPE, plugin, message)
        .with_help("the yaml is believed; correct the one that is wrong")
}

pub(crate) fn unknown_plugin(name: &str, nearest: Option<&str>, refused: Option<(&Path, &Error)>) -> Error {
    let name = shortened(name);
    let error = load(Code::UNKNOWN_PLUGIN, name, format!("{}: {UNSUPPORTED}", Error::escape(name)));
    match (refused, nearest) {
        (Some((path, reason)), _) => because(error, path, reason),
        (None, Some(nearest)) => error.with_help(format!("did you mean `{}`?", Error::escape(nearest))),
        (None, None) => {
            error.with_help("names are compared exactly; `optimus plugin list` shows what is served")
        }
    }
}

/// What is known of the file of that name, which was found and is not served.
fn because(error: Error, path: &Path, reason: &Error) -> Error {
    let error = error.note("file", format!("{}: {} ({})", shown(path), why(reason), reason.code()));
    let error = reason.notes().iter().fold(error, |error, (label, text)| error.note(label, text.clone()));
    // One of many lines is a backtrace of the engine; the notes say in one line what matters of it.
    let causes = std::iter::successors(reason.source(), |cause| (*cause).source()).map(ToString::to_string);
    let told = causes.filter(|cause| !cause.contains('\n')).take(MOST_CAUSES);
    let error = told.fold(error, |error, cause| error.note("cause", Error::escape(&cause)));
    error.with_help(reason.help().unwrap_or("its file was found and cannot be used; correct it"))
}

/// As much of a name as a plugin's name may have: it may come from anywhere.
fn shortened(name: &str) -> &str {
    let end = (0..=MAX_NAME_BYTES.min(name.len())).rev().find(|end| name.is_char_boundary(*end));
    end.and_then(|end| name.get(..end)).unwrap_or_default()
}

pub(crate) fn no_capability(plugin: &str, operation: Operation, capability: Capability) -> Error {
    let message = match capability {
        Capability::Survey => "survey mod not found for plugin",
        Capability::AssetCompiler => "asset compiler not found for plugin",
        Capability::DependencyResolver => "dependency mod not found for plugin",
    };
    Error::new(Code::NO_CAPABILITY, plugin, operation, message)
        .with_help("the plugin has nothing to say to this; it is not a failure")
}

pub(crate) fn bad_pattern(plugin: &str, question: &str, cause: PatternError) -> Error {
    let message = format!("the pattern of question {} cannot be used", Error::escape(question));
    Error::new(Code::BAD_PATTERN, plugin, Operation::ValidateQuestion, message)
        .with_help("patterns are in RE2 syntax; the answer was not put to the plugin")
        .with_source(cause)
}

/// Turned away: there was no room in the queue, or its turn did not come for as long as it could wait.
pub(crate) fn overloaded(
    plugin: &str,
    operation: Operation,
    waited: Option<Duration>,
    limit: String,
    retry_after: Duration,
) -> Error {
    let message = match waited {
        Some(time) => {
            let time = Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
            format!("it was not called: it waited {time:?} for its turn, as long as it may")
        }
        None => "it was not called: as many calls wait for their turn as may".to_owned(),
    };
    Error::new(Code::OVERLOADED, plugin, operation, message)
        .note("limit", limit)
        .with_help(
            "call again later; if it happens often, look which plugin is slow, or allow more calls at once",
        )
        .with_retry_after(retry_after)
}

pub(crate) fn still_running(plugin: &str) -> Error {
    Error::new(Code::SHUT_DOWN, plugin, Operation::Shutdown, "it did not end within the grace")
        .with_help("it is being ended without further waiting")
}

#[cfg(feature = "json")]
pub(crate) fn not_a_call(plugin: &str, operation: Operation) -> Error {
    Error::new(Code::UNKNOWN_CALL, plugin, operation, format!("`{operation}` is not a call"))
}

/// `invalid type: string "…", expected a sequence` without the string: values of requests are in no error.
#[cfg(feature = "json")]
fn without_value(what: &str) -> String {
    let is_of_value = ["invalid type: ", "invalid value: "].iter().any(|start| what.starts_with(start));
    match what.rsplit_once(", expected ").filter(|_| is_of_value) {
        Some((found, expected)) => {
            let kind = found.split(['`', '"']).next().unwrap_or_default().trim_end();
            format!("{kind}, expected {expected}")
        }
        None => what.to_owned(),
    }
}

/// The input is no JSON, or not the request of this call.
#[cfg(feature = "json")]
pub(crate) fn bad_json(plugin: &str, operation: Operation, field: &str, cause: &serde_json::Error) -> Error {
    let place = format!("line {}, column {}", cause.line(), cause.column());
    let text = cause.to_string();
    let what = without_value(text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what));
    let at =
        if field.is_empty() { place.clone() } else { format!("{place}, field `{}`", Error::escape(field)) };
    Error::new(
        Code::BAD_JSON,
        plugin,
        operation,
        format!("malformed input at {at}: {}", Error::escape(&what)),
    )
    .note("place", place)
    .with_help(format!(
        "the input of `{operation}` is one JSON object with the field names of the plugin protocol"
    ))
}
