use std::borrow::Cow;

use crate::place::Mark;

/// What is against the syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A character that begins nothing.
    Character(char),
    /// A key whose line ends without `:`, or that is too long.
    KeyWithoutColon,
    EntryNotAllowed,
    KeyNotAllowed,
    ValueNotAllowed,
    /// In a `%` line.
    Directive(&'static str),
    AnchorName,
    Tag(&'static str),
    BlockHeader(&'static str),
    Tab,
    IndicatorInQuotes,
    UnclosedQuote,
    UnknownEscape,
    EscapeDigits,
    HalfCharacter,
    DocumentStartMissing,
    UndefinedHandle,
    NodeMissing,
    EntryMissing,
    KeyMissing,
    /// A `:` where a key has to come first.
    KeyBeforeColonMissing,
    FlowSeparator {
        close: char,
    },
    UnclosedFlow {
        open: char,
    },
    Version,
}

/// A problem and its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) problem: Problem,
    /// Where it was noticed.
    pub(crate) at: Mark,
    /// Where what is wrong begins, if that is somewhere else.
    pub(crate) since: Option<Mark>,
    /// yaml.v2 names the line *above* the one where it noticed a mistake in the structure of tokens.
    pub(crate) names_line_above: bool,
}

impl Mistake {
    /// Of the scanner, in the midst of something.
    pub(crate) fn scanning(problem: Problem, at: Mark, since: Option<Mark>) -> Self {
        Self { problem, at, since, names_line_above: false }
    }

    /// Of the order of tokens.
    pub(crate) fn parsing(problem: Problem, at: Mark, since: Option<Mark>) -> Self {
        Self { problem, at, since, names_line_above: true }
    }
}

const QUOTE: &str = "put text with `: ` or ` #`, or that begins with one of * & { [ % @ !, in quotes";
const INDENT: &str = "keys of one mapping begin in the same column; indent with spaces";
const COLON: &str = "put text with `: ` in quotes; keys of one mapping begin in the same column";
const KEY: &str = "write `key: value`; a text of several lines is indented deeper than its key";
const LIST: &str = "begin the list in the next line, or put the text in quotes";
const DIRECTIVE: &str =
    "only %YAML 1.1 and %TAG exist, before a line `---`; put text that begins with % in quotes";
const ESCAPE: &str = "write a backslash twice, or put the text in single quotes";
const NUMBER: &str = "write the character itself, or its whole number as `\\U0001F600`";
const BLOCK: &str = "after `|` or `>` there may be `+` or `-`, a number from 1 to 9, and a comment";
const TAG: &str = "put text that begins with ! in quotes";

impl Problem {
    /// What it is, in one line, and what to do about it.
    pub(crate) fn words(&self) -> (Cow<'static, str>, &'static str) {
        let (message, help) = match self {
            Self::Character('\t') | Self::Tab => ("a tab in the indentation", "indent with spaces"),
            Self::Character(c) => {
                return (format!("text cannot begin with `{}`", c.escape_debug()).into(), QUOTE);
            }
            Self::KeyWithoutColon => ("a key without its `:`", KEY),
            Self::EntryNotAllowed => ("a list cannot begin here", LIST),
            Self::KeyNotAllowed => ("a `?` that cannot stand here", QUOTE),
            Self::ValueNotAllowed => ("a `:` that cannot stand here", COLON),
            Self::Directive(what) => (*what, DIRECTIVE),
            Self::AnchorName => ("a name of letters and digits is expected after `&` and `*`", QUOTE),
            Self::Tag(what) => (*what, TAG),
            Self::BlockHeader(what) => (*what, BLOCK),
            Self::IndicatorInQuotes => ("a `---` or `...` inside of a quoted text", "indent it"),
            Self::UnclosedQuote => {
                ("a quote that is never closed", "a quote inside single quotes is written twice")
            }
            Self::UnknownEscape => ("an escape that does not exist", ESCAPE),
            Self::EscapeDigits => ("an escape without its hexadecimal digits", ESCAPE),
            Self::HalfCharacter => ("an escape that does not exist: there is no such character", NUMBER),
            Self::DocumentStartMissing => ("`---` is expected here", DIRECTIVE),
            Self::UndefinedHandle => ("a tag whose beginning no %TAG line defines", TAG),
            Self::NodeMissing => ("a value is expected here", QUOTE),
            Self::EntryMissing => ("a `-` is expected here", INDENT),
            Self::KeyMissing => ("a key is expected here", INDENT),
            Self::KeyBeforeColonMissing => ("a `:` without a key", QUOTE),
            Self::FlowSeparator { close } => {
                return (format!("a `,` or `{close}` is expected here").into(), QUOTE);
            }
            Self::UnclosedFlow { open } => return (format!("a `{open}` that is never closed").into(), QUOTE),
            Self::Version => ("only version 1.1 of yaml is read", "remove the line that begins with %YAML"),
        };
        (message.into(), help)
    }
}
