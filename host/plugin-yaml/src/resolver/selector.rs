use std::collections::HashSet;

use optimus_yaml_nodes::Value;

use super::Mistake;
use crate::limits::{MAX_SELECTOR_BYTES, MAX_SELECTOR_STEPS};

/// A way to values in a yaml, in what the languages called *YAML path* have in common: `$.a.b`, `['a.b']`, `[0]`, `[*]`, `.*`,
/// and `..a` for every `a` at any depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selector {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
    Every,
    Anywhere(String),
}

const FORM: &str =
    "a selector looks like `$.query`, `$.steps[0].query`, `$.steps[*]['the query']` or `$..query`";

impl Selector {
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        if text.len() > MAX_SELECTOR_BYTES {
            let message = format!("the selector has more than {MAX_SELECTOR_BYTES} bytes, the limit");
            return Err(Mistake::new(0..text.len(), message, FORM));
        }
        let mut steps = Vec::new();
        let mut rest = text.strip_prefix('$').unwrap_or(text);
        if !text.starts_with(['$', '.', '[']) && !text.is_empty() {
            let (step, after) = name(rest, text)?;
            steps.push(Step::Key(step));
            rest = after;
        }
        while !rest.is_empty() {
            let (step, after) = step(rest, text)?;
            steps.push(step);
            rest = after;
        }
        match steps.len() {
            0 => Err(Mistake::new(0..text.len(), "a selector that leads nowhere", FORM)),
            1..=MAX_SELECTOR_STEPS => Ok(Self { steps }),
            _ => {
                let message = format!("the selector has more than {MAX_SELECTOR_STEPS} steps, the limit");
                Err(Mistake::new(0..text.len(), message, FORM))
            }
        }
    }

    /// The values that it leads to, each once, in the order of the file. Linear in the size of the tree for each step.
    pub(super) fn select<'v>(&self, root: &'v Value) -> Vec<&'v Value> {
        self.steps.iter().fold(vec![root], |values, step| match step {
            Step::Key(name) => values.into_iter().flat_map(|value| children(value, Some(name))).collect(),
            Step::Every => values.into_iter().flat_map(|value| children(value, None)).collect(),
            Step::Item(index) => values.into_iter().filter_map(|value| item(value, *index)).collect(),
            Step::Anywhere(name) => anywhere(values, name),
        })
    }
}

fn children<'v>(value: &'v Value, name: Option<&str>) -> Vec<&'v Value> {
    match value {
        Value::Map(entries) => {
            let wanted = entries.iter().filter(|(key, _)| name.is_none_or(|name| is_called(key, name)));
            wanted.map(|(_, value)| value).collect()
        }
        Value::List(items) if name.is_none() => items.iter().collect(),
        _ => Vec::new(),
    }
}

fn is_called(key: &Value, name: &str) -> bool {
    match key {
        Value::Text(key) => key == name,
        Value::Int(key) => key.to_string() == name,
        _ => false,
    }
}

fn item(value: &Value, index: usize) -> Option<&Value> {
    match value {
        Value::List(items) => items.get(index),
        _ => None,
    }
}

/// Each value is looked into once, though several ways may lead to it.
fn anywhere<'v>(from: Vec<&'v Value>, name: &str) -> Vec<&'v Value> {
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    let mut waiting: Vec<(bool, &Value)> = from.into_iter().rev().map(|value| (false, value)).collect();
    while let Some((called, value)) = waiting.pop() {
        if !seen.insert((called, std::ptr::from_ref(value))) {
            continue;
        }
        if called {
            found.push(value);
        }
        match value {
            Value::Map(entries) => {
                waiting.extend(entries.iter().rev().map(|(key, value)| (is_called(key, name), value)));
            }
            Value::List(items) => waiting.extend(items.iter().rev().map(|item| (false, item))),
            _ => {}
        }
    }
    found
}

/// The step that `rest`, the end of `text`, begins with, and what follows it.
fn step<'t>(rest: &'t str, text: &'t str) -> Result<(Step, &'t str), Mistake> {
    if let Some(rest) = rest.strip_prefix("..") {
        let (name, rest) = name(rest, text)?;
        return Ok((Step::Anywhere(name), rest));
    }
    if let Some(rest) = rest.strip_prefix(".*") {
        return Ok((Step::Every, rest));
    }
    if let Some(rest) = rest.strip_prefix('.') {
        let (name, rest) = name(rest, text)?;
        return Ok((Step::Key(name), rest));
    }
    match rest.strip_prefix('[') {
        Some(inside) => bracket(rest, inside, text),
        None => Err(here(rest, text, "a `.` or `[` is expected here")),
    }
}

fn bracket<'t>(from: &'t str, inside: &'t str, text: &'t str) -> Result<(Step, &'t str), Mistake> {
    if inside.starts_with(['\'', '"']) {
        let (name, rest) = quoted(inside, text)?;
        return match rest.strip_prefix(']') {
            Some(rest) => Ok((Step::Key(name), rest)),
            None => Err(here(rest, text, "a `]` is expected here")),
        };
    }
    let Some((index, rest)) = inside.split_once(']') else {
        return Err(here(from, text, "a `[` without its `]`"));
    };
    match index.parse() {
        Ok(index) if !inside.starts_with('+') => Ok((Step::Item(index), rest)),
        _ if index == "*" => Ok((Step::Every, rest)),
        _ => Err(here(inside, text, "only a place in a list, `*` or a key in quotes can stand in `[]`")),
    }
}

/// A key, in quotes or up to the next step.
fn name<'t>(rest: &'t str, text: &'t str) -> Result<(String, &'t str), Mistake> {
    if rest.starts_with(['\'', '"']) {
        return quoted(rest, text);
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if name.is_empty() || name.contains(['*', ']', '\'', '"', '(', ')', '?', '$']) {
        return Err(here(rest, text, "a key is expected here"));
    }
    Ok((name.to_owned(), after))
}

/// A key in quotes; a backslash stands before a quote that belongs to it, and before itself.
fn quoted<'t>(rest: &'t str, text: &'t str) -> Result<(String, &'t str), Mistake> {
    let mut chars = rest.char_indices();
    let quote = chars.next().map(|(_, quote)| quote);
    let mut name = String::new();
    while let Some((at, c)) = chars.next() {
        if Some(c) == quote {
            return Ok((name, rest.get(at + 1..).unwrap_or_default()));
        }
        let escaped = if c == '\\' { chars.next().map(|(_, c)| c) } else { None };
        name.push(escaped.unwrap_or(c));
    }
    Err(here(rest, text, "a quote that is never closed"))
}

/// A mistake at the beginning of `rest`, the end of `text`.
fn here(rest: &str, text: &str, message: &str) -> Mistake {
    let at = text.len() - rest.len();
    let width = rest.chars().next().map_or(0, char::len_utf8);
    Mistake::new(at..at + width, message, FORM)
}

#[cfg(test)]
mod tests {
    use optimus_yaml_nodes::{Options, read};
    use proptest::prelude::*;

    use super::*;

    const YAML: &str = "
query: top
a.b: dotted
steps:
- {query: one, 7: seven}
- {query: two, inner: {query: three}}
";

    fn selected(selector: &str) -> Vec<String> {
        let root = read::<Value>(YAML, &Options::lenient()).value;
        let found = Selector::parse(selector).unwrap();
        let texts = found.select(&root).into_iter().map(|value| match value {
            Value::Text(text) => text.clone(),
            other => format!("{other:?}"),
        });
        texts.collect()
    }

    #[test]
    fn every_step_leads_where_it_should() {
        for (selector, expected) in [
            ("$.query", vec!["top"]),
            ("query", vec!["top"]),
            (".query", vec!["top"]),
            ("$['a.b']", vec!["dotted"]),
            ("$.\"a.b\"", vec!["dotted"]),
            ("$.steps[1].query", vec!["two"]),
            ("$.steps[*].query", vec!["one", "two"]),
            ("$.steps[0].*", vec!["one", "seven"]),
            ("$.steps[0].7", vec!["seven"]),
            ("$..query", vec!["top", "one", "two", "three"]),
            ("$..inner..query", vec!["three"]),
            ("$.steps[9].query", vec![]),
            ("$.nothing.here", vec![]),
            ("$.query.deeper", vec![]),
            ("$.query[0]", vec![]),
        ] {
            assert_eq!(selected(selector), expected, "{selector}");
        }
    }

    #[test]
    fn a_selector_that_cannot_be_read_says_where() {
        for (selector, at) in [
            ("", 0),
            ("$", 0),
            ("$.", 2),
            ("$.a[", 3),
            ("$.a[x]", 4),
            ("$.a[-1]", 4),
            ("$.a[+1]", 4),
            ("$[?(@.a)]", 2),
            ("$.a['b]", 4),
            ("$.a['b'x", 7),
            ("$a", 1),
            ("$..*", 3),
            ("$.a*", 2),
        ] {
            assert_eq!(Selector::parse(selector).unwrap_err().at.start, at, "{selector}");
        }
    }

    #[test]
    fn length_and_steps_are_bounded() {
        assert!(Selector::parse(&".a".repeat(MAX_SELECTOR_STEPS)).is_ok());
        assert!(Selector::parse(&".a".repeat(MAX_SELECTOR_STEPS + 1)).is_err());
        assert!(Selector::parse(&"a".repeat(MAX_SELECTOR_BYTES + 1)).is_err());
    }

    #[test]
    fn descending_again_and_again_looks_at_every_value_once_a_step() {
        let deep = format!("{}x{}", "{a: ".repeat(1_000), "}".repeat(1_000));
        let root = read::<Value>(&deep, &Options::lenient()).value;
        let selector = Selector::parse(&"..a".repeat(MAX_SELECTOR_STEPS)).unwrap();
        assert_eq!(selector.select(&root).len(), 1_000 - MAX_SELECTOR_STEPS + 1);
    }

    proptest! {
        #[test]
        fn no_selector_panics_and_every_mistake_is_inside_of_it(selector in "(\\$|\\.|\\[|\\]|\\*|'|\"|\\\\|[a0é]|\\PC){0,12}") {
            match Selector::parse(&selector) {
                Ok(found) => drop(found.select(&read::<Value>(YAML, &Options::lenient()).value)),
                Err(mistake) => prop_assert!(selector.get(mistake.at).is_some()),
            }
        }
    }
}
