//! Tests of the whole: what upstream answered, what Go does, limits, and texts that make no sense.

mod actions;
mod changes;
mod functions;
mod golden;
mod hostile;

use crate::{Error, Limits, TemplateSet, Value};

/// The context of the recorded answers.
fn context() -> Value {
    let read = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/compat/golden/templates-context.json"
    ));
    value(&serde_json::from_str(&read.unwrap()).unwrap())
}

/// JSON as Go decodes it: every number is a float.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap()),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(value)),
        serde_json::Value::Object(entries) => {
            Value::map(entries.iter().map(|(key, item)| (key, value(item))))
        }
    }
}

fn render(text: &str) -> Result<String, Error> {
    crate::render(text, &context())
}

fn limited(text: &str, limits: Limits) -> Error {
    let set = TemplateSet::new().parse("t", text).unwrap();
    set.execute("t", &context(), &limits).unwrap_err()
}
