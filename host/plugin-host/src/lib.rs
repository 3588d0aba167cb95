//! Discovery, loading and registry of plugins of every kind: the crate that embedders depend on.
mod check_file;
mod discovery;
mod errors;
mod host;
mod kinds;
mod load;
mod plugin;
mod policy;
mod registry;
mod source;

pub use check_file::check_file;
pub use discovery::seed_directories;
pub use host::{Host, HostBuilder};
pub use optimus_plugin_api as api;
pub use plugin::{Answerer, Capability, Plugin};
pub use policy::{Instances, PluginPolicy};
pub use registry::{NotServed, Registry};
pub use source::PluginKind;
