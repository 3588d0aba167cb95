use std::path::Path;

use optimus_plugin_api::Error;

use crate::{ProcessOptions, ProcessPlugin, Reattach, error::Site, launch::Launcher, supervise::Supervisor};

/// Starts the executable and learns who it is.
pub(crate) async fn start(path: &Path, options: &ProcessOptions) -> Result<ProcessPlugin, Error> {
    launch(launcher(path, options)?).await
}

/// Connects to a running plugin and learns who it is.
pub(crate) async fn reattach(to: &Reattach, options: &ProcessOptions) -> Result<ProcessPlugin, Error> {
    let (path, file_name) = (to.address.to_string().into(), format!("process {}", to.pid).into());
    launch(Launcher { path, file_name, options: options.clone(), reattach: Some(to.clone()) }).await
}

async fn launch(launcher: Launcher) -> Result<ProcessPlugin, Error> {
    let launched = launcher.launch().await?;
    let name =
        if launched.info.name.is_empty() { named_by_file(&launcher.file_name) } else { &launched.info.name };
    let name = name.to_owned();
    let compiled_by = &launched.dialect.assets_compiled_by;
    Ok(ProcessPlugin::new(Supervisor::new(launcher, launched, name), compiled_by))
}

/// The path is made absolute: a bare file name would be looked up in `PATH`.
fn launcher(path: &Path, options: &ProcessOptions) -> Result<Launcher, Error> {
    let file_name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let site = Site { plugin: &file_name, label: "path", path };
    let absolute = std::path::absolute(path).map_err(|error| {
        site.error(optimus_plugin_api::Code::START_FAILED, "its path cannot be made absolute")
            .with_source(error)
    })?;
    Ok(Launcher { path: absolute, file_name: (*file_name).into(), options: options.clone(), reattach: None })
}

/// `optimus-<name>_<os>_<arch>`.
fn named_by_file(file_name: &str) -> &str {
    let name = file_name.strip_prefix("optimus-").unwrap_or(file_name);
    name.split('_').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_without_a_name_is_called_after_its_file() {
        assert_eq!(named_by_file("optimus-neo_linux_amd64"), "neo");
        assert_eq!(named_by_file("other"), "other");
    }
}
