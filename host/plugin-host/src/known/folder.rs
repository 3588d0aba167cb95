use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use optimus_plugin_policy::Digest;

use super::record::{LARGEST, Record};

/// More than anybody has executables, in all their releases. Beyond it the oldest are forgotten.
const MOST: usize = 1_000;

/// A folder of records, one file each: `<digest>.json`.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The record of this digest; `None` whatever is wrong with it.
    pub(super) fn read(&self, digest: Digest) -> Option<Record> {
        is_own_folder(&self.0).ok()?;
        let file = open(&self.path(digest)).ok()?;
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
        if u64::try_from(bytes.len()).ok()? > LARGEST {
            return None;
        }
        serde_json::from_slice(&bytes).ok().filter(|record: &Record| record.is_of(digest))
    }

    /// Written beside and renamed, so that nobody ever reads half of one.
    pub(super) fn write(&self, digest: Digest, record: &Record) -> io::Result<()> {
        let bytes = serde_json::to_vec(record)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
            return Err(io::Error::other("the plugin says too much about itself"));
        }
        make(&self.0)?;
        is_own_folder(&self.0)?;
        let beside = self.0.join(format!(".{}-{}", digest.hex(), std::process::id()));
        let written = create(&beside).and_then(|mut file| file.write_all(&bytes));
        let written = written.and_then(|()| fs::rename(&beside, self.path(digest)));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written.and_then(|()| self.forget_the_oldest())
    }

    fn path(&self, digest: Digest) -> PathBuf {
        self.0.join(format!("{}.json", digest.hex()))
    }

    fn forget_the_oldest(&self) -> io::Result<()> {
        let age = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
        let mut files: Vec<(SystemTime, PathBuf)> =
            fs::read_dir(&self.0)?.filter_map(|entry| age(entry.ok()?)).collect();
        files.sort_unstable();
        let too_many = files.len().saturating_sub(MOST);
        files.iter().take(too_many).try_for_each(|(_, path)| fs::remove_file(path))
    }
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// A folder of this user that nobody else can look into, and no link to one.
#[cfg(unix)]
fn is_own_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::symlink_metadata(path)?;
    let is_own = found.is_dir() && found.uid() == own_user() && found.mode() & 0o077 == 0;
    is_own.then_some(()).ok_or_else(|| io::Error::other("the folder is not this user's alone"))
}

/// A file of this user that nobody else can write, and no link to one.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let found = file.metadata()?;
    let is_own = found.is_file() && found.uid() == own_user() && found.mode() & 0o022 == 0;
    if is_own { Ok(file) } else { Err(io::Error::other("the file is not this user's alone")) }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // One that was left behind by a program of the same number is of no use.
    let _ = fs::remove_file(path);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(unix)]
fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

// Where owners cannot be asked for, nothing is remembered.
#[cfg(not(unix))]
fn make(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn is_own_folder(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn open(_: &Path) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn create(_: &Path) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::known::backend::tests::record;

    #[expect(clippy::unwrap_used, reason = "a test without a folder has failed")]
    fn folder() -> (tempfile::TempDir, Folder) {
        let outside = tempfile::tempdir().unwrap();
        let folder = Folder::new(outside.path().join("cache/known"));
        (outside, folder)
    }

    fn digest() -> Digest {
        Digest::of(b"neo")
    }

    #[test]
    fn what_was_written_is_read_in_a_folder_of_one_s_own() {
        let (_outside, folder) = folder();
        assert_eq!(folder.read(digest()), None);
        folder.write(digest(), &record(digest())).unwrap();
        folder.write(digest(), &record(digest())).unwrap();
        assert_eq!(folder.read(digest()), Some(record(digest())));
        assert_eq!(folder.read(Digest::of(b"other")), None);
        assert_eq!(fs::metadata(&folder.0).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
    }

    #[test]
    fn what_somebody_else_could_have_written_is_not_read() {
        let (outside, folder) = folder();
        folder.write(digest(), &record(digest())).unwrap();
        let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for (path, open, closed) in [(folder.0.clone(), 0o777, 0o700), (folder.path(digest()), 0o622, 0o600)]
        {
            mode(&path, open);
            assert_eq!(folder.read(digest()), None, "{}", path.display());
            mode(&path, closed);
            assert!(folder.read(digest()).is_some());
        }
        let elsewhere = outside.path().join("elsewhere");
        fs::rename(folder.path(digest()), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.path(digest())).unwrap();
        assert_eq!(folder.read(digest()), None, "a link");
        let linked = Folder::new(outside.path().join("link"));
        std::os::unix::fs::symlink(&folder.0, &linked.0).unwrap();
        assert!(linked.write(digest(), &record(digest())).is_err());
    }

    #[test]
    fn hostile_records_are_none() {
        let (_outside, folder) = folder();
        folder.write(digest(), &record(digest())).unwrap();
        let path = folder.path(digest());
        let good = fs::read_to_string(&path).unwrap();
        let other = Digest::of(b"other").to_string();
        for text in [
            String::new(),
            "{}".to_owned(),
            "[".repeat(60_000),
            good.replace("\"format\":1", "\"format\":2"),
            good.replace(&digest().to_string(), &other),
            good.replace("\"survey\":", "\"more\":1,\"survey\":"),
            format!("{good}{}", " ".repeat(70_000)),
            good.replace("neo", "\u{0}").replace("true", "7"),
        ] {
            fs::write(&path, &text).unwrap();
            assert_eq!(folder.read(digest()), None, "{text:.100}");
        }
        fs::remove_file(&path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(folder.read(digest()), None, "a pipe");
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let (_outside, folder) = folder();
        folder.write(digest(), &record(digest())).unwrap();
        let old = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
        File::open(folder.path(digest())).unwrap().set_modified(old).unwrap();
        for number in 0..MOST {
            fs::write(folder.0.join(format!("{number}.json")), "").unwrap();
        }
        let newest = Digest::of(b"newest");
        folder.write(newest, &record(newest)).unwrap();
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), MOST);
        assert!(folder.read(digest()).is_none() && folder.read(newest).is_some());
    }
}
