use std::{
    ffi::OsString,
    fs::{DirBuilder, File},
    io::{self, Read, Write},
    os::{fd::OwnedFd, unix::fs::DirBuilderExt},
    path::{Path, PathBuf},
    time::Duration,
};

use hmac::Mac;
use optimus_plugin_api::{Code, Error, Operation};
use rustix::{
    fs::{
        AtFlags, CWD, FileType, Mode, OFlags, RawMode, Stat, Timespec, Timestamps, UTIME_NOW, fstat,
        futimens, openat, renameat, unlinkat,
    },
    io::Errno,
    process::geteuid,
};
use sha2::{Digest as _, Sha256};

use super::{
    CacheOptions,
    key::{Key, random_name},
    sweep,
    trusted::{Identity, Trusted},
};
use crate::sys::{self, Code as Machine};

/// The first bytes of an entry, which is neither a component nor machine code to anybody who finds it elsewhere.
const MAGIC: &[u8; 16] = b"optimus-cached1\n";
const TAG_BYTES: usize = 32;
/// Magic, length of the code, keyed checksum.
const HEADER_BYTES: usize = MAGIC.len() + 8 + TAG_BYTES;
pub(super) const ENTRY: &str = ".compiled";
pub(super) const ASIDE: &str = ".damaged";
pub(super) const UNFINISHED: &str = ".unfinished";
/// An entry that is used is marked as used no more often than this.
const MARK_EVERY: Duration = Duration::from_secs(3600);

/// A folder of compiled components.
pub(super) struct Cache {
    path: PathBuf,
    folder: OwnedFd,
    key: Key,
    max_bytes: u64,
}

/// What the cache has.
pub(super) enum Found {
    /// Code that this user's programs wrote.
    Code(Trusted),
    Nothing,
    /// Something else under its name.
    Damaged,
}

impl Cache {
    /// Opens the folder, or makes it; `None` where there is no usual one.
    ///
    /// # Errors
    /// `P0212`: it is not safe.
    pub(super) fn open(options: &CacheOptions) -> Result<Option<Self>, Error> {
        let Some(path) = options.directory.clone().or_else(usual_folder) else {
            return Ok(None);
        };
        let unsafe_one = |why: io::Error| {
            let folder = Error::escape(&path.to_string_lossy());
            let message = format!("compiled components are not kept in {folder}: {why}");
            Error::new(Code::CACHE_DISABLED, "(all components)", Operation::Load, message)
                .with_help("the folder must belong to this user, have mode 0700, and be no link")
        };
        let folder = open_folder(&path).map_err(unsafe_one)?;
        let key = Key::of_folder(&folder).map_err(unsafe_one)?;
        Ok(Some(Self { path, folder, key, max_bytes: options.max_bytes }))
    }

    pub(super) fn find(&self, identity: &Identity) -> Found {
        match self.read(identity) {
            Ok(Some(code)) => Found::Code(code),
            Ok(None) => Found::Damaged,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Found::Nothing,
            Err(_) => Found::Damaged,
        }
    }

    /// Copies the code into memory, seals it there, and only then looks at the checksum: what was checked is what is run.
    fn read(&self, identity: &Identity) -> io::Result<Option<Trusted>> {
        let mut file = private_file(&self.folder, &name(identity))?;
        let size = file.metadata()?.len();
        let mut header = [0; HEADER_BYTES];
        file.read_exact(&mut header)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        let (length, tag) = rest.split_at(8);
        let length = length.try_into().map_or(0, u64::from_le_bytes);
        if magic != MAGIC || length > self.max_bytes || size != length.saturating_add(HEADER_BYTES as u64) {
            return Ok(None);
        }
        let mut memory = sys::memory_file()?;
        io::copy(&mut (&mut file).take(length), &mut memory)?;
        let proven = Trusted::proven(Machine::seal(memory)?, identity, &self.key, tag)?;
        if proven.is_some() {
            mark_as_used(&file);
        }
        Ok(proven)
    }

    /// Keeps code for the next time. If that cannot be done, it is compiled again then.
    pub(super) fn keep(&self, identity: &Identity, code: &Trusted) {
        let unfinished = format!(".{}-{:016x}{UNFINISHED}", std::process::id(), random_name());
        let kept = self.write(identity, code, &unfinished);
        if let Err(error) = kept {
            let _ = unlinkat(&self.folder, unfinished.as_str(), AtFlags::empty());
            tracing::warn!(folder = %self.path.display(), %error, "a compiled component could not be kept");
        }
        sweep::sweep(&self.folder, self.max_bytes);
    }

    fn write(&self, identity: &Identity, code: &Trusted, unfinished: &str) -> io::Result<()> {
        let length = code.code().len()?;
        if length > self.max_bytes {
            return Ok(());
        }
        let tag = identity.tag(&self.key, code.code())?.finalize().into_bytes();
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(openat(&self.folder, unfinished, flags, Mode::RUSR | Mode::WUSR)?);
        file.write_all(&[&MAGIC[..], &length.to_le_bytes(), &tag].concat())?;
        io::copy(&mut code.code().reader()?, &mut file)?;
        file.sync_data()?;
        renameat(&self.folder, unfinished, &self.folder, name(identity))?;
        Ok(())
    }

    /// Puts an entry aside, for whoever wants to know what happened to it; gives back its new name.
    pub(super) fn put_aside(&self, identity: &Identity) -> String {
        let name = name(identity);
        let aside = format!("{name}{ASIDE}");
        if renameat(&self.folder, name.as_str(), &self.folder, aside.as_str()).is_err() {
            // It must not be found again; a folder of its name is not, and cannot be removed like a file.
            let _ = unlinkat(&self.folder, name.as_str(), AtFlags::empty());
        }
        Error::escape(&self.path.join(aside).to_string_lossy())
    }
}

/// Of one length whatever the plugin is called.
fn name(identity: &Identity) -> String {
    let sum = Sha256::digest(identity.bytes());
    sum.iter().map(|byte| format!("{byte:02x}")).chain([ENTRY.to_owned()]).collect()
}

fn usual_folder() -> Option<PathBuf> {
    let absolute = |name| {
        std::env::var_os(name).map(|path: OsString| PathBuf::from(path)).filter(|path| path.is_absolute())
    };
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(base.join("optimus").join("components"))
}

/// The folder itself, held open: what its path leads to later does not matter.
fn open_folder(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let open = || openat(CWD, path, flags, Mode::empty());
    let folder = match open() {
        Err(Errno::NOENT) => {
            make_folder(path)?;
            open()
        }
        opened => opened,
    };
    let folder = match folder {
        Err(Errno::LOOP | Errno::NOTDIR) => return Err(io::Error::other("it is a link, or no folder")),
        folder => folder?,
    };
    let stat = fstat(&folder)?;
    owned_by_us(&stat)?;
    if mode(&stat).intersects(Mode::RWXG | Mode::RWXO) {
        return Err(io::Error::other(format!("others may enter it (mode {:03o})", mode(&stat).bits())));
    }
    Ok(folder)
}

fn make_folder(path: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A file of the folder that only this user can have written. Nothing is waited for, and no link followed.
pub(super) fn private_file(folder: &OwnedFd, name: &str) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = openat(folder, name, flags, Mode::empty())?;
    let stat = fstat(&file)?;
    if FileType::from_raw_mode(stat.st_mode as RawMode) != FileType::RegularFile {
        return Err(io::Error::other(format!("its {name} is no regular file")));
    }
    owned_by_us(&stat)?;
    if mode(&stat).intersects(Mode::RWXG | Mode::RWXO) {
        return Err(io::Error::other(format!("others may read or write its {name}")));
    }
    Ok(file.into())
}

fn owned_by_us(stat: &Stat) -> io::Result<()> {
    let (owner, us) = (stat.st_uid, geteuid().as_raw());
    if owner == us { Ok(()) } else { Err(io::Error::other(format!("it belongs to user {owner}, not {us}"))) }
}

fn mode(stat: &Stat) -> Mode {
    Mode::from_raw_mode(stat.st_mode as RawMode)
}

/// What was not used for longest goes first when room is needed.
fn mark_as_used(file: &File) {
    let lately = file.metadata().and_then(|metadata| metadata.modified()).ok();
    if lately.and_then(|used| used.elapsed().ok()).is_none_or(|since| since > MARK_EVERY) {
        let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
        let _ = futimens(file, &Timestamps { last_access: now, last_modification: now });
    }
}
