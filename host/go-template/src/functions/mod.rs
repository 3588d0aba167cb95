//! The functions that templates call: one table a file, looked up when a template is parsed.

mod compare;
mod date;
mod decimal;
mod dict;
mod digest;
mod encode;
mod go;
mod json;
mod kind;
mod list;
mod number;
mod path;
#[cfg(feature = "regex")]
mod re2;
mod refused;
#[cfg(feature = "regex")]
mod regex;
mod text;
mod words;
mod wrap;

use std::fmt;

use crate::sink::{Full, Sink};
use crate::value::{List, Map, Value};

/// What a parameter accepts. Go converts nothing: a function that wants a text refuses a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// Anything, nothing included.
    Any,
    /// A text.
    Text,
    /// A whole number.
    Int,
    /// A floating-point number.
    Float,
    /// A truth value.
    Bool,
    /// A list.
    List,
    /// A map of anything; a map of texts is refused, as in Go.
    Map,
    /// An instant.
    Time,
}

impl Type {
    pub(crate) fn can_be_nil(self) -> bool {
        matches!(self, Self::Any | Self::List | Self::Map)
    }

    pub(crate) fn admits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Map, Value::Map(map)) => !map.is_texts(),
            (Self::Any, _)
            | (Self::Text, Value::Text(_))
            | (Self::Int, Value::Int(_))
            | (Self::Float, Value::Float(_))
            | (Self::Bool, Value::Bool(_))
            | (Self::List, Value::List(_))
            | (Self::Time, Value::Time(_)) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "interface {}",
            Self::Text => "string",
            Self::Int => "int",
            Self::Float => "float64",
            Self::Bool => "bool",
            Self::List => "[]interface {}",
            Self::Map => "map[string]interface {}",
            Self::Time => "time.Time",
        })
    }
}

/// Why a function gives no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// What is wrong, for people.
    Said(String),
    /// It would make more than [`Limits::memory`](crate::Limits::memory) allows.
    Full,
    /// It would put values inside each other too deeply.
    Deep,
}

impl From<Full> for Failure {
    fn from(_: Full) -> Self {
        Self::Full
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Said(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Self::Said(message.into())
    }
}

/// How much functions may still make in this execution.
#[derive(Debug)]
pub struct Budget {
    left: usize,
}

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// Takes this many bytes, *before* they are allocated where the number is the template's choice. Results are counted by
    /// the caller of the function.
    ///
    /// # Errors
    /// [`Failure::Full`] if there are not that many left.
    pub fn charge(&mut self, bytes: usize) -> Result<(), Failure> {
        self.left = self.left.checked_sub(bytes).ok_or(Failure::Full)?;
        Ok(())
    }

    /// Makes a text that cannot grow beyond what is left.
    fn text(&self, write: impl FnOnce(&mut Sink) -> Result<(), Full>) -> Answer {
        let mut sink = Sink::new(self.left);
        write(&mut sink)?;
        Ok(Value::text(sink.into_text()))
    }
}

/// What a function gives.
type Answer = Result<Value, Failure>;
type Call = fn(&mut Budget, &[Value]) -> Answer;

/// A function for templates: what it accepts and what it does. Arguments are checked before the call, so a body sees as many
/// as its parameters say (and any number more where the last one repeats), each of its type.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    pub(crate) params: &'static [Type],
    pub(crate) rest: Option<Type>,
    pub(crate) body: Body,
}

/// What a function does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    Plain(Call),
    /// Its result is what becomes of the first argument.
    Changing(Call),
    /// `and` and `or` look at their arguments one after the other.
    And,
    Or,
}

impl Function {
    /// A function of exactly these parameters.
    pub const fn new(
        params: &'static [Type],
        body: fn(&mut Budget, &[Value]) -> Result<Value, Failure>,
    ) -> Self {
        Self { params, rest: None, body: Body::Plain(body) }
    }

    /// A function of these parameters whose result is what becomes of the first argument, which is a map.
    const fn changing(params: &'static [Type], body: Call) -> Self {
        Self { params, rest: None, body: Body::Changing(body) }
    }

    /// Lets arguments of this type follow, as many as a template likes.
    #[must_use]
    pub const fn and_any_number_of(self, rest: Type) -> Self {
        Self { rest: Some(rest), ..self }
    }

    /// What the argument at that index must be.
    pub(crate) fn param(self, index: usize) -> Type {
        self.params.get(index).copied().or(self.rest).unwrap_or(Type::Any)
    }
}

type Table = &'static [(&'static str, Function)];

const TABLES: &[Table] = &[
    go::TABLE,
    text::TABLE,
    words::TABLE,
    wrap::TABLE,
    kind::TABLE,
    number::TABLE,
    list::TABLE,
    dict::TABLE,
    date::TABLE,
    encode::TABLE,
    digest::TABLE,
    path::TABLE,
    json::TABLE,
    refused::TABLE,
    #[cfg(feature = "regex")]
    regex::TABLE,
];

/// The functions of this crate and those that a caller added.
#[derive(Clone, Debug, Default)]
pub(crate) struct Functions {
    added: Vec<(&'static str, Function)>,
}

impl Functions {
    pub(crate) fn insert(&mut self, name: &'static str, function: Function) {
        self.added.retain(|(other, _)| *other != name);
        self.added.push((name, function));
    }

    pub(crate) fn find(&self, name: &str) -> Option<(&'static str, Function)> {
        let mut all = self.added.iter().chain(TABLES.iter().copied().flatten());
        all.find(|(other, _)| *other == name).copied()
    }
}

/// The names of the functions of this crate.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().copied().flatten().map(|(name, _)| *name)
}

/// The arguments of a call by position. What the parameters exclude gives a default that nobody sees.
trait Args {
    fn value(&self, index: usize) -> &Value;
    fn text(&self, index: usize) -> &str;
    fn int(&self, index: usize) -> i64;
    fn float(&self, index: usize) -> f64;
    fn from(&self, index: usize) -> &[Value];
    fn list(&self, index: usize) -> Result<&[Value], Failure>;
    fn map(&self, index: usize) -> Option<&Map>;
}

impl Args for [Value] {
    fn value(&self, index: usize) -> &Value {
        self.get(index).unwrap_or(&Value::Nil)
    }

    fn text(&self, index: usize) -> &str {
        if let Value::Text(text) = self.value(index) { text } else { "" }
    }

    fn int(&self, index: usize) -> i64 {
        if let Value::Int(int) = self.value(index) { *int } else { 0 }
    }

    fn float(&self, index: usize) -> f64 {
        if let Value::Float(float) = self.value(index) { *float } else { 0.0 }
    }

    fn from(&self, index: usize) -> &[Value] {
        self.get(index..).unwrap_or_default()
    }

    /// A list where sprig takes anything and then insists on a list.
    fn list(&self, index: usize) -> Result<&[Value], Failure> {
        match self.value(index) {
            Value::List(list) => Ok(List::items(list)),
            other => Err(format!("expected a list, got {}", other.type_name()).into()),
        }
    }

    fn map(&self, index: usize) -> Option<&Map> {
        if let Value::Map(map) = self.value(index) { Some(map) } else { None }
    }
}

/// A value as sprig makes text of it.
fn shown(value: &Value, sink: &mut Sink) -> Result<(), Full> {
    crate::format::print(value, sink)
}
