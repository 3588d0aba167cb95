//! The functions of `text/template` itself, and Optimus's `Date`.

use super::{Answer, Args, Body, Budget, Failure, Function, Table, Type, compare};
use crate::format::{is_printable, print, printf, sprint};
use crate::sink::{Full, Sink};
use crate::time::{RFC3339, Time};
use crate::value::Value;

pub(super) const TABLE: Table = &[
    ("and", Function { params: &[Type::Any], rest: Some(Type::Any), body: Body::And }),
    ("or", Function { params: &[Type::Any], rest: Some(Type::Any), body: Body::Or }),
    ("not", Function::new(&[Type::Any], |_, args| Ok(Value::Bool(!args.value(0).truth())))),
    ("eq", Function::new(&[Type::Any], compare::eq).and_any_number_of(Type::Any)),
    ("ne", Function::new(&[Type::Any, Type::Any], compare::ne)),
    ("lt", Function::new(&[Type::Any, Type::Any], compare::lt)),
    ("le", Function::new(&[Type::Any, Type::Any], compare::le)),
    ("gt", Function::new(&[Type::Any, Type::Any], compare::gt)),
    ("ge", Function::new(&[Type::Any, Type::Any], compare::ge)),
    ("len", Function::new(&[Type::Any], len)),
    ("index", Function::new(&[Type::Any], index).and_any_number_of(Type::Any)),
    ("call", Function::new(&[Type::Any], call).and_any_number_of(Type::Any)),
    (
        "print",
        Function::new(&[], |budget, args| budget.text(|sink| sprint(args, sink)))
            .and_any_number_of(Type::Any),
    ),
    ("println", Function::new(&[], println).and_any_number_of(Type::Any)),
    (
        "printf",
        Function::new(&[Type::Text], |budget, args| {
            budget.text(|sink| printf(args.text(0), args.from(1), sink))
        })
        .and_any_number_of(Type::Any),
    ),
    ("html", Function::new(&[], |budget, args| escaped(budget, args, html)).and_any_number_of(Type::Any)),
    ("js", Function::new(&[], |budget, args| escaped(budget, args, js)).and_any_number_of(Type::Any)),
    (
        "urlquery",
        Function::new(&[], |budget, args| escaped(budget, args, urlquery)).and_any_number_of(Type::Any),
    ),
    ("Date", Function::new(&[Type::Text], date)),
];

/// The day of an RFC 3339 time, in that time's own zone.
fn date(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::text(Time::parse(RFC3339, args.text(0))?.format("2006-01-02")))
}

fn len(_: &mut Budget, args: &[Value]) -> Answer {
    let len = match args.value(0) {
        Value::Text(text) => text.len(),
        Value::List(list) => list.items().len(),
        Value::Map(map) => map.entries().len(),
        Value::Nil => return Err("len of nil pointer".into()),
        other => return Err(format!("len of type {}", other.type_name()).into()),
    };
    Ok(Value::Int(i64::try_from(len).unwrap_or(i64::MAX)))
}

fn index(_: &mut Budget, args: &[Value]) -> Answer {
    let mut item = args.value(0).clone();
    if item == Value::Nil {
        return Err("index of untyped nil".into());
    }
    for index in args.from(1) {
        item = element(&item, index)?;
    }
    Ok(item)
}

fn element(item: &Value, index: &Value) -> Answer {
    match (item, index) {
        (Value::List(list), _) => {
            Ok(list.items().get(position(index, list.items().len())?).cloned().unwrap_or_default())
        }
        (Value::Text(text), _) => {
            let byte = text.as_bytes().get(position(index, text.len())?).copied().unwrap_or_default();
            Ok(Value::Int(byte.into()))
        }
        (Value::Map(map), Value::Text(key)) => {
            let missing = || if map.is_texts() { Value::text("") } else { Value::Nil };
            Ok(map.entries().get(key.as_ref()).cloned().unwrap_or_else(missing))
        }
        (Value::Map(_), Value::Nil) => Err("value is nil; should be of type string".into()),
        (Value::Map(_), other) => {
            Err(format!("value has type {}; should be string", other.type_name()).into())
        }
        (Value::Nil, _) => Err("index of nil pointer".into()),
        _ => Err(format!("can't index item of type {}", item.type_name()).into()),
    }
}

fn position(index: &Value, len: usize) -> Result<usize, Failure> {
    match index {
        Value::Int(index) | Value::Int64(index) => {
            let position = usize::try_from(*index).ok().filter(|position| *position < len);
            position.ok_or_else(|| format!("index out of range: {index}").into())
        }
        Value::Nil => Err("cannot index slice/array with nil".into()),
        _ => Err(format!("cannot index slice/array with type {}", index.type_name()).into()),
    }
}

/// There are no function values here, so whatever is called is none.
fn call(_: &mut Budget, args: &[Value]) -> Answer {
    match args.value(0) {
        Value::Nil => Err("call of nil".into()),
        other => Err(format!("non-function of type {}", other.type_name()).into()),
    }
}

fn println(budget: &mut Budget, args: &[Value]) -> Answer {
    budget.text(|sink| {
        for (index, value) in args.iter().enumerate() {
            sink.push(if index > 0 { " " } else { "" })?;
            print(value, sink)?;
        }
        sink.push("\n")
    })
}

/// Escapes what `print` would show; nothing is `<no value>` here.
fn escaped(budget: &mut Budget, args: &[Value], escape: fn(char, &mut Sink) -> Result<(), Full>) -> Answer {
    let args: Vec<_> = args
        .iter()
        .map(|value| if *value == Value::Nil { Value::text("<no value>") } else { value.clone() })
        .collect();
    let plain = budget.text(|sink| sprint(&args, sink))?;
    let Value::Text(plain) = plain else { return Ok(plain) };
    budget.text(|sink| plain.chars().try_for_each(|c| escape(c, sink)))
}

fn html(c: char, sink: &mut Sink) -> Result<(), Full> {
    match c {
        '"' => sink.push("&#34;"),
        '\'' => sink.push("&#39;"),
        '&' => sink.push("&amp;"),
        '<' => sink.push("&lt;"),
        '>' => sink.push("&gt;"),
        '\0' => sink.push("\u{fffd}"),
        _ => sink.push_char(c),
    }
}

fn js(c: char, sink: &mut Sink) -> Result<(), Full> {
    match c {
        '\\' | '\'' | '"' => {
            sink.push("\\")?;
            sink.push_char(c)
        }
        '<' | '>' | '&' | '=' | '\0'..='\x1f' => sink.push(&format!("\\u{:04X}", u32::from(c))),
        _ if c.is_ascii() || is_printable(c) => sink.push_char(c),
        _ => sink.push(&format!("\\u{:04X}", u32::from(c))),
    }
}

fn urlquery(c: char, sink: &mut Sink) -> Result<(), Full> {
    match c {
        ' ' => sink.push("+"),
        'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '.' | '~' => sink.push_char(c),
        _ => c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| sink.push(&format!("%{byte:02X}"))),
    }
}
