//! sprig's regular expressions. Time is linear in the text; the size of a compiled pattern is bounded.

use regex::{Regex, RegexBuilder};

use super::re2::translated;
use super::{Answer, Args, Budget, Failure, Function, Table, Type};
use crate::value::Value;

const TWO: &[Type] = &[Type::Text, Type::Text];
const THREE: &[Type] = &[Type::Text, Type::Text, Type::Text];
const COUNTED: &[Type] = &[Type::Text, Type::Text, Type::Int];

/// Greatest size of a compiled pattern, in bytes: matching takes at most about this many steps for a byte of text.
const COMPILED: usize = 1 << 18;

pub(super) const TABLE: Table = &[
    // Upstream, a pattern that is none matches nothing here, and is an error everywhere else.
    (
        "regexMatch",
        Function::new(TWO, |budget, args| Ok(matches(budget, args).unwrap_or(Value::Bool(false)))),
    ),
    ("mustRegexMatch", Function::new(TWO, matches)),
    ("regexFind", Function::new(TWO, find)),
    ("mustRegexFind", Function::new(TWO, find)),
    ("regexFindAll", Function::new(COUNTED, find_all)),
    ("mustRegexFindAll", Function::new(COUNTED, find_all)),
    ("regexReplaceAll", Function::new(THREE, replace_all)),
    ("mustRegexReplaceAll", Function::new(THREE, replace_all)),
    ("regexReplaceAllLiteral", Function::new(THREE, replace_all_literal)),
    ("mustRegexReplaceAllLiteral", Function::new(THREE, replace_all_literal)),
    ("regexSplit", Function::new(COUNTED, split)),
    ("mustRegexSplit", Function::new(COUNTED, split)),
    ("regexQuoteMeta", Function::new(&[Type::Text], |_, args| Ok(Value::from(quote_meta(args.text(0)))))),
];

/// The pattern, with its cost charged: compiling it is the expensive part of most calls.
fn pattern(budget: &mut Budget, args: &[Value]) -> Result<Regex, Failure> {
    const COST_PER_BYTE: usize = 256;
    budget.charge(args.text(0).len().saturating_mul(COST_PER_BYTE))?;
    let mut builder = RegexBuilder::new(&translated(args.text(0)));
    let built = builder.size_limit(COMPILED).dfa_size_limit(COMPILED).nest_limit(50).build();
    built.map_err(|error| {
        // The last line says what is wrong; those before it draw the pattern.
        let message = error.to_string();
        let last = message.lines().last().unwrap_or_default();
        Failure::from(format!("{:?} is no pattern: {}", args.text(0), last.trim_start_matches("error: ")))
    })
}

/// How many there may be: any number for a negative count.
fn count(args: &[Value]) -> usize {
    usize::try_from(args.int(2)).unwrap_or(usize::MAX)
}

fn matches(budget: &mut Budget, args: &[Value]) -> Answer {
    Ok(Value::Bool(pattern(budget, args)?.is_match(args.text(1))))
}

fn find(budget: &mut Budget, args: &[Value]) -> Answer {
    let found = pattern(budget, args)?;
    Ok(Value::text(found.find(args.text(1)).map_or("", |found| found.as_str())))
}

fn find_all(budget: &mut Budget, args: &[Value]) -> Answer {
    let pattern = pattern(budget, args)?;
    let mut all = Vec::new();
    for found in pattern.find_iter(args.text(1)).take(count(args)) {
        budget.charge(size_of::<Value>() + found.len())?;
        all.push(Value::text(found.as_str()));
    }
    Ok(Value::list(all))
}

fn replace_all(budget: &mut Budget, args: &[Value]) -> Answer {
    replaced(budget, args, |captures, text| captures.expand(args.text(2), text))
}

fn replace_all_literal(budget: &mut Budget, args: &[Value]) -> Answer {
    replaced(budget, args, |_, text| text.push_str(args.text(2)))
}

fn replaced(
    budget: &mut Budget,
    args: &[Value],
    replace: impl Fn(&regex::Captures<'_>, &mut String),
) -> Answer {
    let pattern = pattern(budget, args)?;
    let text = args.text(1);
    budget.text(|sink| {
        let mut end = 0;
        for captures in pattern.captures_iter(text) {
            let Some(found) = captures.get(0) else { continue };
            let mut replacement = String::new();
            replace(&captures, &mut replacement);
            sink.push(text.get(end..found.start()).unwrap_or_default())?;
            sink.push(&replacement)?;
            end = found.end();
        }
        sink.push(text.get(end..).unwrap_or_default())
    })
}

/// Go's rules: at most that many parts, nothing before a match at the very beginning that is empty, nothing after one that ends
/// at the end.
fn split(budget: &mut Budget, args: &[Value]) -> Answer {
    let pattern = pattern(budget, args)?;
    let (text, count) = (args.text(1), count(args));
    budget.charge(text.len().saturating_add(1).saturating_mul(size_of::<Value>()))?;
    if text.is_empty() && !args.text(0).is_empty() && count > 0 {
        return Ok(Value::list([Value::text("")]));
    }
    let (mut parts, mut begin, mut end) = (Vec::new(), 0, 0);
    for found in pattern.find_iter(text) {
        if parts.len() + 1 >= count {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            parts.push(Value::text(text.get(begin..end).unwrap_or_default()));
        }
        begin = found.end();
    }
    if end != text.len() && count > 0 {
        parts.push(Value::text(text.get(begin..).unwrap_or_default()));
    }
    Ok(Value::list(parts))
}

/// As Go: only what means something in a pattern.
fn quote_meta(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}
