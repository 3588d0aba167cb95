//! Go's template language (`text/template`) as far as Optimus jobs use it: the macros of configuration values and assets,
//! `{{.DSTART | Date}}`.
//!
//! It knows nothing of plugins and touches nothing outside its arguments: no clock, no environment, no files, no randomness. That
//! lets a component use it too, without the feature `regex` and so without any dependency. Texts and data may be hostile; see [`Limits`].
//!
//! What there is: all actions of `text/template` (comments, trim markers, pipelines, variables, `if`, `with`, `range`,
//! `define`, `template`, `block`, `break`, `continue`), its functions, `Date`, and those of sprig 3.2.2 that depend on their
//! arguments alone. What reads the server upstream (`env`, `expandenv`, `getHostByName`) or differs from run to run (`now`,
//! `uuidv4`, `rand…`) refuses with an error that says so; an embedder who wants one adds it with
//! [`TemplateSet::with_function`]. Complex numbers, sprig's cryptography, its URLs and its semantic versions do not exist here.

mod ast;
mod error;
mod exec;
mod format;
mod functions;
mod lex;
mod limits;
mod parse;
mod set;
mod sink;
mod time;
mod value;

#[cfg(test)]
mod tests;

pub use error::{Error, ErrorKind};
pub use functions::{Budget, Failure, Function, Type};
pub use limits::Limits;
pub use set::{TemplateSet, render};
pub use time::Time;
pub use value::{List, Map, Value};
