use super::{
    Value,
    style::{Place, Style, choose},
};

/// The longest key, in bytes, that is written without a leading `?`.
const SIMPLE_KEY_BYTES: usize = 128;

/// The columns of one level.
const INDENT: usize = 2;

/// Writes blocks: what is where. The text of scalars is the neighbour's matter.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) out: String,
    /// Characters since the last line break.
    pub(super) column: usize,
    /// Where a new line begins at this level.
    pub(super) indent: usize,
    /// The last thing written was a blank or an indent.
    pub(super) whitespace: bool,
    /// Nothing but indent and dashes was written on this line.
    pub(super) at_indent: bool,
}

impl Default for Writer {
    fn default() -> Self {
        Self { out: String::new(), column: 0, indent: 0, whitespace: true, at_indent: true }
    }
}

impl Writer {
    pub(super) fn document(mut self, value: &Value) -> String {
        self.node(value, Parent::None, 0);
        self.indent = 0;
        self.new_line();
        self.out
    }

    /// Writes a value whose own block, if it is one, begins at column `level`.
    fn node(&mut self, value: &Value, parent: Parent, level: usize) {
        match value {
            Value::Text(text) => self.text(text, false, level),
            Value::Bare(word) => self.scalar(word, Style::Plain, false, level),
            Value::Map(entries) if entries.is_empty() => self.indicator("{}", true, false, false),
            Value::List(items) if items.is_empty() => self.indicator("[]", true, false, false),
            Value::Map(entries) => self.map(entries, level),
            Value::List(items) => self.list(items, parent, level),
        }
    }

    fn map(&mut self, entries: &[(String, Value)], level: usize) {
        for (key, value) in entries {
            self.indent = level;
            self.new_line();
            if is_simple_key(key) {
                self.text(key, true, level + INDENT);
                self.indicator(":", false, false, false);
            } else {
                self.indicator("?", true, false, true);
                self.text(key, false, level + INDENT);
                self.indent = level;
                self.new_line();
                self.indicator(":", true, false, true);
            }
            self.node(value, Parent::Map, level + INDENT);
        }
    }

    /// A list right after `key:` keeps the column of its key.
    fn list(&mut self, items: &[Value], parent: Parent, level: usize) {
        let level =
            if parent == Parent::Map && !self.at_indent { level.saturating_sub(INDENT) } else { level };
        for item in items {
            self.indent = level;
            self.new_line();
            self.indicator("-", true, false, true);
            self.node(item, Parent::List, level + INDENT);
        }
    }

    fn text(&mut self, text: &str, key: bool, level: usize) {
        let place = if key { Place::Key } else { Place::Value };
        self.scalar(text, choose(text, place), key, level);
    }

    /// Lines that a scalar is broken into stand at column `level`.
    fn scalar(&mut self, text: &str, style: Style, key: bool, level: usize) {
        self.indent = level;
        let fold = !key;
        match style {
            Style::Plain => self.plain(text, fold),
            Style::SingleQuoted => self.single_quoted(text, fold),
            Style::DoubleQuoted => self.double_quoted(text, fold),
            Style::Literal => self.literal(text),
        }
    }

    /// Begins a line at the current indent, unless one has just begun there.
    pub(super) fn new_line(&mut self) {
        let begun =
            self.at_indent && (self.column < self.indent || (self.column == self.indent && self.whitespace));
        if !begun {
            self.line_break();
        }
        while self.column < self.indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.at_indent = true;
    }

    pub(super) fn indicator(&mut self, text: &str, blank_before: bool, whitespace: bool, at_indent: bool) {
        if blank_before && !self.whitespace {
            self.put(' ');
        }
        text.chars().for_each(|c| self.put(c));
        self.whitespace = whitespace;
        self.at_indent = self.at_indent && at_indent;
    }

    pub(super) fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    pub(super) fn line_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }
}

/// What holds the value that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parent {
    None,
    Map,
    List,
}

fn is_simple_key(key: &str) -> bool {
    key.len() <= SIMPLE_KEY_BYTES && !key.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}
