//! sprig's functions of any value: defaults, choices, types.

use super::{Answer, Args, Budget, Failure, Function, Table, Type, compare};
use crate::value::Value;

const ANY: &[Type] = &[Type::Any];

pub(super) const TABLE: Table = &[
    (
        "default",
        Function::new(ANY, |_, args| Ok(args.value(usize::from(args.value(1).truth())).clone()))
            .and_any_number_of(Type::Any),
    ),
    ("empty", Function::new(ANY, |_, args| Ok(Value::Bool(!args.value(0).truth())))),
    (
        "coalesce",
        Function::new(&[], |_, args| {
            Ok(args.iter().find(|value| value.truth()).cloned().unwrap_or_default())
        })
        .and_any_number_of(Type::Any),
    ),
    (
        "all",
        Function::new(&[], |_, args| Ok(Value::Bool(args.iter().all(Value::truth))))
            .and_any_number_of(Type::Any),
    ),
    (
        "any",
        Function::new(&[], |_, args| Ok(Value::Bool(args.iter().any(Value::truth))))
            .and_any_number_of(Type::Any),
    ),
    (
        "ternary",
        Function::new(&[Type::Any, Type::Any, Type::Bool], |_, args| {
            Ok(args.value(usize::from(!args.value(2).truth())).clone())
        }),
    ),
    ("typeOf", Function::new(ANY, |_, args| Ok(Value::text(args.value(0).type_name())))),
    (
        "typeIs",
        Function::new(&[Type::Text, Type::Any], |_, args| {
            Ok(Value::Bool(args.value(1).type_name() == args.text(0)))
        }),
    ),
    ("typeIsLike", Function::new(&[Type::Text, Type::Any], type_is_like)),
    ("kindOf", Function::new(ANY, |_, args| Ok(Value::text(kind(args.value(0)))))),
    (
        "kindIs",
        Function::new(&[Type::Text, Type::Any], |_, args| {
            Ok(Value::Bool(kind(args.value(1)) == args.text(0)))
        }),
    ),
    (
        "deepEqual",
        Function::new(&[Type::Any, Type::Any], |budget, args| {
            compare::same(budget, args.value(0), args.value(1)).map(Value::Bool)
        }),
    ),
    ("deepCopy", Function::new(ANY, copy)),
    ("mustDeepCopy", Function::new(ANY, copy)),
];

/// Another value like it, all the way down: what is changed in one stays as it is in the other.
fn copy(budget: &mut Budget, args: &[Value]) -> Answer {
    match args.value(0) {
        Value::Nil => Err("nothing cannot be copied".into()),
        value => copied(budget, value),
    }
}

fn copied(budget: &mut Budget, value: &Value) -> Answer {
    budget.charge(size_of::<Value>())?;
    Ok(match value {
        Value::List(list) => {
            let items = list.items().iter().map(|item| copied(budget, item));
            Value::list(items.collect::<Result<Vec<_>, _>>()?)
        }
        Value::Map(map) if !map.is_texts() => {
            let entries = map.entries().iter().map(|(key, item)| Ok((key.clone(), copied(budget, item)?)));
            Value::map(entries.collect::<Result<Vec<_>, Failure>>()?)
        }
        other => other.clone(),
    })
}

fn type_is_like(_: &mut Budget, args: &[Value]) -> Answer {
    let name = args.value(1).type_name();
    Ok(Value::Bool(name == args.text(0) || args.text(0).strip_prefix('*') == Some(name)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "invalid",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Int64(_) => "int64",
        Value::Float(_) => "float64",
        Value::Text(_) => "string",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
        Value::Time(_) => "struct",
    }
}
