use crate::PatternError;

use super::{
    class,
    piece::{Piece, with_flag},
    translate::Reader,
    unicode,
};

/// An escape outside of a class.
pub(crate) fn outside(reader: &mut Reader<'_>) -> Result<Piece, PatternError> {
    let start = reader.at;
    for (escape, text) in [(r"\A", r"\A"), (r"\z", r"\z"), (r"\b", r"(?-u:\b)"), (r"\B", r"(?-u:\B)")] {
        if reader.eat(escape) {
            return Ok(Piece::atom(text));
        }
    }
    if reader.eat(r"\C") {
        return Err(reader.error(r"`\C` (any byte) cannot be used: answers are text", start));
    }
    if let Some(class) = class::perl(reader) {
        return Ok(Piece::atom(with_flag(class, 'i', reader.flags.fold)));
    }
    if let Some(class) = unicode::class(reader)? {
        return Ok(Piece { cost: unicode::COST, ..Piece::atom(with_flag(class, 'i', reader.flags.fold)) });
    }
    let number = character(reader)?;
    Ok(char::from_u32(number)
        .map_or_else(|| Piece::atom(class::NOTHING), |c| Piece::literal(c, reader.flags.fold)))
}

/// The number of the one character that an escape stands for: `\.`, `\n`, `\x41`, `\x{1F600}`, `\012`. It may be half of
/// a surrogate pair, which is in no text.
pub(crate) fn character(reader: &mut Reader<'_>) -> Result<u32, PatternError> {
    let start = reader.at;
    reader.eat("\\");
    let Some(c) = reader.next() else { return Err(reader.error(r"a `\` at the end", start)) };
    let octal_follows = reader.peek().is_some_and(|next| next.is_digit(8));
    match c {
        'a' => Ok('\u{7}'.into()),
        'f' => Ok('\u{c}'.into()),
        'n' => Ok('\n'.into()),
        'r' => Ok('\r'.into()),
        't' => Ok('\t'.into()),
        'v' => Ok('\u{b}'.into()),
        'x' => hexadecimal(reader, start),
        '0' => Ok(octal(reader, c)),
        '1'..='7' if octal_follows => Ok(octal(reader, c)),
        '1'..='9' => Err(reader.error("back-references are not part of RE2", start)),
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c.into()),
        _ => Err(reader.error(format!(r"`\{}` is not an escape of RE2", c.escape_debug()), start)),
    }
}

/// Up to three octal digits, of which the first is read.
fn octal(reader: &mut Reader<'_>, first: char) -> u32 {
    let mut value = first.to_digit(8).unwrap_or(0);
    for _ in 0..2 {
        let Some(digit) = reader.peek().and_then(|c| c.to_digit(8)) else { break };
        reader.next();
        value = value * 8 + digit;
    }
    value
}

fn hexadecimal(reader: &mut Reader<'_>, start: usize) -> Result<u32, PatternError> {
    let digits = if reader.eat("{") {
        let digits = reader.rest().split_once('}').map(|(digits, _)| digits);
        reader.at += digits.map_or(0, |digits| digits.len() + 1);
        digits
    } else {
        let digits = reader.rest().get(..2);
        reader.at += digits.map_or(0, str::len);
        digits
    };
    let hexadecimal =
        digits.filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let value = hexadecimal.and_then(|digits| {
        u32::from_str_radix(digits.trim_start_matches('0'), 16).ok().or(
            // Only zeros.
            digits.bytes().all(|byte| byte == b'0').then_some(0),
        )
    });
    let character = value.filter(|value| *value <= u32::from(char::MAX));
    character.ok_or_else(|| {
        reader.error(r"`\x` wants two hexadecimal digits, or a character's number in braces", start)
    })
}
