//! Declarative plugins: a yaml that carries data and no logic. It says what the plugin is, asks a survey, and gives a job its
//! first configuration and files.
//!
//! Whatever form a file has, every mistake is reported at once with its line, its column and the nearest known key. The form
//! is told by the file itself:
//!
//! | [`Dialect`] | a file has it if | image that is pulled | read by |
//! |---|---|---|---|
//! | [`V2`](Dialect::V2) | it has `plugin_versions`, or `version: 2` | `image:tag` of the version `default` | goto's Optimus from 0.20.7 on |
//! | [`V0_5`](Dialect::V0_5) | its `image` carries a tag or a digest, or it has `entrypoint`, `destination_urn_template` or `asset_parsers` | `image` | Optimus 0.5 to 0.7, goto's up to 0.20 |
//! | [`V0_4`](Dialect::V0_4) | none of these | `<image>:<pluginversion>` | Optimus 0.4 |
//!
//! Behind a tag another can never be meant, so an image that has one is pulled as it is, though Optimus 0.4 would pull
//! `image:tag:version`. Of the keys of the second form no release reads all; here all are:
//!
//! | key | Optimus reads it |
//! |---|---|
//! | `secretpath` | in 0.4 and 0.5; 0.6 passes over it up to its rc.7, and refuses it from its rc.8 on |
//! | `entrypoint: sleep 10` | in 0.6.0-rc.8 alone |
//! | `entrypoint: {shell, script}` | from 0.6.0-rc.9 on |
//! | `destination_urn_template`, `asset_parsers` | goto's, since binary plugins were given up at the end of 2023 |
//!
//! A file that mixes forms is served where that can be done, with a [warning](YamlPlugin::warnings) that says what no release would
//! read, or what is passed over. Keys are strict in the flat forms, as yaml.v2 reads them. In `version: 2` an unknown key is a
//! warning: Optimus reads that form with yaml.v3 and passes over it.
//!
//! The answers are upstream's:
//!
//! | call | answer |
//! |---|---|
//! | `plugin-info` | from the file; the mods are `[cli]`, and `dependencyresolver` if the file says how to resolve |
//! | `get-questions` | the survey, whatever the job is called; `version: 2` has none |
//! | `validate-question` | by the rules of the question *in the request* |
//! | `default-config` | an entry for each answer in its order, then `defaultconfig` or `default_config`; nothing is merged |
//! | `default-assets` | `defaultassets` |
//! | `compile-assets` | not answered: a yaml has no logic |
//! | `generate-destination` | `destination_urn_template`, with each `<X>` the value of the job's `X`; a missing one is an error that names it |
//! | `generate-dependencies` | the tables that the queries of `asset_parsers` read, without those marked `@ignoreupstream` and without the destination |
//!
//! A query is looked for where an entry of `asset_parsers` says: in the file of the job that `filepath` is called; in a yaml
//! file at `selector`, where the query or the name of its file may stand; in the configuration at `env`, a query or a path below
//! `/data/in/`. A place where a job has none is passed over. Only `bq` is read; other kinds are a warning.
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
//! Whether the required fields of the flat forms are filled (name, image, version, type) is the registry's to judge, as
//! upstream: a file without any of them is a good file here, and [`YamlPlugin::image_name`] says what was written before the tag
//! was added. What a file of `version: 2` requires is checked here, in upstream's words.

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
