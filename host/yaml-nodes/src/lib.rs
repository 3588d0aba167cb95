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
pub use limits::{Limits, MAX_DIAGNOSTICS, Mode, Options};
pub use read::{Read, read, read_bytes};
pub use record::Record;
pub use resolve::reads_as_text;
pub use spanned::Spanned;
pub use tree::Node;
pub use value::Value;
pub use wording::{nearest, shorten};
