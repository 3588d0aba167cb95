mod class;
mod escape;
mod group;
mod piece;
mod translate;
mod unicode;

use crate::PatternError;

/// The longest pattern, in bytes. 16 KiB; the longest seen in a real plugin has 60 bytes.
pub const MAX_PATTERN_BYTES: usize = 16 * 1024;
/// How deep groups and repetitions may nest. 100. RE2 allows 1,000, which nobody can read.
pub const MAX_PATTERN_DEPTH: usize = 100;
/// What a pattern may cost when its repetitions are written out: 20,000 atoms, where a class of Unicode characters counts 50.
pub const MAX_PATTERN_COST: usize = 20_000;

/// Memory of the compiled form. 32 MiB; [`MAX_PATTERN_COST`] is reached first.
const COMPILED_BYTES: usize = 32 << 20;
/// Memory that matching may use to be fast. 1 MiB a thread; with less it is slower, never wrong.
const MATCHING_BYTES: usize = 1 << 20;

/// A pattern in Go's syntax, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    regex: regex::Regex,
    cost: usize,
}

impl Pattern {
    pub(crate) fn compile(text: &str) -> Result<Self, PatternError> {
        if text.len() > MAX_PATTERN_BYTES {
            let reason = format!("it has {} bytes, {MAX_PATTERN_BYTES} are the limit", text.len());
            return Err(PatternError::new(reason, 0, text.len()));
        }
        let translated = translate::translate(text)?;
        let built = regex::RegexBuilder::new(&translated.text)
            .nest_limit(10 * u32::try_from(MAX_PATTERN_DEPTH).unwrap_or(u32::MAX))
            .size_limit(COMPILED_BYTES)
            .dfa_size_limit(MATCHING_BYTES)
            .build();
        let regex = built.map_err(|error| PatternError::new(refusal(&error), 0, text.len()))?;
        Ok(Self { regex, cost: translated.cost })
    }

    pub(crate) fn is_match(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }

    pub(crate) fn cost(&self) -> usize {
        self.cost
    }
}

fn refusal(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it is too large when compiled".to_owned(),
        other => format!("it cannot be compiled: {}", other.to_string().replace('\n', " ")),
    }
}
