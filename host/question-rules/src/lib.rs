//! The rules of a survey's question, applied as Optimus applies them: `required`, then a pattern in Go's RE2 syntax, then
//! lengths in code points. One engine for every kind of plugin.
//!
//! ```
//! use optimus_plugin_api::{Question, Verdict};
//! use optimus_question_rules::Rules;
//!
//! let question = Question { regexp: r"^\d{4}-\d\d$".into(), validation_error: "YYYY-MM".into(), ..Question::new("M", "Month") };
//! let rules = Rules::compile(&question).unwrap();
//! assert_eq!(rules.check("2024-02"), Verdict::Accepted);
//! assert_eq!(rules.check("٢٠٢٤-02"), Verdict::Rejected("YYYY-MM".into()));   // digits are ASCII in RE2
//!
//! let look_ahead = Question { regexp: "^(?!tmp)".into(), ..question };
//! assert_eq!(Rules::compile(&look_ahead).unwrap_err().at(), 1);
//! ```
//!
//! # From RE2 to the `regex` crate
//!
//! Both take time proportional to the text, and their syntax is nearly the same. Where it is not, the pattern is read by
//! Go's rules and written anew, atom by atom, so that nothing is left to the other's reading:
//!
//! | in Go | what is done |
//! |---|---|
//! | `\d \w \s \b` are ASCII, `\s` has no vertical tab | written out as ASCII classes |
//! | `[[]`, `[a&&b]`, `[a~~b]`, `{` alone, `\<` are literal | literals are escaped |
//! | `\Q…\E`, octal `\012`, `\pN`, `\p{^Greek}` | resolved |
//! | flags hold to the end of the group | written at each atom that they change |
//! | `(?x)`, `\u0041`, `a**`, `a{1001}`, `(?-u)`, `\C`, look-around, back-references do not exist | refused, with the place |
//!
//! The tests ask Go itself (`tests/processes/oracle`) about some hundred patterns in every run.
//!
//! # Where it differs from Go
//!
//! - The bounds below; Go lets a pattern nest 1,000 levels deep and grow to 128 MiB.
//! - The tables are of Unicode 16, those of Go 1.26 of Unicode 15: characters that are newer than that are letters,
//!   marks and so on here already, and `ﬅ` folds to `ﬆ`.
//! - `\p{Old_Italic}` and other scripts of two words are known; Go 1.26 has the tables, but does not find them by any name.
//!
//! # Bounds
//!
//! A pattern has at most [`MAX_PATTERN_BYTES`], nests at most [`MAX_PATTERN_DEPTH`] deep and has at most [`MAX_PATTERN_COST`]
//! when its repetitions are written out; all patterns of a survey together at most [`MAX_SURVEY_COST`].

mod cache;
mod error;
mod pattern;
mod rules;
mod survey;

pub use cache::check;
pub use error::PatternError;
pub use pattern::{MAX_PATTERN_BYTES, MAX_PATTERN_COST, MAX_PATTERN_DEPTH};
pub use rules::Rules;
pub use survey::{BadPattern, MAX_SURVEY_COST, Patterns, check_survey};
