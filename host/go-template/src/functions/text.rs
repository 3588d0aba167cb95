//! sprig's functions of texts. The text comes last, so that it can be piped.

use super::{Answer, Args, Budget, Function, Table, Type, shown};
use crate::format::quote;
use crate::value::Value;

const ONE: &[Type] = &[Type::Text];
const TWO: &[Type] = &[Type::Text, Type::Text];

pub(super) const TABLE: Table = &[
    ("upper", Function::new(ONE, |_, args| Ok(Value::from(args.text(0).to_uppercase())))),
    ("lower", Function::new(ONE, |_, args| Ok(Value::from(args.text(0).to_lowercase())))),
    ("trim", Function::new(ONE, |_, args| Ok(Value::text(args.text(0).trim())))),
    ("trimAll", Function::new(TWO, trim_all)),
    ("trimall", Function::new(TWO, trim_all)),
    (
        "trimPrefix",
        Function::new(TWO, |_, args| {
            Ok(Value::text(args.text(1).strip_prefix(args.text(0)).unwrap_or(args.text(1))))
        }),
    ),
    (
        "trimSuffix",
        Function::new(TWO, |_, args| {
            Ok(Value::text(args.text(1).strip_suffix(args.text(0)).unwrap_or(args.text(1))))
        }),
    ),
    ("contains", Function::new(TWO, |_, args| Ok(Value::Bool(args.text(1).contains(args.text(0)))))),
    ("hasPrefix", Function::new(TWO, |_, args| Ok(Value::Bool(args.text(1).starts_with(args.text(0)))))),
    ("hasSuffix", Function::new(TWO, |_, args| Ok(Value::Bool(args.text(1).ends_with(args.text(0)))))),
    ("nospace", Function::new(ONE, |_, args| Ok(Value::from(args.text(0).replace(char::is_whitespace, ""))))),
    ("repeat", Function::new(&[Type::Int, Type::Text], repeat)),
    ("replace", Function::new(&[Type::Text, Type::Text, Type::Text], replace)),
    ("substr", Function::new(&[Type::Int, Type::Int, Type::Text], substr)),
    ("trunc", Function::new(&[Type::Int, Type::Text], trunc)),
    ("quote", Function::new(&[], |budget, args| quoted(budget, args, true)).and_any_number_of(Type::Any)),
    ("squote", Function::new(&[], |budget, args| quoted(budget, args, false)).and_any_number_of(Type::Any)),
    ("cat", Function::new(&[], cat).and_any_number_of(Type::Any)),
    ("indent", Function::new(&[Type::Int, Type::Text], |budget, args| indent(budget, args, ""))),
    ("nindent", Function::new(&[Type::Int, Type::Text], |budget, args| indent(budget, args, "\n"))),
    ("plural", Function::new(&[Type::Text, Type::Text, Type::Int], plural)),
    ("toString", Function::new(&[Type::Any], |budget, args| budget.text(|sink| shown(args.value(0), sink)))),
    ("hello", Function::new(&[], |_, _| Ok(Value::text("Hello!")))),
    ("fail", Function::new(ONE, |_, args| Err(args.text(0).into()))),
];

fn trim_all(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::text(args.text(1).trim_matches(|c| args.text(0).contains(c))))
}

fn repeat(budget: &mut Budget, args: &[Value]) -> Answer {
    match usize::try_from(args.int(0)) {
        Ok(times) => budget.text(|sink| sink.repeat(args.text(1), times)),
        Err(_) => Err("strings: negative Repeat count".into()),
    }
}

fn replace(budget: &mut Budget, args: &[Value]) -> Answer {
    let (old, new, text) = (args.text(0), args.text(1), args.text(2));
    budget.text(|sink| {
        let mut end = 0;
        for (at, found) in text.match_indices(old) {
            sink.push(text.get(end..at).unwrap_or_default())?;
            sink.push(new)?;
            end = at + found.len();
        }
        sink.push(text.get(end..).unwrap_or_default())
    })
}

/// Bytes `start` to `end`; a negative start means the beginning, and otherwise an end that is negative or too large the end.
fn substr(_: &mut Budget, args: &[Value]) -> Answer {
    let text = args.text(2);
    let end = usize::try_from(args.int(1)).ok().filter(|end| *end <= text.len());
    match (usize::try_from(args.int(0)).ok(), end) {
        (None, Some(end)) => Ok(Value::text(cut(text, 0, end))),
        (Some(start), None) if start <= text.len() => Ok(Value::text(cut(text, start, text.len()))),
        (Some(start), Some(end)) if start <= end => Ok(Value::text(cut(text, start, end))),
        _ => Err(format!("slice bounds out of range [{}:{}]", args.int(0), args.int(1)).into()),
    }
}

/// The first bytes, or the last ones if the number is negative.
fn trunc(_: &mut Budget, args: &[Value]) -> Answer {
    let text = args.text(1);
    let wanted = usize::try_from(args.int(0).unsigned_abs()).unwrap_or(usize::MAX).min(text.len());
    let (start, end) = if args.int(0) < 0 { (text.len() - wanted, text.len()) } else { (0, wanted) };
    Ok(Value::text(cut(text, start, end)))
}

/// Bytes of a text. Where Go would cut through a character, that character is left out.
pub(super) fn cut(text: &str, start: usize, end: usize) -> &str {
    let boundary = |at: &usize| text.is_char_boundary(*at);
    let start = (start..=text.len()).find(boundary).unwrap_or(text.len());
    let end = (0..=end.min(text.len())).rev().find(boundary).unwrap_or(0);
    text.get(start..end).unwrap_or_default()
}

/// Each in quotes, with spaces between; nothing is left out.
fn quoted(budget: &mut Budget, args: &[Value], double: bool) -> Answer {
    let mut parts = Vec::with_capacity(args.len());
    for arg in args.iter().filter(|arg| **arg != Value::Nil) {
        let plain = budget.text(|sink| shown(arg, sink))?;
        budget.charge(plain.cost())?;
        parts.push(plain);
    }
    budget.text(|sink| {
        for (index, part) in parts.iter().enumerate() {
            let Value::Text(part) = part else { continue };
            sink.push(if index > 0 { " " } else { "" })?;
            if double {
                quote(part, sink)?;
                continue;
            }
            sink.push("'")?;
            sink.push(part)?;
            sink.push("'")?;
        }
        Ok(())
    })
}

fn cat(budget: &mut Budget, args: &[Value]) -> Answer {
    budget.text(|sink| {
        for (index, arg) in args.iter().filter(|arg| **arg != Value::Nil).enumerate() {
            sink.push(if index > 0 { " " } else { "" })?;
            shown(arg, sink)?;
        }
        Ok(())
    })
}

fn indent(budget: &mut Budget, args: &[Value], before: &str) -> Answer {
    let Ok(width) = usize::try_from(args.int(0)) else { return Err("strings: negative Repeat count".into()) };
    budget.text(|sink| {
        sink.push(before)?;
        for (index, line) in args.text(1).split('\n').enumerate() {
            sink.push(if index > 0 { "\n" } else { "" })?;
            sink.repeat(" ", width)?;
            sink.push(line)?;
        }
        Ok(())
    })
}

fn plural(_: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::text(args.text(if args.int(2) == 1 { 0 } else { 1 })))
}
