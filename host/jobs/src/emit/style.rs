use optimus_yaml_nodes::reads_as_text;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the `:` on one line.
    Key,
    /// Anywhere else.
    Value,
}

/// The style of a text: the plainest that reads back as the same text.
pub(super) fn choose(text: &str, place: Place) -> Style {
    let facts = Facts::of(text);
    match wished(text, place) {
        Style::Plain if facts.plain && !(text.is_empty() && place == Place::Key) => Style::Plain,
        Style::Plain if facts.single_quoted => Style::SingleQuoted,
        Style::Literal if facts.literal && place == Place::Value => Style::Literal,
        _ => Style::DoubleQuoted,
    }
}

/// What yaml.v2 asks for before it looks at the characters.
fn wished(text: &str, place: Place) -> Style {
    if text.contains('\n') {
        Style::Literal
    } else if !reads_as_text(text) || is_base_60(text) || is_merge_key(text, place) {
        Style::DoubleQuoted
    } else {
        Style::Plain
    }
}

/// Sexagesimal numbers of YAML 1.1 (`1:30`), which yaml.v2 does not read but quotes for the sake of others.
fn is_base_60(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let mut parts = whole.split(':');
    let head = parts.next().unwrap_or_default();
    let sixtieth = |part: &str| match part.as_bytes() {
        [d] => d.is_ascii_digit(),
        [b'0'..=b'5', d] => d.is_ascii_digit(),
        _ => false,
    };
    whole.contains(':')
        && head.starts_with(|c: char| c.is_ascii_digit())
        && digits(head)
        && parts.all(sixtieth)
        && digits(fraction)
}

/// yaml.v2 writes the key `<<` bare and cannot read it back: bare, it means *merge*. Here it is quoted.
fn is_merge_key(text: &str, place: Place) -> bool {
    place == Place::Key && text == "<<"
}

/// Which styles the characters of a text allow.
struct Facts {
    plain: bool,
    single_quoted: bool,
    literal: bool,
}

impl Facts {
    fn of(text: &str) -> Self {
        let chars = Spacing::of(text);
        let edge = |c: char| c == ' ' || is_break(c);
        let blank_edge = text.starts_with(edge) || text.ends_with(edge);
        let special = chars.blank_before_break || text.chars().any(|c| !is_printable(c));
        Self {
            plain: !(blank_edge || special || chars.any_break || has_indicator(text)),
            single_quoted: !(special || chars.blank_after_break),
            literal: !(special || text.is_empty() || text.ends_with(' ')),
        }
    }
}

/// Blanks next to line breaks, which folding would lose.
#[derive(Default)]
struct Spacing {
    any_break: bool,
    blank_after_break: bool,
    blank_before_break: bool,
}

impl Spacing {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut before = None;
        for c in text.chars() {
            found.any_break |= is_break(c);
            found.blank_after_break |= c == ' ' && before.is_some_and(is_break);
            found.blank_before_break |= is_break(c) && before == Some(' ');
            before = Some(c);
        }
        found
    }
}

/// A character that means something to YAML where it stands: at the beginning, `: `, ` #`.
fn has_indicator(text: &str) -> bool {
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    let blank_or_end = |next: Option<char>| next.is_none_or(|c| matches!(c, ' ' | '\t'));
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let speaks = match (before, c) {
            (None, '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|') => true,
            (None, '>' | '\'' | '"' | '%' | '@' | '`') => true,
            (None, '?' | '-') | (_, ':') => blank_or_end(next),
            (Some(before), '#') => matches!(before, ' ' | '\t' | '\0') || is_break(before),
            _ => false,
        };
        if speaks {
            return true;
        }
        before = Some(c);
    }
    false
}

/// A line break of YAML 1.1.
pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A character that needs no escape. A tab does.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}
