//! The forms that a plugin's yaml has had over the years, one file each. Reading picks one and ends in a [`YamlPlugin`].

mod v0_4;

use optimus_plugin_api::Diagnostics;
use optimus_yaml_nodes::read_bytes;

use crate::{Options, YamlPlugin};

/// Reads a file in its dialect. With errors among the diagnostics the plugin lacks what they concern.
pub(crate) fn read(bytes: &[u8], options: &Options) -> (YamlPlugin, Diagnostics) {
    let yaml = optimus_yaml_nodes::Options::strict().limits(options.limits);
    let read = read_bytes::<Spec>(bytes, &yaml);
    let mut diagnostics = read.diagnostics;
    crate::check::check(&read.value, &mut diagnostics);
    (read.value.into_plugin(), diagnostics)
}

pub(crate) use v0_4::{QuestionSpec, Spec};
