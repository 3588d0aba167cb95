use serde_json::{Map, Value};

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    const WORDS: [(&'static str, Self); 5] = [
        ("trace", Self::Trace),
        ("debug", Self::Debug),
        ("info", Self::Info),
        ("warn", Self::Warn),
        ("error", Self::Error),
    ];

    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, level)| *level)
    }
}

/// One line of a plugin's log. Its texts are the plugin's own, not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) level: Level,
    pub(super) message: String,
    /// The name of the plugin's logger.
    pub(super) module: Option<String>,
    pub(super) fields: Vec<(String, String)>,
    /// The first words of a Go program's end, if they are.
    pub(super) end: Option<End>,
    /// Not written by a logger.
    pub(super) is_raw: bool,
}

/// How a Go program says that it ends; the later one explains more. A trace may go on with what an earlier one begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// Of its runtime: why it ends, or only what it found on a stack.
    Remark,
    /// A signal, from outside or its own.
    Signal,
    /// A panic, or why its runtime gives up.
    Cause,
}

impl End {
    fn of(line: &str) -> Option<Self> {
        let begins = |words: &[&str]| words.iter().any(|words| line.starts_with(words));
        match () {
            () if begins(&["panic: ", "fatal error: ", "runtime/cgo: "]) => Some(Self::Cause),
            () if begins(&["SIGABRT: ", "SIGSEGV: "]) => Some(Self::Signal),
            () if begins(&["runtime: "]) => Some(Self::Remark),
            () => None,
        }
    }
}

impl Record {
    /// A line without structure.
    pub(super) fn plain(level: Level, message: &str) -> Self {
        let message = message.to_owned();
        Self { level, message, module: None, fields: Vec::new(), end: None, is_raw: true }
    }

    /// The bytes of its texts.
    pub(super) fn size(&self) -> usize {
        let fields: usize = self.fields.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.message.len() + self.module.as_ref().map_or(0, String::len) + fields
    }

    /// What was attached, as `key=value key=value`.
    pub(super) fn fields_text(&self) -> String {
        let one = |(key, value): &(String, String)| format!("{key}={value}");
        self.fields.iter().map(one).collect::<Vec<_>>().join(" ")
    }
}

/// Reads lines as go-plugin's client does: hclog's JSON, then prefixes, then the mode after a panic, else debug.
#[derive(Debug, Default)]
pub(super) struct Parser {
    panicking: bool,
}

impl Parser {
    pub(super) fn record(&mut self, line: &str) -> Record {
        structured(line).or_else(|| prefixed(line)).unwrap_or_else(|| self.raw(line))
    }

    /// A panic's own lines have no level: from its first on they are errors.
    fn raw(&mut self, line: &str) -> Record {
        let end = End::of(line);
        self.panicking |= line.starts_with("panic: ") || line.starts_with("fatal error: ");
        let level = if self.panicking { Level::Error } else { Level::Debug };
        Record { end, ..Record::plain(level, line) }
    }
}

fn structured(line: &str) -> Option<Record> {
    let Ok(Value::Object(mut object)) = serde_json::from_str(line) else { return None };
    let level = object.remove("@level").as_ref().and_then(Value::as_str).and_then(Level::from_word);
    let Some(level) = level else { return Some(Record::plain(Level::Debug, line)) };
    let message = object.remove("@message").map(text).unwrap_or_default();
    let module = object.remove("@module").map(text);
    Some(Record { level, message, module, fields: fields(object), end: None, is_raw: false })
}

/// All other keys; the time is called by its plain name, as go-plugin does.
fn fields(object: Map<String, Value>) -> Vec<(String, String)> {
    let key = |key: String| if key == "@timestamp" { "timestamp".to_owned() } else { key };
    object.into_iter().map(|(name, value)| (key(name), text(value))).collect()
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn prefixed(line: &str) -> Option<Record> {
    let (word, rest) = line.strip_prefix('[')?.split_once(']')?;
    let level = Level::from_word(word).filter(|_| word.chars().all(|c| c.is_ascii_uppercase()))?;
    Some(Record::plain(level, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_of_hclog_gives_level_message_module_and_fields() {
        let line = r#"{"@level":"info","@message":"ready","@module":"full","@timestamp":"2026-01-01T00:00:00.000000Z","n":7,"k":"v"}"#;
        let record = Parser::default().record(line);
        assert_eq!(
            (record.level, record.message.as_str(), record.module.as_deref()),
            (Level::Info, "ready", Some("full"))
        );
        assert_eq!(record.fields_text(), "timestamp=2026-01-01T00:00:00.000000Z k=v n=7");
    }

    #[test]
    fn json_without_a_level_is_one_line_at_debug() {
        for line in [r#"{"@message":"x"}"#, r#"{"@level":7}"#, r#"{"@level":"loud"}"#] {
            assert_eq!(Parser::default().record(line), Record::plain(Level::Debug, line));
        }
    }

    #[test]
    fn prefixes_give_the_level() {
        for (line, level) in [
            ("[TRACE] a", Level::Trace),
            ("[DEBUG] a", Level::Debug),
            ("[INFO] a", Level::Info),
            ("[WARN]  a", Level::Warn),
            ("[ERROR] a", Level::Error),
        ] {
            assert_eq!(Parser::default().record(line), Record::plain(level, "a"));
        }
        assert_eq!(Parser::default().record("[info] a").level, Level::Debug);
        assert_eq!(Parser::default().record("[1 2] a").message, "[1 2] a");
    }

    #[test]
    fn after_a_panic_lines_without_a_level_are_errors() {
        let mut parser = Parser::default();
        let levels = ["before", "panic: no", "goroutine 1 [running]:", "[INFO] tagged", "main.main()"]
            .map(|line| parser.record(line).level);
        assert_eq!(levels, [Level::Debug, Level::Error, Level::Error, Level::Info, Level::Error]);
        assert_eq!(Parser::default().record("fatal error: all goroutines are asleep").end, Some(End::Cause));
    }

    #[test]
    fn hostile_lines_are_only_lines() {
        let deep = "[".repeat(60_000);
        assert_eq!(Parser::default().record(&deep).message.len(), 60_000);
        assert_eq!(Parser::default().record("").message, "");
        assert_eq!(Parser::default().record("{\"@level\":\"info\"}").message, "");
    }
}
