use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::OwnedFd,
};

use hmac::{Hmac, Mac};
use rustix::{
    fs::{AtFlags, Mode, OFlags, linkat, openat, unlinkat},
    io::Errno,
};
use sha2::Sha256;

use super::cache::private_file;

const NAME: &str = "key";
const BYTES: usize = 32;

/// What this user's programs know and nobody else: proof of who wrote a file of the cache.
pub(crate) struct Key([u8; BYTES]);

impl Key {
    /// The folder's key; made if there is none.
    pub(super) fn of_folder(folder: &OwnedFd) -> io::Result<Self> {
        match Self::read(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Self::make(folder)?;
                Self::read(folder)
            }
            read => read,
        }
    }

    pub(super) fn hmac(&self) -> Hmac<Sha256> {
        // A key that is shorter than a block of the hash is filled up with zeros, by definition.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(to, byte)| *to = byte);
        Hmac::new(&block.into())
    }

    fn read(folder: &OwnedFd) -> io::Result<Self> {
        let mut file = private_file(folder, NAME)?;
        let mut key = [0; BYTES];
        if file.metadata()?.len() != BYTES as u64 {
            return Err(io::Error::other("its key has another length"));
        }
        file.read_exact(&mut key)?;
        Ok(Self(key))
    }

    /// Written beside and linked, so that it is there whole or not at all. If another process was faster, its key stays.
    fn make(folder: &OwnedFd) -> io::Result<()> {
        let mut key = [0; BYTES];
        File::open("/dev/urandom")?.read_exact(&mut key)?;
        let beside = format!(".key-{}-{:016x}", std::process::id(), random_name());
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(openat(folder, beside.as_str(), flags, Mode::RUSR | Mode::WUSR)?);
        let written = file.write_all(&key).and_then(|()| file.sync_all());
        let linked =
            written.and_then(|()| match linkat(folder, beside.as_str(), folder, NAME, AtFlags::empty()) {
                Ok(()) | Err(Errno::EXIST) => Ok(()),
                Err(error) => Err(error.into()),
            });
        unlinkat(folder, beside.as_str(), AtFlags::empty())?;
        linked
    }
}

/// For a name that no other process takes at the same time.
pub(super) fn random_name() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, OwnedFd) {
        let folder = tempfile::tempdir().unwrap();
        let opened = File::open(folder.path()).unwrap().into();
        (folder, opened)
    }

    #[test]
    fn a_key_is_made_once_for_this_user_alone_and_leaves_nothing_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let (path, opened) = folder();
        let keys: Vec<_> = (0..3).map(|_| Key::of_folder(&opened).unwrap().0).collect();
        assert!(keys.iter().all(|key| *key == keys[0] && *key != [0; BYTES]));
        let mode = path.path().join(NAME).metadata().unwrap().permissions().mode();
        assert_eq!((mode & 0o777, path.path().read_dir().unwrap().count()), (0o600, 1));
    }

    #[test]
    fn a_key_that_others_could_have_written_is_none() {
        use std::os::unix::fs::PermissionsExt;
        let (path, opened) = folder();
        Key::of_folder(&opened).unwrap();
        let file = path.path().join(NAME);
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o620)).unwrap();
        assert!(Key::of_folder(&opened).is_err());
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        std::fs::write(&file, "short").unwrap();
        assert!(Key::of_folder(&opened).is_err());
    }
}
