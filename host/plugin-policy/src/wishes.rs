//! What a component says that it wants, and what of it holds.

mod held;
mod json;
mod read;
mod section;
mod write;

use std::{fmt, sync::Arc};

use optimus_plugin_api::{Code, Error, Operation};

pub use self::{
    held::{Held, Missing},
    section::{MAX_WISHES_BYTES, WISHES_SECTION, wishes_section, with_wishes_section},
};
use crate::{CacheGrant, SecretUse};

/// What a component wishes to be granted. The default is nothing, which then holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wishes {
    /// Requests.
    pub http: Vec<HttpWish>,
    /// Secrets.
    pub secrets: Vec<SecretWish>,
    /// Keys of the project's configuration; `*` at the end of one stands for the rest of a key.
    pub config: Vec<String>,
    /// A cache.
    pub cache: Option<CacheGrant>,
    /// The real clocks.
    pub clocks: bool,
    /// Random numbers that are random.
    pub random: bool,
    /// Variables of the host's environment.
    pub environment: Vec<String>,
    /// Why, in the author's words; without characters that a terminal obeys.
    pub why: Option<String>,
}

/// Requests that are wished.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpWish {
    /// As in a grant; or `*`, which leaves it to the operator.
    pub host: Arc<str>,
    /// The port. `None`, for the host `*` only: whichever is granted.
    pub port: Option<u16>,
    /// Whether it is TLS. `None`, for the host `*` only: whatever is granted.
    pub tls: Option<bool>,
    /// The methods, in upper case; at least one.
    pub methods: Vec<Arc<str>>,
    /// What the paths begin with.
    pub path_prefix: Arc<str>,
}

/// A secret that is wished.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretWish {
    /// Its name.
    pub name: Arc<str>,
    /// How it would reach its use. The host may be `*`, as in [`HttpWish::host`].
    pub usage: SecretUse,
}

/// The first byte of the section; the rest is JSON.
const VERSION: u8 = 1;

impl Wishes {
    /// Those of a component: what is in its section, or none.
    ///
    /// # Errors
    /// As [`wishes_section`] and [`Self::from_section`].
    pub fn of_component(component: &[u8]) -> Result<Self, BadWishes> {
        wishes_section(component)?.map_or_else(|| Ok(Self::default()), Self::from_section)
    }

    /// Reads what is in the section. The bytes may be anything.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_section(payload: &[u8]) -> Result<Self, BadWishes> {
        if payload.len() > MAX_WISHES_BYTES {
            return Err(BadWishes::new("", format!("they have more than {MAX_WISHES_BYTES} bytes")));
        }
        match payload.split_first() {
            Some((&VERSION, text)) => read::read(&json::Json::read(text)?),
            Some((version, _)) => {
                let message = format!("they have the version {version}, and this program knows {VERSION}");
                Err(BadWishes::new("", message))
            }
            None => Err(BadWishes::new("", "they are empty: not even a version")),
        }
    }

    /// Reads a file of JSON.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_json_text(text: &str) -> Result<Self, BadWishes> {
        read::read(&json::Json::read(text.as_bytes())?)
    }

    /// Reads a file of yaml.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_yaml(text: &str) -> Result<Self, BadWishes> {
        read::read(&json::Json::of_yaml(text)?)
    }

    /// Reads them as data: what `[package.metadata.optimus.wishes]` of a Cargo.toml holds.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, BadWishes> {
        read::read(&json::Json::of_value(value)?)
    }

    /// Whether nothing is wished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { why: self.why.clone(), ..Self::default() }
    }
}

/// Wishes that cannot be read, or a component that says them wrongly. What it prints is safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadWishes {
    place: String,
    message: String,
}

impl BadWishes {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }

    /// Text that cannot be read at all; why, in the words of whoever tried.
    #[must_use]
    pub fn unreadable(why: &str) -> Self {
        Self::new("", crate::audit::one_line(why))
    }

    /// Where, as a person writes it: `http[0].host`. Empty for the whole.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// As an error of loading a plugin.
    #[must_use]
    pub fn into_error(self, plugin: &str) -> Error {
        let message = format!("its wishes cannot be used: {self}");
        Error::new(Code::BAD_WISHES, plugin, Operation::Load, message).with_help(
            "build it anew with `optimus plugin build`, or put the wishes into it with `optimus plugin wish`",
        )
    }
}

impl fmt::Display for BadWishes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.place {
            "" => f.write_str(&self.message),
            place => write!(f, "`{place}`: {}", self.message),
        }
    }
}

impl std::error::Error for BadWishes {}
