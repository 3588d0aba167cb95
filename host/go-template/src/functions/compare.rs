//! Comparisons: only values of one kind compare, and nothing equals only nothing.

use std::cmp::Ordering;

use super::{Answer, Args, Budget, Failure};
use crate::value::Value;

pub(super) fn eq(_: &mut Budget, args: &[Value]) -> Answer {
    if args.len() < 2 {
        return Err("missing argument for comparison".into());
    }
    for other in args.from(1) {
        if equal(args.value(0), other)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

pub(super) fn ne(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::Bool(!equal(args.value(0), args.value(1))?))
}

pub(super) fn lt(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::Bool(order(args)? == Some(Ordering::Less)))
}

pub(super) fn le(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::Bool(matches!(order(args)?, Some(Ordering::Less | Ordering::Equal))))
}

/// Not less or equal: true of NaN too, as in Go.
pub(super) fn gt(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::Bool(!matches!(order(args)?, Some(Ordering::Less | Ordering::Equal))))
}

pub(super) fn ge(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::Bool(order(args)? != Some(Ordering::Less)))
}

fn equal(a: &Value, b: &Value) -> Result<bool, Failure> {
    match (a, b) {
        (Value::Nil, Value::Nil) => Ok(true),
        (Value::Nil, _) | (_, Value::Nil) => Ok(false),
        (Value::Bool(a), Value::Bool(b)) => Ok(a == b),
        (Value::Int(a) | Value::Int64(a), Value::Int(b) | Value::Int64(b)) => Ok(a == b),
        (Value::Float(a), Value::Float(b)) => Ok(a == b),
        (Value::Text(a), Value::Text(b)) => Ok(a == b),
        (Value::Time(a), Value::Time(b)) => Ok(a == b),
        (Value::List(_), Value::List(_)) | (Value::Map(_), Value::Map(_)) => {
            Err(format!("non-comparable type: {}", a.type_name()).into())
        }
        _ => Err(incompatible(a, b)),
    }
}

fn order(args: &[Value]) -> Result<Option<Ordering>, Failure> {
    match (args.value(0), args.value(1)) {
        (Value::Int(a) | Value::Int64(a), Value::Int(b) | Value::Int64(b)) => Ok(Some(a.cmp(b))),
        (Value::Float(a), Value::Float(b)) => Ok(a.partial_cmp(b)),
        (Value::Text(a), Value::Text(b)) => Ok(Some(a.cmp(b))),
        (a, b) if is_basic(a) && is_basic(b) && a.type_name() != b.type_name() => Err(incompatible(a, b)),
        _ => Err("invalid type for comparison".into()),
    }
}

fn is_basic(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Int(_) | Value::Int64(_) | Value::Float(_) | Value::Text(_))
}

fn incompatible(a: &Value, b: &Value) -> Failure {
    format!("incompatible types for comparison: {} and {}", a.type_name(), b.type_name()).into()
}

/// Whether two values are the same all the way down. Every step is charged: shared parts can make a small value very large to
/// walk.
pub(super) fn same(budget: &mut Budget, a: &Value, b: &Value) -> Result<bool, Failure> {
    budget.charge(size_of::<Value>())?;
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => {
            budget.charge(a.len().min(b.len()))?;
            Ok(a == b)
        }
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (a.items(), b.items());
            Ok(a.len() == b.len() && all_same(budget, a.iter().zip(b))?)
        }
        (Value::Map(a), Value::Map(b)) => {
            let keys_agree = a.is_texts() == b.is_texts() && a.entries().keys().eq(b.entries().keys());
            Ok(keys_agree && all_same(budget, a.entries().values().zip(b.entries().values()))?)
        }
        _ => Ok(a == b),
    }
}

fn all_same<'a>(
    budget: &mut Budget,
    pairs: impl Iterator<Item = (&'a Value, &'a Value)>,
) -> Result<bool, Failure> {
    for (a, b) in pairs {
        if !same(budget, a, b)? {
            return Ok(false);
        }
    }
    Ok(true)
}
