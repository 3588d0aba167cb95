//! Values as JSON, as Go's `encoding/json` writes them.

use super::float::shortest;
use crate::sink::{Full, Sink};
use crate::value::Value;

/// How to write JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Over several lines, two spaces a level.
    pub(crate) pretty: bool,
    /// `<`, `>` and `&` as escapes, as Go does unless told otherwise.
    pub(crate) html_safe: bool,
}

/// Writes a value.
pub(crate) fn json(value: &Value, style: Style, sink: &mut Sink) -> Result<(), Full> {
    write(value, style, 0, sink)
}

fn write(value: &Value, style: Style, level: usize, sink: &mut Sink) -> Result<(), Full> {
    match value {
        Value::Nil => sink.push("null"),
        Value::Bool(value) => sink.push(if *value { "true" } else { "false" }),
        Value::Int(value) | Value::Int64(value) => sink.push(&value.to_string()),
        Value::Float(value) => sink.push(&number(*value)),
        Value::Text(text) => quoted(text, style, sink),
        Value::Time(time) => quoted(&time.format("2006-01-02T15:04:05.999999999Z07:00"), style, sink),
        Value::List(list) => {
            let items = list.items().iter().map(|item| (None, item));
            sequence(('[', ']'), items, style, level, sink)
        }
        Value::Map(map) => {
            let entries = map.entries().iter().map(|(key, value)| (Some(key.as_str()), value));
            sequence(('{', '}'), entries, style, level, sink)
        }
    }
}

fn sequence<'a>(
    (open, close): (char, char),
    items: impl ExactSizeIterator<Item = (Option<&'a str>, &'a Value)>,
    style: Style,
    level: usize,
    sink: &mut Sink,
) -> Result<(), Full> {
    let any = items.len() > 0;
    sink.push_char(open)?;
    for (index, (key, value)) in items.enumerate() {
        sink.push(if index > 0 { "," } else { "" })?;
        line(style, level + 1, sink)?;
        if let Some(key) = key {
            quoted(key, style, sink)?;
            sink.push(if style.pretty { ": " } else { ":" })?;
        }
        write(value, style, level + 1, sink)?;
    }
    if any {
        line(style, level, sink)?;
    }
    sink.push_char(close)
}

fn line(style: Style, level: usize, sink: &mut Sink) -> Result<(), Full> {
    if !style.pretty {
        return Ok(());
    }
    sink.push("\n")?;
    sink.repeat("  ", level)
}

/// Numbers as JavaScript writes them.
fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-6..1e21).contains(&size) {
        format!("{value}")
    } else {
        shortest(value).replace("e-0", "e-")
    }
}

fn quoted(text: &str, style: Style, sink: &mut Sink) -> Result<(), Full> {
    sink.push("\"")?;
    for c in text.chars() {
        match c {
            '"' => sink.push("\\\"")?,
            '\\' => sink.push("\\\\")?,
            '\n' => sink.push("\\n")?,
            '\r' => sink.push("\\r")?,
            '\t' => sink.push("\\t")?,
            '\x08' => sink.push("\\b")?,
            '\x0c' => sink.push("\\f")?,
            '<' | '>' | '&' if style.html_safe => sink.push(&format!("\\u{:04x}", u32::from(c)))?,
            '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => sink.push(&format!("\\u{:04x}", u32::from(c)))?,
            _ => sink.push_char(c)?,
        }
    }
    sink.push("\"")
}
