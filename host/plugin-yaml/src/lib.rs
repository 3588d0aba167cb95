//! Declarative plugins: a yaml that carries data and no logic. It says what the plugin is, asks a survey, and gives a job its
//! first configuration and files.
//!
//! A file is read as Optimus 0.4 reads it with yaml.v2: keys are strict, and every mistake is reported at once with its line
//! and column. The answers are upstream's:
//!
//! | call | answer |
//! |---|---|
//! | `plugin-info` | from the file; the image is always `<image>:<pluginversion>`, the mods always `[cli]` |
//! | `get-questions` | the survey, whatever the job is called |
//! | `validate-question` | by the rules of the question *in the request* |
//! | `default-config` | an entry for each answer in its order, then `defaultconfig`; nothing is merged |
//! | `default-assets` | `defaultassets` |
//! | `compile-assets`, destination, dependencies | not answered: a yaml has no logic |
//!
//! ```
//! use optimus_plugin_api::Backend;
//! use optimus_plugin_yaml::{Options, parse};
//!
//! let plugin = parse("name: neo\nimage: ghcr.io/me/neo\npluginversion: 0.1.0\nplugintype: task\n", &Options::default()).unwrap();
//! assert_eq!(plugin.info().unwrap().image, "ghcr.io/me/neo:0.1.0");
//!
//! let error = parse("name: neo\npluginType: task\n", &Options::default()).unwrap_err();
//! let mistake = &error.diagnostics().unwrap().list[0];
//! assert_eq!((mistake.line(), mistake.help.as_deref()), (Some(2), Some("did you mean `plugintype`?")));
//! ```
//!
//! Whether the required fields are filled (name, image, version, type) is the registry's to judge, as upstream: a file
//! without any of them is a good file here, and [`YamlPlugin::image_name`] says what was written before the tag was added.

mod backend;
mod check;
mod dialect;
mod error;
mod findings;
mod limits;
mod load;
mod plugin;
mod resolve;
mod resolver;

pub use dialect::Dialect;
pub use limits::Options;
pub use load::{load, parse, parse_bytes};
pub use plugin::{Entrypoint, PluginVersion, YamlPlugin};
