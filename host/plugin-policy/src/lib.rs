//! What plugins may do and use: one policy for all kinds.
//!
//! A [`Policy`] is read from a file, or from under `plugin:` in a server's configuration. It says for each plugin, by name or by
//! digest, what it is *granted* ([`Grants`]), what *limits* hold ([`Limits`]) and, for executables, how the process is contained
//! ([`Containment`]). What is not granted is denied, and an empty list denies all.
//!
//! A component states its *wishes* ([`Wishes`]). What holds is wish ∩ grant; a wish that is not granted is reported together
//! with the line that would grant it and what that line risks.
//!
//! This crate decides; it enforces nothing and runs nothing. The kinds enforce, and report each decision as an [`AuditEvent`].

mod audit;
mod containment;
mod denied;
mod digest;
#[doc(hidden)]
pub mod fuzzing;
mod grants;
mod limits;
mod line;
mod method;
mod policy;
mod request;
mod rules;
mod secrets;
mod wishes;
mod words;

pub use audit::{AuditEvent, AuditSink, AuditVerdict};
pub use containment::{Containment, Execution, Profile};
pub use denied::Denied;
pub use digest::{BadDigest, Digest};
pub use grants::{CacheGrant, Grants, HttpGrant, SecretGrant, SecretUse};
pub use limits::Limits;
pub use policy::{OF_ALL_PLUGINS, Overall, Policy, Row};
pub use request::{RequestHost, address_allowed, parse_authority};
pub use rules::{Enforce, PluginRules, Trust};
pub use secrets::SecretSource;
pub use wishes::{
    BadWishes, Held, HttpWish, MAX_WISHES_BYTES, Missing, SecretWish, WISHES_SECTION, Wishes, wishes_section,
    with_wishes_section,
};
