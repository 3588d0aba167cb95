//! Maps that a template changed.
//!
//! Values never change: `set` gives a new map. Upstream's changes the map itself, and whoever holds it sees that. So each new map
//! is noted as what became of the old one, and a map that is read from a variable, a field or the dot is first brought up to date. The
//! data of the caller stay as they were.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::VALUE_DEPTH;
use crate::functions::{Budget, Failure};
use crate::value::{Map, Value};

/// What became of maps.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Every version of every changed map by its address, and whose it is. They are kept, so that no address is used again.
    versions: BTreeMap<usize, (Arc<Map>, usize)>,
    /// The newest version of each.
    newest: Vec<Arc<Map>>,
}

impl Changes {
    /// Notes that one map became another.
    pub(super) fn note(&mut self, old: &Arc<Map>, new: &Arc<Map>) {
        let whose = match self.versions.get(&address(old)) {
            Some((_, whose)) => *whose,
            None => {
                self.newest.push(Arc::clone(new));
                self.newest.len() - 1
            }
        };
        for version in [old, new] {
            self.versions.insert(address(version), (Arc::clone(version), whose));
        }
        if let Some(newest) = self.newest.get_mut(whose) {
            *newest = Arc::clone(new);
        }
    }

    /// What became of a value itself; what is inside it may be old.
    pub(super) fn newest(&self, value: Value) -> Value {
        let Value::Map(map) = &value else { return value };
        let known = self.versions.get(&address(map));
        known.and_then(|(_, whose)| self.newest.get(*whose)).map_or(value, |map| Value::Map(Arc::clone(map)))
    }

    /// A value that is up to date all the way down. Every step is charged.
    pub(super) fn current(&mut self, budget: &mut Budget, value: Value) -> Result<Value, Failure> {
        if self.newest.is_empty() { Ok(value) } else { self.renewed(budget, value, VALUE_DEPTH) }
    }

    fn renewed(&mut self, budget: &mut Budget, value: Value, levels: usize) -> Result<Value, Failure> {
        budget.charge(size_of::<Value>())?;
        let value = self.newest(value);
        if !matches!(value, Value::List(_) | Value::Map(_)) {
            return Ok(value);
        }
        // A map that was put into itself has no end.
        let levels = levels.checked_sub(1).ok_or(Failure::Deep)?;
        match &value {
            Value::List(list) => {
                let items = self.all_renewed(budget, list.items().iter(), levels)?;
                Ok(items.map_or_else(|| value.clone(), Value::list))
            }
            Value::Map(map) => {
                let Some(values) = self.all_renewed(budget, map.entries().values(), levels)? else {
                    return Ok(value);
                };
                let renewed = Value::map(map.entries().keys().cloned().zip(values));
                if let Value::Map(new) = &renewed {
                    self.note(map, new);
                }
                Ok(renewed)
            }
            _ => Ok(value),
        }
    }

    /// None if all of them are up to date already.
    fn all_renewed<'v>(
        &mut self,
        budget: &mut Budget,
        values: impl Iterator<Item = &'v Value> + Clone,
        levels: usize,
    ) -> Result<Option<Vec<Value>>, Failure> {
        let renewed = values.clone().map(|value| self.renewed(budget, value.clone(), levels));
        let renewed = renewed.collect::<Result<Vec<_>, _>>()?;
        let same = renewed.iter().zip(values).all(|(new, old)| is_same(new, old));
        Ok((!same).then_some(renewed))
    }
}

/// Whether two values are one and the same. What holds nothing cannot have become something else.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Map(a), Value::Map(b)) => Arc::ptr_eq(a, b),
        (Value::List(a), Value::List(b)) => Arc::ptr_eq(a, b),
        _ => true,
    }
}

fn address(map: &Arc<Map>) -> usize {
    Arc::as_ptr(map).addr()
}
