//! sprig's functions of words and their capitals.

use super::{Answer, Args, Budget, Function, Table, Type};
use crate::value::Value;

const ONE: &[Type] = &[Type::Text];

pub(super) const TABLE: Table = &[
    ("title", Function::new(ONE, |_, args| Ok(Value::from(title(args.text(0)))))),
    ("untitle", Function::new(ONE, |_, args| Ok(Value::from(untitle(args.text(0)))))),
    ("swapcase", Function::new(ONE, |_, args| Ok(Value::from(swapcase(args.text(0)))))),
    ("initials", Function::new(ONE, initials)),
    ("camelcase", Function::new(ONE, |_, args| Ok(Value::from(camelcase(args.text(0)))))),
    ("snakecase", Function::new(ONE, |_, args| Ok(Value::from(joined_words(args.text(0), '_'))))),
    ("kebabcase", Function::new(ONE, |_, args| Ok(Value::from(joined_words(args.text(0), '-'))))),
];

/// Maps each character, knowing the one before it.
fn map(text: &str, mut change: impl FnMut(char, Option<char>, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        change(c, before, &mut out);
        before = Some(c);
    }
    out
}

fn title(text: &str) -> String {
    map(text, |c, before, out| {
        let inside = before.is_some_and(|before| before.is_alphanumeric() || before == '_');
        if inside { out.push(c) } else { out.extend(c.to_uppercase()) }
    })
}

fn untitle(text: &str) -> String {
    map(text, |c, before, out| {
        let inside = before.is_some_and(|before| !before.is_whitespace());
        if inside { out.push(c) } else { out.extend(c.to_lowercase()) }
    })
}

fn swapcase(text: &str) -> String {
    map(
        text,
        |c, _, out| {
            if c.is_uppercase() { out.extend(c.to_lowercase()) } else { out.extend(c.to_uppercase()) }
        },
    )
}

fn initials(_: &mut Budget, args: &[Value]) -> Answer {
    let letters: String = args.text(0).split_whitespace().filter_map(|word| word.chars().next()).collect();
    Ok(Value::from(letters))
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// `http_server` becomes `HttpServer`. Connectors at the beginning stay, and all but one of several. Where there is nothing
/// else, the last one comes twice.
fn camelcase(text: &str) -> String {
    if text.chars().all(is_connector) {
        return text.chars().chain(text.chars().next_back()).collect();
    }
    let start = text.find(|c| !is_connector(c)).unwrap_or(text.len());
    let (lead, words) = text.split_at_checked(start).unwrap_or((text, ""));
    let mut out = lead.to_owned();
    let mut held: Option<char> = None;
    for c in words.chars() {
        match held {
            None => held = c.to_uppercase().next(),
            Some(before) if is_connector(before) && is_connector(c) => out.push(before),
            Some(before) if is_connector(before) => held = c.to_uppercase().next(),
            Some(before) => {
                out.push(before);
                held = c.to_lowercase().next();
            }
        }
    }
    out.extend(held);
    out
}

/// What a run of characters is, for [`joined_words`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    End,
    Number,
    Upper,
    Lower,
    Connector,
    Punctuation,
    Other,
}

/// Words in lower case with a connector between them. Which digits belong to which word follows the library that sprig uses:
/// `HTTP20xOK` is `http_20x_ok`, `Bld4Floor3rd` is `bld4_floor_3rd`.
fn joined_words(text: &str, connector: char) -> String {
    let mut words = Words { rest: text, out: String::with_capacity(text.len() + 8), connector };
    let (mut run, mut word) = words.next();
    while !words.rest.is_empty() {
        if run != Run::Connector {
            words.push(run, word);
        }
        let (before, last) = (run, word);
        (run, word) = words.next();
        match before {
            Run::Number => {
                (run, word) = words.alphanumeric(run, word);
                words.connect_unless(run, &[Run::End, Run::Punctuation]);
            }
            Run::Connector => words.push(before, last),
            Run::Punctuation => {}
            _ if run != Run::Number => words.connect_unless(run, &[Run::Connector, Run::Punctuation]),
            _ if words.rest.is_empty() => {}
            _ => (run, word) = words.number_after_word(word),
        }
    }
    words.push(run, word);
    words.out
}

struct Words<'a> {
    rest: &'a str,
    out: String,
    connector: char,
}

impl<'a> Words<'a> {
    fn push(&mut self, run: Run, word: &str) {
        match run {
            Run::Connector => self.out.extend(word.chars().map(|_| self.connector)),
            Run::Upper | Run::Lower => self.out.extend(word.chars().flat_map(char::to_lowercase)),
            _ => self.out.push_str(word),
        }
    }

    fn connect_unless(&mut self, run: Run, unless: &[Run]) {
        if !unless.contains(&run) {
            self.out.push(self.connector);
        }
    }

    /// Writes runs of letters and digits without connectors.
    fn alphanumeric(&mut self, mut run: Run, mut word: &'a str) -> (Run, &'a str) {
        while matches!(run, Run::Lower | Run::Number) {
            self.push(run, word);
            (run, word) = self.next();
        }
        (run, word)
    }

    /// A number belongs to the word before it, unless lower-case letters follow.
    fn number_after_word(&mut self, number: &str) -> (Run, &'a str) {
        let (run, word) = self.next();
        if run != Run::Lower {
            self.push(Run::Number, number);
            self.connect_unless(run, &[Run::Connector, Run::Punctuation]);
            return (run, word);
        }
        self.out.push(self.connector);
        self.push(Run::Number, number);
        let (run, word) = self.alphanumeric(run, word);
        self.connect_unless(run, &[Run::End, Run::Connector, Run::Punctuation]);
        (run, word)
    }

    fn next(&mut self) -> (Run, &'a str) {
        let Some(first) = self.rest.chars().next() else { return (Run::End, "") };
        let run = run_of(first);
        let len = match run {
            Run::Upper => self.upper(),
            Run::Lower => self.run(|c| is_letter(c) && !c.is_uppercase()),
            _ => self.run(|c| run_of(c) == run),
        };
        let (word, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.rest = rest;
        (run, word)
    }

    fn run(&self, belongs: impl Fn(char) -> bool) -> usize {
        self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len())
    }

    /// `HTTP` of `HTTPStatus`, and all of `Status`.
    fn upper(&self) -> usize {
        let capitals = self.run(char::is_uppercase);
        let after = self.rest.get(capitals..).unwrap_or_default();
        let lower = after.find(|c: char| !is_letter(c) || c.is_uppercase()).unwrap_or(after.len());
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        match (capitals > first, lower > 0) {
            (true, true) => {
                let last = self
                    .rest
                    .get(..capitals)
                    .and_then(|run| run.chars().next_back())
                    .map_or(0, char::len_utf8);
                capitals - last
            }
            (true, false) => capitals,
            (false, _) => capitals + lower,
        }
    }
}

/// Whether words are made of it: a letter, but for the characters of Chinese.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{3400}'..='\u{4d85}' | '\u{4e00}'..='\u{9fcc}' | '\u{20000}'..='\u{2b81d}')
}

fn run_of(c: char) -> Run {
    match c {
        _ if is_connector(c) => Run::Connector,
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => Run::Other,
        _ if c.is_ascii_punctuation() => Run::Punctuation,
        _ if c.is_uppercase() => Run::Upper,
        _ if is_letter(c) => Run::Lower,
        _ if c.is_numeric() => Run::Number,
        _ => Run::Other,
    }
}
