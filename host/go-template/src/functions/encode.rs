//! Base 64, base 32 and JSON.

use super::{Answer, Args, Budget, Function, Table, Type};
use crate::format::{Style, json};
use crate::value::Value;

const TEXT: &[Type] = &[Type::Text];
const ANY: &[Type] = &[Type::Any];
const PLAIN: Style = Style { pretty: false, html_safe: true };
const PRETTY: Style = Style { pretty: true, html_safe: true };
const RAW: Style = Style { pretty: false, html_safe: false };

pub(super) const TABLE: Table = &[
    ("b64enc", Function::new(TEXT, |budget, args| encoded(budget, &BASE64, args.text(0)))),
    ("b64dec", Function::new(TEXT, |budget, args| decoded64(budget, args.text(0)))),
    ("b32enc", Function::new(TEXT, |budget, args| encoded(budget, &BASE32, args.text(0)))),
    ("b32dec", Function::new(TEXT, |budget, args| decoded32(budget, args.text(0)))),
    ("toJson", Function::new(ANY, |budget, args| budget.text(|sink| json(args.value(0), PLAIN, sink)))),
    ("mustToJson", Function::new(ANY, |budget, args| budget.text(|sink| json(args.value(0), PLAIN, sink)))),
    (
        "toPrettyJson",
        Function::new(ANY, |budget, args| budget.text(|sink| json(args.value(0), PRETTY, sink))),
    ),
    (
        "mustToPrettyJson",
        Function::new(ANY, |budget, args| budget.text(|sink| json(args.value(0), PRETTY, sink))),
    ),
    ("toRawJson", Function::new(ANY, |budget, args| budget.text(|sink| json(args.value(0), RAW, sink)))),
    ("mustToRawJson", Function::new(ANY, |budget, args| budget.text(|sink| json(args.value(0), RAW, sink)))),
];

/// An encoding of bytes as letters.
struct Base {
    name: &'static str,
    letters: &'static [u8],
    /// Bits that a letter carries.
    bits: u32,
    /// Bytes that are encoded together, and the letters that they make.
    group: (usize, usize),
}

const BASE64: Base = Base {
    name: "base64",
    letters: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    bits: 6,
    group: (3, 4),
};

const BASE32: Base =
    Base { name: "base32", letters: b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: (5, 8) };

fn encoded(budget: &Budget, base: &Base, text: &str) -> Answer {
    let (bytes, letters) = base.group;
    budget.text(|sink| {
        for group in text.as_bytes().chunks(bytes) {
            let filled =
                (0..bytes).fold(0u64, |bits, at| bits << 8 | u64::from(group.get(at).copied().unwrap_or(0)));
            let used = (group.len() * 8).div_ceil(base.bits as usize);
            for at in 0..letters {
                let shift = (letters - 1 - at) * base.bits as usize;
                let index = usize::try_from(filled >> shift & ((1 << base.bits) - 1)).unwrap_or(0);
                let letter = base.letters.get(index).copied().filter(|_| at < used).unwrap_or(b'=');
                sink.push_char(char::from(letter))?;
            }
        }
        Ok(())
    })
}

/// What base 64 stands for. As upstream, a mistake is the *result*, as text.
fn decoded64(budget: &Budget, text: &str) -> Answer {
    match bytes64(text) {
        Ok(bytes) => budget.text(|sink| sink.push(&String::from_utf8_lossy(&bytes))),
        Err(at) => Ok(Value::from(format!("illegal base64 data at input byte {at}"))),
    }
}

/// The bytes, or where Go sees a mistake.
fn bytes64(text: &str) -> Result<Vec<u8>, usize> {
    let kept = text.bytes().enumerate().filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
    let kept: Vec<_> = kept.collect();
    let end = kept.iter().position(|(_, byte)| *byte == b'=').unwrap_or(kept.len());
    let (letters, padding) = kept.split_at_checked(end).unwrap_or_default();
    let value =
        |(at, letter): &(usize, u8)| BASE64.letters.iter().position(|other| other == letter).ok_or(*at);
    let values = letters.iter().map(value).collect::<Result<Vec<_>, _>>()?;
    let left = letters.len() % 4;
    let after = match (left, padding) {
        (0, []) => &[],
        (_, []) => return Err(text.len() - left),
        (0 | 1, [(at, _), ..]) => return Err(*at),
        (2, [_]) => return Err(text.len()),
        (2, [_, (_, b'='), after @ ..]) | (3, [_, after @ ..]) => after,
        (_, [_, (at, _), ..]) => return Err(at - 1),
        _ => &[],
    };
    if let Some((at, _)) = after.first() {
        return Err(*at);
    }
    let group = |group: &[usize]| {
        let bits = (0..4).fold(0, |bits, at| bits << 6 | group.get(at).copied().unwrap_or(0));
        let [_, bytes @ ..] = u32::try_from(bits).unwrap_or(0).to_be_bytes();
        bytes.into_iter().take(group.len() * 6 / 8)
    };
    Ok(values.chunks(4).flat_map(group).collect())
}

/// What base 32 stands for; again, a mistake is the result.
fn decoded32(budget: &Budget, text: &str) -> Answer {
    let base = &BASE32;
    let mut bytes = Vec::with_capacity(text.len());
    let kept: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    for (number, group) in kept.chunks(base.group.1).enumerate() {
        let last = (number + 1) * base.group.1 >= kept.len();
        match decoded_group(base, group, last) {
            Ok(group) => bytes.extend(group),
            Err(at) => {
                let at = number * base.group.1 + at;
                return Ok(Value::from(format!("illegal {} data at input byte {at}", base.name)));
            }
        }
    }
    budget.text(|sink| sink.push(&String::from_utf8_lossy(&bytes)))
}

fn decoded_group(base: &Base, group: &[u8], last: bool) -> Result<Vec<u8>, usize> {
    let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
    let letters = group.len() - padding;
    let mut bits = 0u64;
    for (at, byte) in group.iter().take(letters).enumerate() {
        let value = base.letters.iter().position(|letter| letter == byte).ok_or(at)?;
        bits = bits << base.bits | value as u64;
    }
    // Where Go sees the mistake: at the beginning of a group that just stops, behind one that lacks padding or should be the last.
    match (group.len() == base.group.1, padding > 0) {
        (false, false) => return Err(0),
        (false, true) => return Err(group.len()),
        (true, true) if !last => return Err(group.len()),
        _ => {}
    }
    let held = u32::try_from(letters).unwrap_or(0) * base.bits;
    let whole = held / 8;
    if padding > 0 && held % 8 >= base.bits {
        return Err(letters);
    }
    let aligned = bits >> (held % 8);
    Ok((0..whole).rev().map(|at| (aligned >> (at * 8) & 0xff) as u8).collect())
}
