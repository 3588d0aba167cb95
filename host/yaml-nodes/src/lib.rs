//! YAML as yaml.v2 reads it, the Go library that Optimus reads its plugin, job and configuration files with.
//!
//! A text is composed into a bounded tree of nodes with their places, and the tree is decoded by hand into plain Rust
//! values. Decoding collects *every* mistake as a diagnostic with line and column, and keeps what could be read beside
//! them. That is what derive-based decoders cannot do: they stop at the first mistake.
//!
//! ```
//! use optimus_yaml_nodes::{Options, read, record};
//!
//! #[derive(Default)]
//! struct Job {
//!     name: String,
//!     retries: i64,
//!     tags: Vec<String>,
//! }
//! record!(Job, "a job", { "name" => name, "retries" => retries, "tags" => tags });
//!
//! let good = read::<Job>("name: 1.10\nretries: 0x10\ntags: [a, yes]\n", &Options::strict());
//! assert_eq!((good.value.name.as_str(), good.value.retries), ("1.10", 16));
//! assert!(good.diagnostics.is_empty());
//!
//! let bad = read::<Job>("nmae: a\nretries: many\ntags: b\n", &Options::strict());
//! let text = bad.diagnostics.to_string();
//! assert!(text.contains("1:1: unknown field `nmae` in a job"), "{text}");
//! assert_eq!(bad.diagnostics.list.len(), 3);
//! ```
//!
//! # What yaml.v2 does that other readers do not
//!
//! - Text is taken as it is written: `version: 1.10` is the text `1.10`, `name: yes` the text `yes`, a date a date.
//! - `yes`, `on`, `y` and their likes are booleans; integers have the bases `0x`, `0o`, `0b` and a leading `0`; a float
//!   is accepted for an integer and cut.
//! - Nothing, `~` and `null` leave the zero value of any type.
//! - `<<` merges mappings; a later key overrides, wherever the merge stands.
//! - Of several documents the first is used, the rest is not even looked at.
//! - A field that occurs twice is decoded *into* the same value ([`Mode::Lenient`]) or is an error ([`Mode::Strict`]).
//! - The syntax is that of yaml 1.1 with the habits of libyaml, whose scanner and parser are ported here as they are in
//!   yaml.v2: only so is every text accepted and refused as there, and every mistake noticed in the same line. Of the lines
//!   of a mistake one is always the line that yaml.v2 names, which often is the one above.
//!
//! The tests ask the real yaml.v2 (`tests/processes/oracle`) about a thousand files in every run.
//!
//! # Where it differs from yaml.v2
//!
//! | here | in yaml.v2 | because |
//! |---|---|---|
//! | every mistake is told, also those beside a wrong tag or an alias without anchor | such a one ends the reading | one run should do |
//! | limits of size, depth, nodes and expansion | 10,000 levels, a quota of aliases | a file must not cost more than it is worth |
//! | a control character or a wrong byte is refused wherever it is | only if it is within 512 bytes of what was read | the distance of documents should not matter |
//! | a byte-order mark at the beginning is passed over, however often, and is text elsewhere | a second one, or one that begins its read buffer, makes it lose the first character of every line | data is not lost |
//! | `!!binary` must be text | any bytes | the contract has texts |
//! | a warning of what follows the only document | silence | data is not lost silently |
//! | `Null` and `NULL` are no [`Option`] | an empty one | `null` and `~` are none there too |
//! | [`Value`] takes any key, any number of times | a Go map does not | its users want the order |
//!
//! # Bounds
//!
//! Nothing in a file can take more memory or time than [`Limits`] says: its size, how deep it nests, how many nodes it has,
//! how many nodes and how much text come out of it when its aliases are expanded. Each limit names itself in a diagnostic
//! of its own code.

mod base64;
mod compose;
mod decode;
mod decoder;
mod entries;
mod input;
mod limits;
mod number;
mod parse;
mod place;
mod problem;
mod read;
mod record;
mod resolve;
mod scan;
mod spanned;
mod syntax;
mod template;
mod timestamp;
mod tree;
mod value;
mod wording;

pub use decode::Decode;
pub use decoder::Decoder;
pub use entries::Entries;
pub use limits::{Limits, MAX_DIAGNOSTICS, Mode, Options};
pub use read::{Read, read, read_bytes};
pub use record::Record;
pub use resolve::reads_as_text;
pub use spanned::Spanned;
pub use tree::Node;
pub use value::Value;
pub use wording::{nearest, shorten};
