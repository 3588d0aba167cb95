//! What a job writes and what it reads.

use crate::{Assets, Config, Error, Plugin};

/// Says what a job writes and what it reads, so that jobs wait for each other.
///
/// Called on the server for every deploy and refresh, concurrently.
pub trait DependencyResolver: Plugin {
    /// What the job writes. Jobs that read it are found by comparing URNs byte by byte, so one thing must always get one name.
    ///
    /// Macros in `config` are expanded where they could be; `assets` are not compiled.
    ///
    /// # Errors
    /// When the configuration does not say it: [`Config::require`] makes the error.
    fn generate_destination(config: &Config, assets: &Assets) -> Result<Destination, Error>;

    /// What the job reads, as URNs (`bigquery://project:dataset.table`): without its own destination, without duplicates, in
    /// an order that depends on the request alone. URNs that no job writes are ignored.
    ///
    /// Nothing unless overridden. `config` is expanded; `assets` are compiled.
    ///
    /// # Errors
    /// When it cannot be known.
    fn generate_dependencies(config: &Config, assets: &Assets) -> Result<Vec<String>, Error> {
        let _ = (config, assets);
        Ok(Vec::new())
    }
}

/// What a job writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The kind of store, for example `bigquery`.
    pub store: String,
    /// Its name in the store, for example `project:dataset.table`.
    pub name: String,
}

impl Destination {
    /// Something of this name in this kind of store.
    #[must_use]
    pub fn new(store: impl Into<String>, name: impl Into<String>) -> Self {
        Self { store: store.into(), name: name.into() }
    }

    /// The URN that the host forms of it: `<store>://<name>`.
    #[must_use]
    pub fn urn(&self) -> String {
        [&*self.store, "://", &*self.name].concat()
    }
}
