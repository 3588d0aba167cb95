use optimus_plugin_api::{Diagnostic, Diagnostics, Error, MAX_NAME_BYTES, PluginInfo, PluginType};

use crate::{errors, source::Source};

/// What every plugin must say about itself, in upstream's order: name, image, version, type. A name that cannot be shown as
/// it is comes before all.
///
/// `file_name` is the name in its file name, for a plugin that has no other.
///
/// # Errors
/// The first that is missing, in upstream's words.
pub(crate) fn check(info: &PluginInfo, file_name: &str) -> Result<(), Error> {
    missing(info, file_name).next().map_or(Ok(()), Err)
}

/// As [`check`], of a file.
///
/// # Errors
/// All that is missing; of several each is one of the diagnostics.
pub(crate) fn check_all(info: &PluginInfo, source: &Source) -> Result<(), Error> {
    let mut all = missing(info, &source.name);
    let Some(first) = all.next() else { return Ok(()) };
    let mut found = Diagnostics::default().in_file(&source.path);
    std::iter::once(&first).chain(all.collect::<Vec<_>>().iter()).for_each(|error| {
        let diagnostic = Diagnostic::error(error.code(), error.message());
        found.push(diagnostic.help(error.help().unwrap_or_default()));
    });
    Err(if found.list.len() > 1 { first.with_diagnostics(found) } else { first })
}

fn missing<'a>(info: &'a PluginInfo, file_name: &'a str) -> impl Iterator<Item = Error> + 'a {
    let name = if info.name.is_empty() { file_name } else { &info.name };
    let fields = [("name", &info.name), ("image", &info.image), ("version", &info.plugin_version)];
    let empty = fields.into_iter().filter(|(_, value)| value.is_empty());
    let unsupported = match &info.plugin_type {
        PluginType::Task | PluginType::Hook => None,
        PluginType::Other(word) => Some(errors::unsupported_type(name, word)),
    };
    let bad_name = (!is_name(&info.name)).then(|| errors::bad_name(&info.name));
    bad_name
        .into_iter()
        .chain(empty.map(move |(field, _)| errors::missing_field(name, field)))
        .chain(unsupported)
}

/// A name stands in jobs, listings and logs: what it shows is what it is.
fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES && !name.chars().any(char::is_control) && Error::escape(name) == name
}
