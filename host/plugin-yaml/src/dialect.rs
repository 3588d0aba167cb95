//! The forms that a plugin's yaml has had over the years, one file each. Reading picks one and ends in a [`YamlPlugin`].

mod entrypoint;
mod flat;
mod parsers;
mod versions;

use std::fmt;

use optimus_plugin_api::{Code, Diagnostics, Severity};
use optimus_yaml_nodes::{Decode, Decoder, MAX_DIAGNOSTICS, Node, read_bytes};

use crate::{Options, YamlPlugin, findings::Findings};

pub(crate) use entrypoint::EntrypointSpec;
pub(crate) use flat::QuestionSpec;
pub(crate) use parsers::{ParserSpec, Parsers};
pub(crate) use versions::VersionSpec;

/// The form of a plugin's yaml. The crate's page says how a file tells its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// Of Optimus 0.4: flat keys, the image without its tag.
    V0_4,
    /// Of Optimus 0.5 to 0.7, and of goto's up to 0.20: flat keys, the image as it is pulled, later an entrypoint, an URN of
    /// the destination and parsers of assets.
    V0_5,
    /// `version: 2`, of goto's Optimus from 0.20.7 on: images by version, no survey.
    V2,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V0_4 => "0.4",
            Self::V0_5 => "0.5",
            Self::V2 => "version 2",
        })
    }
}

/// Reads a file in its dialect. With errors among the diagnostics the plugin lacks what they concern.
pub(crate) fn read(bytes: &[u8], options: &Options) -> (YamlPlugin, Diagnostics) {
    let yaml = optimus_yaml_nodes::Options::strict().limits(options.limits).refuse_foreign_tags();
    let read = read_bytes::<File>(bytes, &yaml);
    let mut diagnostics = read.diagnostics;
    if matches!(read.value, File::Versions(_)) {
        pass_over_unknown_fields(&mut diagnostics);
    }
    let mut findings = Findings::new(&mut diagnostics);
    let plugin = match read.value {
        File::Flat(spec) => spec.into_plugin(&mut findings),
        File::Versions(spec) => spec.into_plugin(&mut findings),
    };
    findings.finish();
    (plugin, diagnostics)
}

/// A file, in the form that it seems to have.
enum File {
    Flat(Box<flat::Spec>),
    Versions(Box<versions::Spec>),
}

impl Default for File {
    fn default() -> Self {
        Self::Flat(Box::default())
    }
}

impl Decode for File {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        if versions::is_of(node) {
            let mut spec = Box::<versions::Spec>::default();
            spec.place = node.span();
            let done = spec.decode(node, d);
            *self = Self::Versions(spec);
            return done;
        }
        let mut spec = Box::<flat::Spec>::default();
        let done = spec.decode(node, d);
        *self = Self::Flat(spec);
        done
    }
}

/// Upstream reads files of `version: 2` with yaml.v3, which passes over keys that it does not know. Here each is a warning.
/// Of a file with more mistakes than are listed nothing is passed over, since the rest of them is not known.
fn pass_over_unknown_fields(diagnostics: &mut Diagnostics) {
    if diagnostics.list.len() > MAX_DIAGNOSTICS {
        return;
    }
    for diagnostic in diagnostics.list.iter_mut().filter(|found| found.code == Code::YAML_UNKNOWN_FIELD) {
        diagnostic.severity = Severity::Warning;
        diagnostic.code = Code::YAML_DOUBTFUL;
    }
}
