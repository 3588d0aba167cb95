//! sprig's maps.

use super::{Answer, Args, Budget, Failure, Function, Table, Type, shown};
use crate::value::{Map, Value};

const MAP_AND_KEY: &[Type] = &[Type::Map, Type::Text];
const MAP: &[Type] = &[Type::Map];

pub(super) const TABLE: Table = &[
    ("dict", Function::new(&[], dict).and_any_number_of(Type::Any)),
    (
        "get",
        Function::new(MAP_AND_KEY, |_, args| {
            Ok(found(args.map(0), args.text(1)).unwrap_or_else(|| Value::text("")))
        }),
    ),
    (
        "hasKey",
        Function::new(MAP_AND_KEY, |_, args| Ok(Value::Bool(found(args.map(0), args.text(1)).is_some()))),
    ),
    ("set", Function::changing(&[Type::Map, Type::Text, Type::Any], set)),
    ("unset", Function::changing(MAP_AND_KEY, unset)),
    ("keys", Function::new(&[], keys).and_any_number_of(Type::Map)),
    (
        "values",
        Function::new(MAP, |_, args| Ok(Value::list(entries(args.map(0)).map(|(_, value)| value.clone())))),
    ),
    ("pluck", Function::new(&[Type::Text], pluck).and_any_number_of(Type::Map)),
    ("pick", Function::new(MAP, |_, args| Ok(chosen(args, true))).and_any_number_of(Type::Text)),
    ("omit", Function::new(MAP, |_, args| Ok(chosen(args, false))).and_any_number_of(Type::Text)),
    (
        "merge",
        Function::changing(MAP, |budget, args| merge(budget, args, false)).and_any_number_of(Type::Map),
    ),
    (
        "mustMerge",
        Function::changing(MAP, |budget, args| merge(budget, args, false)).and_any_number_of(Type::Map),
    ),
    (
        "mergeOverwrite",
        Function::changing(MAP, |budget, args| merge(budget, args, true)).and_any_number_of(Type::Map),
    ),
    (
        "mustMergeOverwrite",
        Function::changing(MAP, |budget, args| merge(budget, args, true)).and_any_number_of(Type::Map),
    ),
    ("dig", Function::new(&[], dig).and_any_number_of(Type::Any)),
    (
        "split",
        Function::new(&[Type::Text, Type::Text], |budget, args| {
            split(budget, args.text(0), args.text(1), None)
        }),
    ),
    (
        "splitn",
        Function::new(&[Type::Text, Type::Int, Type::Text], |budget, args| {
            split(budget, args.text(0), args.text(2), usize::try_from(args.int(1)).ok())
        }),
    ),
];

fn entries(map: Option<&Map>) -> impl Iterator<Item = (&String, &Value)> {
    map.into_iter().flat_map(Map::entries)
}

fn found(map: Option<&Map>, key: &str) -> Option<Value> {
    map?.entries().get(key).cloned()
}

/// Keys and values in turn; a key without a value gets an empty text.
fn dict(budget: &mut Budget, args: &[Value]) -> Answer {
    let mut pairs = Vec::with_capacity(args.len() / 2);
    for pair in args.chunks(2) {
        let Value::Text(key) = budget.text(|sink| shown(pair.value(0), sink))? else { continue };
        budget.charge(key.len())?;
        pairs.push((key.to_string(), pair.get(1).cloned().unwrap_or_else(|| Value::text(""))));
    }
    Ok(Value::map(pairs))
}

fn set(budget: &mut Budget, args: &[Value]) -> Answer {
    let Some(map) = args.map(0) else { return Err("assignment to entry in nil map".into()) };
    budget.charge(args.value(0).cost())?;
    let mut entries = map.entries().clone();
    entries.insert(args.text(1).to_owned(), args.value(2).clone());
    Ok(Value::map(entries))
}

fn unset(budget: &mut Budget, args: &[Value]) -> Answer {
    budget.charge(args.value(0).cost())?;
    let left = entries(args.map(0)).filter(|(key, _)| *key != args.text(1));
    Ok(Value::map(left.map(|(key, value)| (key.clone(), value.clone()))))
}

/// The keys of all maps, sorted; upstream's order is random.
fn keys(_: &mut Budget, args: &[Value]) -> Answer {
    let all = (0..args.len()).flat_map(|index| entries(args.map(index)));
    Ok(Value::list(all.map(|(key, _)| Value::from(key.as_str()))))
}

fn pluck(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::list((1..args.len()).filter_map(|index| found(args.map(index), args.text(0)))))
}

fn chosen(args: &[Value], named: bool) -> Value {
    let is_named = |key: &str| (1..args.len()).any(|index| args.text(index) == key);
    let kept = entries(args.map(0)).filter(|(key, _)| is_named(key) == named);
    Value::map(kept.map(|(key, value)| (key.clone(), value.clone())))
}

fn merge(budget: &mut Budget, args: &[Value], overwrite: bool) -> Answer {
    let mut merged = match args.value(0) {
        Value::Nil => Value::map::<String>([]),
        map => map.clone(),
    };
    for other in args.from(1).iter().filter(|other| **other != Value::Nil) {
        merged = merge_two(budget, &merged, other, overwrite)?;
    }
    Ok(merged)
}

/// Maps are merged all the way down. What is empty gives way; what is not, only if it is overwritten, and never to a map.
fn merge_two(budget: &mut Budget, into: &Value, from: &Value, overwrite: bool) -> Answer {
    let (Value::Map(a), Value::Map(b)) = (into, from) else {
        let gives_way = !into.truth() || overwrite && !matches!(from, Value::Map(_));
        return Ok(if gives_way { from.clone() } else { into.clone() });
    };
    budget.charge(into.cost())?;
    let mut merged = a.entries().clone();
    for (key, value) in b.entries() {
        let joined = match merged.get(key) {
            _ if *value == Value::Nil && !overwrite => continue,
            Some(existing) => merge_two(budget, existing, value, overwrite)?,
            None => value.clone(),
        };
        budget.charge(key.len() + size_of::<Value>())?;
        merged.insert(key.clone(), joined);
    }
    Ok(Value::map(merged))
}

/// `dig "a" "b" default map`: the value at the end of the keys, or the default.
fn dig(_: &mut Budget, args: &[Value]) -> Answer {
    let [keys @ .., default, map] = args else {
        return Err("dig needs at least three arguments".into());
    };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".into());
    }
    let mut value = map.clone();
    for key in keys {
        let (Value::Map(map), Value::Text(key)) = (&value, key) else {
            return Err("dig goes through maps by keys that are texts".into());
        };
        match map.entries().get(key.as_ref()) {
            Some(inner) => value = inner.clone(),
            None => return Ok(default.clone()),
        }
    }
    Ok(value)
}

/// A map of `_0`, `_1` and so on.
fn split(budget: &mut Budget, separator: &str, text: &str, count: Option<usize>) -> Answer {
    let parts: Vec<&str> = match (separator, count) {
        (_, Some(0)) => Vec::new(),
        ("", Some(_)) => return Err(Failure::from("an empty separator is not supported")),
        ("", None) => characters(text),
        (_, Some(count)) => text.splitn(count, separator).collect(),
        (_, None) => text.split(separator).collect(),
    };
    budget.charge(parts.len().saturating_mul(4 * size_of::<Value>()))?;
    Ok(Value::texts(parts.into_iter().enumerate().map(|(index, part)| (format!("_{index}"), part))))
}

fn characters(text: &str) -> Vec<&str> {
    text.char_indices().filter_map(|(at, c)| text.get(at..at + c.len_utf8())).collect()
}
