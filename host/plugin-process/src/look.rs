use std::{io, os::unix::fs::PermissionsExt as _, path::Path};

use optimus_plugin_api::Error;

use crate::{ProcessPlugin, error::Site, launch::diagnose};

impl ProcessPlugin {
    /// Checks an executable as far as that goes without starting it: whether it is a file that this user may run, made for
    /// this machine. What it speaks and who it is remain unknown.
    ///
    /// # Errors
    /// `P0601`: the system would not run it; the error says why.
    pub fn look(path: &Path) -> Result<(), Error> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let site = Site { plugin: &name, label: "path", path };
        let metadata = path.metadata().map_err(|cause| diagnose::start_failed(site, cause))?;
        if !metadata.is_file() || metadata.permissions().mode() & 0o111 == 0 {
            return Err(diagnose::start_failed(site, io::ErrorKind::PermissionDenied.into()));
        }
        diagnose::check(site)
    }
}
