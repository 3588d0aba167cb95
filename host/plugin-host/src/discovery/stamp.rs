use std::fs::Metadata;

/// What tells an unchanged file from a changed one without reading it.
///
/// A file that was replaced by a rename has another inode; one that was written in place another time of change, which
/// (unlike the time of modification) nobody can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp([u128; 4]);

impl Stamp {
    #[cfg(unix)]
    pub(crate) fn of(file: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let pair = |high: u64, low: u64| (u128::from(high) << 64) | u128::from(low);
        let time =
            |seconds: i64, nanoseconds: i64| pair(seconds.cast_unsigned(), nanoseconds.cast_unsigned());
        Self([
            pair(file.dev(), file.ino()),
            u128::from(file.len()),
            time(file.mtime(), file.mtime_nsec()),
            time(file.ctime(), file.ctime_nsec()),
        ])
    }

    #[cfg(not(unix))]
    pub(crate) fn of(file: &Metadata) -> Self {
        let modified = file.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        Self([0, u128::from(file.len()), modified.map_or(0, |time| time.as_nanos()), 0])
    }
}
