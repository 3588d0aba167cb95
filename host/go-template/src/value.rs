//! The data that templates see.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::time::Time;

/// A value in a template. Cloning is cheap: what may be large is shared.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Nothing: a missing key, or Go's `nil`. An action shows it as `<no value>`.
    #[default]
    Nil,
    /// A truth value.
    Bool(bool),
    /// A whole number: Go's `int`, as constants, `len` and `int` give it.
    Int(i64),
    /// A whole number that is an `int64` in Go, as sprig's arithmetic gives it: what wants an `int` refuses it.
    Int64(i64),
    /// A floating-point number. A number that Go decodes from JSON is one of these.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// A list.
    List(Arc<List>),
    /// A map with texts as keys, walked in the order of its keys.
    Map(Arc<Map>),
    /// An instant, as `toDate` makes it.
    Time(Time),
}

/// The items of a [`Value::List`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    items: Vec<Value>,
    depth: usize,
}

/// The entries of a [`Value::Map`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    entries: BTreeMap<String, Value>,
    texts: bool,
    depth: usize,
}

impl List {
    /// The items, in order.
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Map {
    /// The entries, by key.
    pub fn entries(&self) -> &BTreeMap<String, Value> {
        &self.entries
    }

    /// Whether it is Go's `map[string]string`: what is missing in it is the empty text for `index`, and functions that want a
    /// `map[string]interface {}` refuse it.
    pub fn is_texts(&self) -> bool {
        self.texts
    }
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// A list of these items.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        let items: Vec<_> = items.into_iter().collect();
        let depth = items.iter().map(Self::depth).max().unwrap_or(0).saturating_add(1);
        Self::List(Arc::new(List { items, depth }))
    }

    /// A map of any values: Go's `map[string]interface {}`.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        let entries: BTreeMap<_, _> = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
        let depth = entries.values().map(Self::depth).max().unwrap_or(0).saturating_add(1);
        Self::Map(Arc::new(Map { entries, texts: false, depth }))
    }

    /// A map of texts: Go's `map[string]string`, as Optimus gives `proj`, `secret`, `inst` and `task`.
    pub fn texts<K: Into<String>, V: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), Self::text(value))).collect();
        Self::Map(Arc::new(Map { entries, texts: true, depth: 1 }))
    }

    /// Whether `if` takes it for true: neither nothing, nor zero, nor empty.
    pub fn truth(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(value) | Self::Int64(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(list) => !list.items.is_empty(),
            Self::Map(map) => !map.entries.is_empty(),
            Self::Time(_) => true,
        }
    }

    /// Its type as Go names it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Int64(_) => "int64",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
            Self::List(_) => "[]interface {}",
            Self::Map(map) if map.texts => "map[string]string",
            Self::Map(_) => "map[string]interface {}",
            Self::Time(_) => "time.Time",
        }
    }

    /// How many lists and maps are inside each other.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::List(list) => list.depth,
            Self::Map(map) => map.depth,
            _ => 0,
        }
    }

    /// About how many bytes it took to make it, what it shares with others not counted.
    pub(crate) fn cost(&self) -> usize {
        const SLOT: usize = size_of::<Value>();
        match self {
            Self::Text(text) => text.len(),
            Self::List(list) => list.items.len().saturating_mul(SLOT),
            Self::Map(map) => map.entries.keys().map(|key| key.len() + 2 * SLOT).sum(),
            _ => 0,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}
