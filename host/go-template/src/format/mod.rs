//! Values as Go's `fmt` shows them.

mod float;
mod json;
mod printf;
mod quote;

use float::shortest;
pub(crate) use json::{Style, json};
pub(crate) use printf::printf;
pub(crate) use quote::{is_printable, quote};

use crate::sink::{Full, Sink};
use crate::value::Value;

/// A value as `%v` shows it.
pub(crate) fn print(value: &Value, sink: &mut Sink) -> Result<(), Full> {
    match value {
        Value::Nil => sink.push("<nil>"),
        Value::Bool(value) => sink.push(if *value { "true" } else { "false" }),
        Value::Int(value) | Value::Int64(value) => sink.push(&value.to_string()),
        Value::Float(value) => sink.push(&shortest(*value)),
        Value::Text(text) => sink.push(text),
        Value::Time(time) => sink.push(&time.to_string()),
        Value::List(list) => {
            sink.push("[")?;
            for (index, item) in list.items().iter().enumerate() {
                sink.push(if index > 0 { " " } else { "" })?;
                print(item, sink)?;
            }
            sink.push("]")
        }
        Value::Map(map) => {
            sink.push("map[")?;
            for (index, (key, value)) in map.entries().iter().enumerate() {
                sink.push(if index > 0 { " " } else { "" })?;
                sink.push(key)?;
                sink.push(":")?;
                print(value, sink)?;
            }
            sink.push("]")
        }
    }
}

/// Values one after the other as `fmt.Sprint` joins them: a space where neither side is a text.
pub(crate) fn sprint(values: &[Value], sink: &mut Sink) -> Result<(), Full> {
    let mut after_text = true;
    for (index, value) in values.iter().enumerate() {
        let is_text = matches!(value, Value::Text(_));
        if index > 0 && !is_text && !after_text {
            sink.push(" ")?;
        }
        print(value, sink)?;
        after_text = is_text;
    }
    Ok(())
}
