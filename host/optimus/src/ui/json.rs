//! The facts of a failure as JSON. Field names are stable.

use std::{error::Error as StdError, fmt::Write as _};

use optimus_plugin_api::{Class, Code, Diagnostic, Diagnostics, Error, Severity};
use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::{Failure, Rejected, Report};

/// A value as JSON text that no terminal acts upon: what is not plain text is written as `\uXXXX`.
pub(crate) fn to_text(value: &impl Serialize, indented: bool) -> String {
    let text = if indented { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    // Only a map with keys that are not text cannot be written, and there is none.
    escape(&text.unwrap_or_else(|error| json!({"error": error.to_string()}).to_string()))
}

/// Line breaks and blanks between the values are JSON's own; inside of texts they are escaped by now.
fn escape(text: &str) -> String {
    let harmful = |c: char| c != '\n' && Error::escape(c.encode_utf8(&mut [0; 4])).len() > c.len_utf8();
    if !text.contains(harmful) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len() + 16), |mut out, c| {
        if harmful(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
        out
    })
}

/// `{"error": {…}}`.
pub(crate) fn failure(failure: &Failure) -> Value {
    let error = match failure {
        Failure::Plugin(error) => plugin_error(error),
        Failure::Own(report) => own(report),
        Failure::Rejected(rejected) => rejection(rejected),
        Failure::Interrupted => json!({"code": null, "class": "interrupted", "message": "interrupted"}),
        Failure::Said | Failure::PipeClosed => Value::Null,
    };
    json!({ "error": error })
}

/// One error with everything that is known about it.
pub(crate) fn plugin_error(error: &Error) -> Value {
    let notes: Vec<Value> =
        error.notes().iter().map(|(label, text)| json!({"label": label, "text": text})).collect();
    json!({
        "code": error.code().to_string(),
        "class": class(error.code().class()),
        "title": error.code().title(),
        "plugin": error.plugin(),
        "operation": error.operation().as_str(),
        "message": error.message(),
        "notes": notes,
        "help": error.help(),
        "problems": error.problems(),
        "plugin_code": error.plugin_code(),
        "retry_after_ms": error.retry_after().map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
        "causes": causes(error),
        "diagnostics": error.diagnostics().map(diagnostics),
    })
}

fn own(report: &Report) -> Value {
    json!({
        "code": report.code.map(|code| code.to_string()),
        "class": class(report.class),
        "title": report.code.map(Code::title),
        "message": report.message,
        "help": report.help,
        "causes": report.causes,
        "diagnostics": report.diagnostics.as_ref().map(diagnostics),
    })
}

fn rejection(rejected: &Rejected) -> Value {
    json!({
        "code": null,
        "class": "answer",
        "plugin": rejected.plugin,
        "question": rejected.question,
        "message": rejected.reason,
    })
}

/// The mistakes of a file; places are counted from 1, bytes from 0.
pub(crate) fn diagnostics(diagnostics: &Diagnostics) -> Value {
    diagnostics.list.iter().map(diagnostic).collect()
}

fn diagnostic(diagnostic: &Diagnostic) -> Value {
    let labels = diagnostic.labels.iter().map(|label| {
        json!({
            "line": label.span.line, "column": label.span.column,
            "start": label.span.start, "end": label.span.end, "message": label.message,
        })
    });
    json!({
        "code": diagnostic.code.to_string(),
        "severity": if diagnostic.severity == Severity::Warning { "warning" } else { "error" },
        "message": diagnostic.message,
        "labels": labels.collect::<Vec<_>>(),
        "help": diagnostic.help,
    })
}

fn causes(error: &Error) -> Vec<String> {
    super::error::causes(error.source()).collect()
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Answer => "answer",
        Class::Usage => "usage",
        Class::Policy => "policy",
        Class::Environment => "environment",
        _ => "fault",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_text_cannot_reverse_a_line_or_move_the_cursor_and_reads_back_the_same() {
        let hostile = json!({"a": "\u{1b}[2J\u{9b}2J\u{202e}\u{7f}\nä"});
        let text = to_text(&hostile, true);
        assert!(text.is_ascii() || text.chars().all(|c| c.is_ascii() || c == 'ä'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), hostile);
    }
}
