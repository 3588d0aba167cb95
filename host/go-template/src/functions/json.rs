//! `fromJson`: JSON as Go decodes it into anything, every number a float.

use super::{Answer, Args, Budget, Failure, Function, Table, Type};
use crate::value::Value;

const TEXT: &[Type] = &[Type::Text];

/// How many lists and objects may be inside each other: each level takes some stack.
const DEPTH: usize = 32;

pub(super) const TABLE: Table = &[
    // Upstream, what is no JSON gives nothing here.
    (
        "fromJson",
        Function::new(TEXT, |budget, args| match from_json(budget, args) {
            Err(Failure::Said(_)) => Ok(Value::Nil),
            other => other,
        }),
    ),
    ("mustFromJson", Function::new(TEXT, from_json)),
];

fn from_json(budget: &mut Budget, args: &[Value]) -> Answer {
    let mut reader = Reader { rest: args.text(0), depth: DEPTH, budget };
    let value = reader.value()?;
    if reader.rest.trim_start_matches(BLANKS).is_empty() { Ok(value) } else { Err(reader.mistake()) }
}

const BLANKS: &[char] = &[' ', '\t', '\r', '\n'];

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
    budget: &'a mut Budget,
}

impl Reader<'_> {
    fn value(&mut self) -> Answer {
        self.budget.charge(size_of::<Value>())?;
        self.rest = self.rest.trim_start_matches(BLANKS);
        match self.rest.chars().next() {
            Some('"') => Ok(Value::from(self.text()?)),
            Some('[') => self.nested(Self::list),
            Some('{') => self.nested(Self::map),
            Some('-' | '0'..='9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Answer {
        let words = [("null", Value::Nil), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        for (word, value) in words {
            if self.accept(word) {
                return Ok(value);
            }
        }
        Err(self.mistake())
    }

    fn number(&mut self) -> Answer {
        let end = self.rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let (number, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len())).unwrap_or_default();
        let digits = number.strip_prefix('-').unwrap_or(number);
        let leading_zero = digits.starts_with('0')
            && digits.get(1..).is_some_and(|d| d.starts_with(|c: char| c.is_ascii_digit()));
        let well_formed =
            digits.starts_with(|c: char| c.is_ascii_digit()) && !leading_zero && !number.ends_with('.');
        match number.parse::<f64>() {
            Ok(float) if well_formed && float.is_finite() => {
                self.rest = rest;
                Ok(Value::Float(float))
            }
            _ => Err(self.mistake()),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Answer) -> Answer {
        self.depth = self.depth.checked_sub(1).ok_or(Failure::Deep)?;
        self.rest = self.rest.get(1..).unwrap_or_default();
        let value = read(self)?;
        self.depth += 1;
        Ok(value)
    }

    fn list(&mut self) -> Answer {
        let mut items = Vec::new();
        if self.accept("]") {
            return Ok(Value::list(items));
        }
        loop {
            items.push(self.value()?);
            if self.accept("]") {
                return Ok(Value::list(items));
            }
            self.want(",")?;
        }
    }

    fn map(&mut self) -> Answer {
        let mut entries = Vec::new();
        if self.accept("}") {
            return Ok(Value::map::<String>(entries));
        }
        loop {
            self.rest = self.rest.trim_start_matches(BLANKS);
            let key = self.text()?;
            self.want(":")?;
            entries.push((key, self.value()?));
            if self.accept("}") {
                return Ok(Value::map(entries));
            }
            self.want(",")?;
        }
    }

    fn text(&mut self) -> Result<String, Failure> {
        self.rest = self.rest.strip_prefix('"').ok_or_else(|| self.mistake())?;
        let mut text = String::new();
        loop {
            let c = self.rest.chars().next().ok_or_else(|| self.mistake())?;
            self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                '\0'..='\x1f' => return Err(self.mistake()),
                _ => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Failure> {
        let c = self.rest.chars().next().ok_or_else(|| self.mistake())?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unicode()?,
            _ => return Err(self.mistake()),
        })
    }

    /// A code unit, or two that make a pair; half a pair becomes the replacement character.
    fn unicode(&mut self) -> Result<char, Failure> {
        let first = self.code_unit()?;
        if !(0xd800..0xdc00).contains(&first) || !self.rest.starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let after_first = self.rest;
        self.rest = self.rest.get(2..).unwrap_or_default();
        let second = self.code_unit()?;
        if !(0xdc00..0xe000).contains(&second) {
            self.rest = after_first;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn code_unit(&mut self) -> Result<u32, Failure> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit =
            digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| self.mistake())?;
        self.rest = self.rest.get(4..).unwrap_or_default();
        Ok(unit)
    }

    fn accept(&mut self, token: &str) -> bool {
        let after = self.rest.trim_start_matches(BLANKS).strip_prefix(token);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn want(&mut self, token: &str) -> Result<(), Failure> {
        if self.accept(token) { Ok(()) } else { Err(self.mistake()) }
    }

    fn mistake(&self) -> Failure {
        match self.rest.trim_start_matches(BLANKS).chars().next() {
            Some(c) => format!("invalid character {c:?} in JSON").into(),
            None => "unexpected end of JSON input".into(),
        }
    }
}
