//! One file looked at as a load would, without serving it: for whoever validates plugins before letting them in.

use std::path::Path;

use optimus_plugin_api::{Diagnostics, Error};

use crate::{
    PluginKind,
    discovery::Stamp,
    errors,
    kinds::Kinds,
    policy::Policies,
    registry::check,
    source::{Loaded, Source},
};

/// Reads a plugin file and checks it as a load would: whether it can be read, what it says about itself. A component is
/// compiled and an executable started for it, and both are ended again.
///
/// The file may have any name. Whether its name is taken by another file is not looked at. What comes back is not as meant,
/// although the file would be served; mostly nothing.
///
/// # Errors
/// Why the file would not be served; every mistake of a yaml is in [`Error::diagnostics`].
///
/// # Panics
/// Outside of a tokio runtime with time and io enabled.
pub async fn check_file(kind: PluginKind, path: &Path) -> Result<Diagnostics, Error> {
    let name = name_of(kind, path);
    let stamp = std::fs::metadata(path)
        .map(|file| Stamp::of(&file))
        .map_err(|error| errors::unreadable(&name, error))?;
    let source = Source { kind, name, path: path.to_owned(), stamp };
    let Loaded { backend, mistakes } = source.load(&Kinds::new(Policies::default())).await?;
    let verdict = backend.info().map_or(Ok(()), |info| check(info, &source.name));
    // What it said counts; that it had to be killed afterwards does not make the file a bad one.
    let _ = backend.shutdown().await;
    verdict.map(|()| mistakes)
}

/// The name in its file name, or where that is no plugin's, the file name itself.
fn name_of(kind: PluginKind, path: &Path) -> String {
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    kind.plugin_name(&file_name).map(ToOwned::to_owned).unwrap_or(file_name)
}
