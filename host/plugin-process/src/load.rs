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
    launch(Launcher::new(path, file_name, options, Some(to))).await
}

async fn launch(launcher: Launcher) -> Result<ProcessPlugin, Error> {
    let launched = launcher.launch().await?;
    let own = &launched.identity.name;
    let name = if own.is_empty() { named_by_file(&launcher.file_name) } else { own };
    let name = name.to_owned();
    launcher.speaker.introduce(&name);
    Ok(ProcessPlugin::new(Supervisor::new(launcher, launched, name)))
}

/// The path is made absolute: a bare file name would be looked up in `PATH`.
fn launcher(path: &Path, options: &ProcessOptions) -> Result<Launcher, Error> {
    let file_name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let site = Site { plugin: &file_name, label: "path", path };
    let absolute = std::path::absolute(path).map_err(|error| {
        site.error(optimus_plugin_api::Code::START_FAILED, "its path cannot be made absolute")
            .with_source(error)
    })?;
    Ok(Launcher::new(absolute, (*file_name).into(), options, None))
}

/// The name in `optimus-<name>[_<version>]_<os>_<arch>`, as discovery reads it: it is what a yaml must be called after to
/// describe a plugin that does not say its name.
fn named_by_file(file_name: &str) -> &str {
    let name = without_machine(file_name.strip_prefix("optimus-").unwrap_or(file_name));
    match name.rsplit_once('_') {
        Some((name, version)) if is_version(version) && !name.is_empty() => name,
        _ => name,
    }
}

fn without_machine(name: &str) -> &str {
    let mut parts = name.rsplitn(3, '_');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some("linux" | "darwin" | "freebsd" | "netbsd" | "openbsd" | "windows"), Some(name))
            if !name.is_empty() =>
        {
            name
        }
        _ => name,
    }
}

/// In `my_task` the underscore belongs to the name.
fn is_version(text: &str) -> bool {
    text.strip_prefix('v').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_without_a_name_is_called_after_its_file() {
        for (file, name) in [
            ("optimus-neo_linux_amd64", "neo"),
            ("optimus-neo_v0.1.2_darwin_arm64", "neo"),
            ("optimus-my_task_linux_amd64", "my_task"),
            ("optimus-my_task_2.0_linux_amd64", "my_task"),
            ("optimus-neo", "neo"),
            ("other", "other"),
        ] {
            assert_eq!(named_by_file(file), name, "{file}");
        }
    }
}
