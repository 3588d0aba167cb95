//! sprig's functions that shorten and wrap texts. They count bytes, as upstream does.

use super::text::cut;
use super::{Answer, Args, Budget, Function, Table, Type};
use crate::sink::{Full, Sink};
use crate::value::Value;

pub(super) const TABLE: Table = &[
    ("abbrev", Function::new(&[Type::Int, Type::Text], abbrev)),
    ("abbrevboth", Function::new(&[Type::Int, Type::Int, Type::Text], abbrev_both)),
    (
        "wrap",
        Function::new(&[Type::Int, Type::Text], |budget, args| {
            wrapped(budget, args.int(0), "\n", args.text(1), false)
        }),
    ),
    (
        "wrapWith",
        Function::new(&[Type::Int, Type::Text, Type::Text], |budget, args| {
            let separator = if args.text(1).is_empty() { "\n" } else { args.text(1) };
            wrapped(budget, args.int(0), separator, args.text(2), true)
        }),
    ),
];

fn abbrev(_: &mut Budget, args: &[Value]) -> Answer {
    let text = args.text(1);
    match usize::try_from(args.int(0)) {
        Ok(width) if width >= 4 => Ok(Value::from(shortened(text, 0, width))),
        _ => Ok(Value::text(text)),
    }
}

fn abbrev_both(_: &mut Budget, args: &[Value]) -> Answer {
    let text = args.text(2);
    let left = usize::try_from(args.int(0)).unwrap_or(0);
    match usize::try_from(args.int(1)) {
        Ok(right) if right >= 7 || (right >= 4 && left == 0) => Ok(Value::from(shortened(text, left, right))),
        _ => Ok(Value::text(text)),
    }
}

/// At most `width` bytes from about `offset` on, with `...` for what is left out.
fn shortened(text: &str, offset: usize, width: usize) -> String {
    if text.len() <= width {
        return text.into();
    }
    let kept = width - 3;
    let last = text.len() - kept;
    let offset = offset.min(last);
    if offset <= 4 {
        return format!("{}...", cut(text, 0, kept));
    }
    if offset + kept < text.len() {
        return format!("...{}", shortened(cut(text, offset, text.len()), 0, kept));
    }
    format!("...{}", cut(text, last, text.len()))
}

fn wrapped(budget: &Budget, width: i64, separator: &str, text: &str, break_words: bool) -> Answer {
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    budget.text(|sink| wrap(sink, width, separator, text, break_words))
}

fn wrap(sink: &mut Sink, width: usize, separator: &str, text: &str, break_words: bool) -> Result<(), Full> {
    let mut rest = text;
    while rest.len() > width {
        if let Some(after) = rest.strip_prefix(' ') {
            rest = after;
            continue;
        }
        let window = rest.as_bytes().get(..=width).unwrap_or_default();
        let space_inside = window.iter().rposition(|byte| *byte == b' ');
        let space_after =
            || rest.as_bytes().iter().skip(width).position(|byte| *byte == b' ').map(|at| at + width);
        let (end, skipped) = match space_inside {
            Some(at) => (at, 1),
            None if break_words => {
                (cut(rest, 0, width).len().max(rest.chars().next().map_or(1, char::len_utf8)), 0)
            }
            None => match space_after() {
                Some(at) => (at, 1),
                None => break,
            },
        };
        sink.push(rest.get(..end).unwrap_or_default())?;
        sink.push(separator)?;
        rest = rest.get(end + skipped..).unwrap_or_default();
    }
    sink.push(rest)
}
