//! sprig's lists. Nothing changes a list; each function gives a new one.

use super::{Answer, Args, Budget, Failure, Function, Table, Type, compare, shown};
use crate::value::Value;

const ANY: &[Type] = &[Type::Any];
const PAIR: &[Type] = &[Type::Any, Type::Any];
const TEXT_FIRST: &[Type] = &[Type::Text, Type::Any];

pub(super) const TABLE: Table = &[
    ("list", Function::new(&[], |_, args| Ok(listed(args))).and_any_number_of(Type::Any)),
    ("tuple", Function::new(&[], |_, args| Ok(listed(args))).and_any_number_of(Type::Any)),
    ("first", Function::new(ANY, first)),
    ("mustFirst", Function::new(ANY, first)),
    ("last", Function::new(ANY, last)),
    ("mustLast", Function::new(ANY, last)),
    ("rest", Function::new(ANY, rest)),
    ("mustRest", Function::new(ANY, rest)),
    ("initial", Function::new(ANY, initial)),
    ("mustInitial", Function::new(ANY, initial)),
    ("append", Function::new(PAIR, append)),
    ("mustAppend", Function::new(PAIR, append)),
    ("push", Function::new(PAIR, append)),
    ("mustPush", Function::new(PAIR, append)),
    ("prepend", Function::new(PAIR, prepend)),
    ("mustPrepend", Function::new(PAIR, prepend)),
    ("concat", Function::new(&[], concat).and_any_number_of(Type::Any)),
    ("reverse", Function::new(ANY, |_, args| Ok(Value::list(args.list(0)?.iter().rev().cloned())))),
    ("mustReverse", Function::new(ANY, |_, args| Ok(Value::list(args.list(0)?.iter().rev().cloned())))),
    ("uniq", Function::new(ANY, uniq)),
    ("mustUniq", Function::new(ANY, uniq)),
    ("without", Function::new(ANY, without).and_any_number_of(Type::Any)),
    ("mustWithout", Function::new(ANY, without).and_any_number_of(Type::Any)),
    ("has", Function::new(PAIR, has)),
    ("mustHas", Function::new(PAIR, has)),
    ("compact", Function::new(ANY, compact)),
    ("mustCompact", Function::new(ANY, compact)),
    ("slice", Function::new(ANY, slice).and_any_number_of(Type::Any)),
    ("mustSlice", Function::new(ANY, slice).and_any_number_of(Type::Any)),
    ("chunk", Function::new(&[Type::Int, Type::Any], chunk)),
    ("mustChunk", Function::new(&[Type::Int, Type::Any], chunk)),
    ("splitList", Function::new(&[Type::Text, Type::Text], split_list)),
    ("join", Function::new(TEXT_FIRST, join)),
    ("sortAlpha", Function::new(ANY, sort_alpha)),
    ("toStrings", Function::new(ANY, |budget, args| Ok(Value::list(texts(budget, args.value(0))?)))),
];

fn listed(items: &[Value]) -> Value {
    Value::list(items.iter().cloned())
}

fn first(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(args.list(0)?.first().cloned().unwrap_or_default())
}

fn last(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(args.list(0)?.last().cloned().unwrap_or_default())
}

fn rest(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(listed(args.list(0)?.get(1..).unwrap_or_default()))
}

fn initial(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(listed(args.list(0)?.split_last().map_or(&[], |(_, before)| before)))
}

fn append(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::list(args.list(0)?.iter().chain(args.get(1)).cloned()))
}

fn prepend(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::list(args.get(1).into_iter().chain(args.list(0)?).cloned()))
}

fn concat(budget: &mut Budget, args: &[Value]) -> Answer {
    let mut items = Vec::new();
    for index in 0..args.len() {
        let more = args.list(index)?;
        budget.charge(size_of_val(more))?;
        items.extend_from_slice(more);
    }
    Ok(Value::list(items))
}

fn contains(budget: &mut Budget, items: &[Value], wanted: &Value) -> Result<bool, Failure> {
    for item in items {
        if compare::same(budget, item, wanted)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(budget: &mut Budget, args: &[Value]) -> Answer {
    let mut kept = Vec::new();
    for item in args.list(0)? {
        if !contains(budget, &kept, item)? {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}

fn without(budget: &mut Budget, args: &[Value]) -> Answer {
    let mut kept = Vec::new();
    for item in args.list(0)? {
        if !contains(budget, args.from(1), item)? {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}

fn has(budget: &mut Budget, args: &[Value]) -> Answer {
    match args.value(1) {
        Value::Nil => Ok(Value::Bool(false)),
        _ => contains(budget, args.list(1)?, args.value(0)).map(Value::Bool),
    }
}

fn compact(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::list(args.list(0)?.iter().filter(|item| item.truth()).cloned()))
}

/// sprig's, which hides Go's own: lists only, bounds that may be left out.
fn slice(_: &mut Budget, args: &[Value]) -> Answer {
    let items = args.list(0)?;
    let bound = |index: usize, default: usize| match args.get(index) {
        None => Some(default),
        Some(value) => usize::try_from(super::number::int(value)).ok(),
    };
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let part = bound(1, 0).zip(bound(2, items.len())).and_then(|(start, end)| items.get(start..end));
    part.map(listed).ok_or_else(|| "slice bounds out of range".into())
}

fn chunk(_: &mut Budget, args: &[Value]) -> Answer {
    let (size, items) = (args.int(0), args.list(1)?);
    match usize::try_from(size) {
        Ok(size) if size > 0 => return Ok(Value::list(items.chunks(size).map(listed))),
        _ => {}
    }
    // What upstream's arithmetic comes to for a negative size.
    match (items.len() as u64, size.unsigned_abs()) {
        (1, 2..) if size < 0 => Ok(Value::list([listed(items)])),
        (len @ 2.., size_below) if size < 0 && len - 1 <= size_below => Ok(Value::list([])),
        _ => Err("chunk size must be positive".into()),
    }
}

fn split_list(budget: &mut Budget, args: &[Value]) -> Answer {
    let (separator, text) = (args.text(0), args.text(1));
    budget.charge(text.len().saturating_add(1).saturating_mul(size_of::<Value>()))?;
    if separator.is_empty() {
        return Ok(Value::list(text.chars().map(|c| Value::from(c.to_string()))));
    }
    Ok(Value::list(text.split(separator).map(Value::from)))
}

/// The items of a list as texts, without nothing; anything else as the only item.
fn texts(budget: &mut Budget, value: &Value) -> Result<Vec<Value>, Failure> {
    let items = match value {
        Value::List(list) => list.items(),
        other => std::slice::from_ref(other),
    };
    let mut texts = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| **item != Value::Nil) {
        let text = budget.text(|sink| shown(item, sink))?;
        budget.charge(text.cost())?;
        texts.push(text);
    }
    Ok(texts)
}

fn join(budget: &mut Budget, args: &[Value]) -> Answer {
    let texts = texts(budget, args.value(1))?;
    budget.text(|sink| {
        for (index, text) in texts.iter().enumerate() {
            sink.push(if index > 0 { args.text(0) } else { "" })?;
            shown(text, sink)?;
        }
        Ok(())
    })
}

fn sort_alpha(budget: &mut Budget, args: &[Value]) -> Answer {
    if *args.value(0) == Value::Nil {
        return Ok(Value::list([Value::text("<nil>")]));
    }
    let mut sorted = texts(budget, args.value(0))?;
    sorted.sort_by(|a, b| match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => std::cmp::Ordering::Equal,
    });
    Ok(Value::list(sorted))
}
