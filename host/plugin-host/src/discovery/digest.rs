use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    path::Path,
};

use optimus_plugin_api::Error;
use optimus_plugin_policy::Digest;
use sha2::{Digest as _, Sha256};

use crate::errors;

/// The largest file that is hashed, in bytes: a larger one is no plugin of any kind.
const LARGEST: u64 = 512 << 20;

/// The digest of a plugin's file, without loading it.
///
/// # Errors
/// `P0107`: it cannot be read, or is too large for a plugin.
#[expect(clippy::disallowed_methods, reason = "reading and hashing a file blocks; far from any call")]
pub(crate) async fn digest_of(plugin: &str, path: &Path) -> Result<Digest, Error> {
    let path = path.to_owned();
    let hashing = tokio::task::spawn_blocking(move || digest(&path)).await;
    hashing
        .unwrap_or_else(|gone| Err(io::Error::other(gone)))
        .map_err(|cause| errors::unreadable(plugin, cause))
}

fn digest(path: &Path) -> io::Result<Digest> {
    let mut file = open(path)?.take(LARGEST + 1);
    let (mut hasher, mut buffer, mut size) = (Sha256::new(), vec![0; 128 * 1024], 0);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Digest::from_sha256(hasher.finalize().into())),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => {
                let read = read?;
                size += read as u64;
                if size > LARGEST {
                    return Err(io::Error::other("it is larger than any plugin"));
                }
                hasher.update(buffer.get(..read).unwrap_or_default());
            }
        }
    }
}

/// Without waiting, should it be a pipe that nobody writes to.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}
