//! `printf`: Go's verbs, flags, widths and its way to complain inside the text.

use super::float::{exponent, general, shortest, special};
use super::{print, quote};
use crate::sink::{Full, Sink};
use crate::value::Value;

/// Widths and precisions above this are refused inside the text, as Go does.
const MAX_WIDTH: usize = 1_000_000;

/// One `%…` of a format.
#[derive(Clone, Copy, Debug, Default)]
struct Spec {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

struct Printer<'a> {
    rest: &'a str,
    args: &'a [Value],
    /// The next argument, and whether the format chose arguments by number.
    arg: usize,
    reordered: bool,
}

/// Writes `args` as `format` says.
pub(crate) fn printf(format: &str, args: &[Value], sink: &mut Sink) -> Result<(), Full> {
    let mut printer = Printer { rest: format, args, arg: 0, reordered: false };
    while let Some((before, after)) = printer.rest.split_once('%') {
        sink.push(before)?;
        printer.rest = after;
        printer.verb(sink)?;
    }
    sink.push(printer.rest)?;
    printer.extra(sink)
}

impl<'a> Printer<'a> {
    fn verb(&mut self, sink: &mut Sink) -> Result<(), Full> {
        let mut spec = self.flags();
        let mut good = self.index();
        spec.width = self.amount(&mut spec.minus);
        if self.accept('.') {
            good &= self.index();
            let mut negative = false;
            spec.precision = Some(self.amount(&mut negative).unwrap_or(0)).filter(|_| !negative);
        }
        good &= self.index();
        spec.zero &= !spec.minus;
        let Some(verb) = self.rest.chars().next() else { return sink.push("%!(NOVERB)") };
        self.rest = self.rest.get(verb.len_utf8()..).unwrap_or_default();
        if verb == '%' {
            return sink.push("%");
        }
        if !good {
            return sink.push(&format!("%!{verb}(BADINDEX)"));
        }
        match self.take() {
            None => sink.push(&format!("%!{verb}(MISSING)")),
            Some(value) => format(value, verb, spec, sink),
        }
    }

    fn flags(&mut self) -> Spec {
        let mut spec = Spec::default();
        while let Some(c) = self.rest.chars().next() {
            let flag = match c {
                '-' => &mut spec.minus,
                '+' => &mut spec.plus,
                '#' => &mut spec.sharp,
                ' ' => &mut spec.space,
                '0' => &mut spec.zero,
                _ => break,
            };
            *flag = true;
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        spec
    }

    /// Reads `[n]`, which chooses the next argument; whether that was possible.
    fn index(&mut self) -> bool {
        let Some(inside) = self.rest.strip_prefix('[') else { return true };
        self.reordered = true;
        let Some((number, after)) = inside.split_once(']') else {
            self.rest = inside;
            return false;
        };
        self.rest = after;
        match number.parse::<usize>() {
            Ok(number) if (1..=self.args.len()).contains(&number) => {
                self.arg = number - 1;
                true
            }
            _ => false,
        }
    }

    /// A width or a precision: digits, or `*` for an argument.
    fn amount(&mut self, negative: &mut bool) -> Option<usize> {
        if self.accept('*') {
            let Some(Value::Int(amount) | Value::Int64(amount)) = self.take() else { return None };
            *negative |= *amount < 0;
            return usize::try_from(amount.unsigned_abs()).ok().filter(|amount| *amount <= MAX_WIDTH);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, after) = self.rest.split_at_checked(end)?;
        self.rest = after;
        digits.parse().ok().filter(|amount| *amount <= MAX_WIDTH)
    }

    fn accept(&mut self, c: char) -> bool {
        let after = self.rest.strip_prefix(c);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn take(&mut self) -> Option<&'a Value> {
        let value = self.args.get(self.arg);
        self.arg += usize::from(value.is_some());
        value
    }

    /// Arguments that no verb took.
    fn extra(&self, sink: &mut Sink) -> Result<(), Full> {
        let extra = self.args.get(self.arg..).unwrap_or_default();
        if self.reordered || extra.is_empty() {
            return Ok(());
        }
        sink.push("%!(EXTRA ")?;
        for (index, value) in extra.iter().enumerate() {
            sink.push(if index > 0 { ", " } else { "" })?;
            typed(value, sink)?;
        }
        sink.push(")")
    }
}

fn typed(value: &Value, sink: &mut Sink) -> Result<(), Full> {
    sink.push(value.type_name())?;
    if *value != Value::Nil {
        sink.push("=")?;
        print(value, sink)?;
    }
    Ok(())
}

fn format(value: &Value, verb: char, spec: Spec, sink: &mut Sink) -> Result<(), Full> {
    match (verb, value) {
        ('T', _) => return pad(value.type_name(), spec, sink),
        ('v', Value::Nil | Value::Bool(_) | Value::Time(_)) => {
            let mut text = Sink::new(MAX_WIDTH);
            print(value, &mut text)?;
            return pad(&text.into_text(), spec, sink);
        }
        (_, Value::List(list)) => {
            let items = list.items().iter().map(|item| (None, item));
            return sequence("[", items, verb, spec, sink);
        }
        (_, Value::Map(map)) => {
            let entries = map.entries().iter().map(|(key, value)| (Some(key), value));
            return sequence("map[", entries, verb, spec, sink);
        }
        _ => {}
    }
    let done = match value {
        Value::Bool(value) if verb == 't' => Some(pad(if *value { "true" } else { "false" }, spec, sink)),
        Value::Int(value) | Value::Int64(value) => integer(*value, verb, spec, sink),
        Value::Float(value) => float(*value, verb, spec, sink),
        Value::Text(text) => textual(text, verb, spec, sink),
        Value::Time(time) => textual(&time.to_string(), verb, spec, sink),
        _ => None,
    };
    done.unwrap_or_else(|| {
        sink.push(&format!("%!{verb}("))?;
        typed(value, sink)?;
        sink.push(")")
    })
}

fn sequence<'a>(
    open: &str,
    items: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    verb: char,
    spec: Spec,
    sink: &mut Sink,
) -> Result<(), Full> {
    sink.push(open)?;
    for (index, (key, value)) in items.enumerate() {
        sink.push(if index > 0 { " " } else { "" })?;
        if let Some(key) = key {
            format(&Value::text(key.as_str()), verb, spec, sink)?;
            sink.push(":")?;
        }
        match value {
            // Inside something else, nothing has no type to complain about.
            Value::Nil => sink.push("<nil>")?,
            _ => format(value, verb, spec, sink)?,
        }
    }
    sink.push("]")
}

fn integer(value: i64, verb: char, spec: Spec, sink: &mut Sink) -> Option<Result<(), Full>> {
    let size = value.unsigned_abs();
    let c = || u32::try_from(value).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    let (prefix, digits) = match verb {
        'd' | 'v' => ("", size.to_string()),
        'x' => ("0x", format!("{size:x}")),
        'X' => ("0X", format!("{size:X}")),
        'o' => ("0", format!("{size:o}")),
        'O' => return Some(number(value < 0, "0o", &format!("{size:o}"), spec, sink)),
        'b' => ("0b", format!("{size:b}")),
        'c' => return Some(pad(&c().to_string(), spec, sink)),
        'q' => return Some(pad(&format!("'{}'", c()), spec, sink)),
        'U' => return Some(pad(&format!("U+{size:04X}"), spec, sink)),
        _ => return None,
    };
    let prefix = if spec.sharp { prefix } else { "" };
    let wanted = spec.precision.unwrap_or(0).saturating_sub(digits.len());
    Some(number(value < 0, prefix, &format!("{}{digits}", "0".repeat(wanted)), spec, sink))
}

fn float(value: f64, verb: char, spec: Spec, sink: &mut Sink) -> Option<Result<(), Full>> {
    let size = value.abs();
    let digits = match (verb, spec.precision) {
        _ if !value.is_finite() => special(size).trim_start_matches('+').to_owned(),
        ('v' | 'g' | 'G', None) => shortest(size),
        ('v' | 'g' | 'G', Some(precision)) => general(size, precision),
        ('f' | 'F', precision) => format!("{size:.*}", precision.unwrap_or(6)),
        ('e' | 'E', precision) => exponent(size, precision.unwrap_or(6)),
        _ => return None,
    };
    let digits = if verb.is_ascii_uppercase() { digits.to_uppercase() } else { digits };
    let spec = Spec { plus: spec.plus || (value.is_infinite() && value > 0.0), ..spec };
    Some(number(value.is_sign_negative() && !value.is_nan(), "", &digits, spec, sink))
}

fn textual(text: &str, verb: char, spec: Spec, sink: &mut Sink) -> Option<Result<(), Full>> {
    let cut = match spec.precision {
        Some(precision) => {
            text.char_indices().nth(precision).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
        }
        None => text,
    };
    Some(match verb {
        's' | 'v' => pad(cut, spec, sink),
        'x' | 'X' => {
            let digits: String = cut
                .bytes()
                .map(|b| if verb == 'x' { format!("{b:02x}") } else { format!("{b:02X}") })
                .collect();
            pad(&digits, spec, sink)
        }
        'q' => {
            let mut quoted = Sink::new(cut.len().saturating_mul(10).saturating_add(2));
            match quote(cut, &mut quoted) {
                Ok(()) => pad(&quoted.into_text(), spec, sink),
                Err(Full) => Err(Full),
            }
        }
        _ => return None,
    })
}

/// Sign, prefix and digits; zeros go between them.
fn number(negative: bool, prefix: &str, digits: &str, spec: Spec, sink: &mut Sink) -> Result<(), Full> {
    let sign = match (negative, spec.plus, spec.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    let zeros = match spec.width {
        Some(width) if spec.zero => width.saturating_sub(sign.len() + prefix.len() + digits.len()),
        _ => 0,
    };
    pad(&format!("{sign}{prefix}{}{digits}", "0".repeat(zeros)), Spec { zero: false, ..spec }, sink)
}

/// Fills up to the width, which counts characters.
fn pad(text: &str, spec: Spec, sink: &mut Sink) -> Result<(), Full> {
    let missing = spec.width.map_or(0, |width| width.saturating_sub(text.chars().count()));
    if spec.minus {
        sink.push(text)?;
        return sink.repeat(" ", missing);
    }
    sink.repeat(if spec.zero { "0" } else { " " }, missing)?;
    sink.push(text)
}
