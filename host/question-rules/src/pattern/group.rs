use crate::PatternError;

use super::translate::Reader;

/// What `(?…)` switches, as far as a match or no match depends on it. `U` changes only what is matched first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub(crate) fold: bool,
    pub(crate) lines: bool,
    pub(crate) dot_all: bool,
}

/// How a group begins.
pub(crate) enum Opening {
    /// `(`, `(?:`, `(?P<name>` or `(?<name>`, or `(?i:`, whose flags hold from now on. Go lets groups share a name.
    Group,
    /// `(?i)`: no group, flags for the rest of the group around it.
    FlagsOnly,
}

pub(crate) fn opening(reader: &mut Reader<'_>) -> Result<Opening, PatternError> {
    let start = reader.at;
    reader.eat("(");
    if !reader.eat("?") {
        return Ok(Opening::Group);
    }
    let head = reader.rest();
    if ["=", "!", "<=", "<!"].iter().any(|look| head.starts_with(look)) {
        reader.at += if head.starts_with('<') { 2 } else { 1 };
        return Err(reader.error("look-around is not part of RE2", start));
    }
    if reader.eat("P<") || reader.eat("<") { name(reader, start) } else { flags(reader, start) }
}

fn name(reader: &mut Reader<'_>, start: usize) -> Result<Opening, PatternError> {
    let name = reader.rest().split_once('>').map(|(name, _)| name);
    let valid = |name: &&str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let Some(name) = name.filter(valid) else {
        return Err(reader.error("a group's name has letters, digits and `_` and ends in `>`", start));
    };
    reader.at += name.len() + 1;
    Ok(Opening::Group)
}

fn flags(reader: &mut Reader<'_>, start: usize) -> Result<Opening, PatternError> {
    let mut flags = reader.flags;
    let (mut on, mut seen, mut minus) = (true, false, false);
    while let Some(c) = reader.next() {
        match c {
            'i' => flags.fold = on,
            'm' => flags.lines = on,
            's' => flags.dot_all = on,
            'U' => {}
            '-' if !minus => {
                (on, minus, seen) = (false, true, false);
                continue;
            }
            ':' | ')' if seen || !minus => {
                reader.flags = flags;
                return Ok(if c == ':' { Opening::Group } else { Opening::FlagsOnly });
            }
            _ => break,
        }
        seen = true;
    }
    Err(reader.error("what follows `(?` is none of RE2's groups or flags (i, m, s, U)", start))
}
