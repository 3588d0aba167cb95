//! Quoted text.

use crate::sink::{Full, Sink};

/// A text as `%q` and sprig's `quote` write it: a Go string literal.
pub(crate) fn quote(text: &str, sink: &mut Sink) -> Result<(), Full> {
    sink.push("\"")?;
    for c in text.chars() {
        match c {
            '"' => sink.push("\\\"")?,
            '\\' => sink.push("\\\\")?,
            '\x07' => sink.push("\\a")?,
            '\x08' => sink.push("\\b")?,
            '\x0c' => sink.push("\\f")?,
            '\n' => sink.push("\\n")?,
            '\r' => sink.push("\\r")?,
            '\t' => sink.push("\\t")?,
            '\x0b' => sink.push("\\v")?,
            _ if is_printable(c) => sink.push_char(c)?,
            _ if c.is_ascii() => sink.push(&format!("\\x{:02x}", u32::from(c)))?,
            _ if u32::from(c) < 0x10000 => sink.push(&format!("\\u{:04x}", u32::from(c)))?,
            _ => sink.push(&format!("\\U{:08x}", u32::from(c)))?,
        }
    }
    sink.push("\"")
}

/// Whether Go shows a character as it is: of the spaces only the plain one, no control and no format character.
pub(crate) fn is_printable(c: char) -> bool {
    let hidden = matches!(u32::from(c), 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe000..=0xf8ff);
    c == ' ' || !(c.is_control() || c.is_whitespace() || hidden)
}
