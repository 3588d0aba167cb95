use std::{fs::File, io, os::fd::OwnedFd, path::Path, process::Command, sync::Arc};

/// There is none.
#[derive(Debug)]
pub(crate) struct Leash;

/// Nothing is held or confined here: a child survives `kill -9` of its host.
#[expect(clippy::unnecessary_wraps, reason = "the form that Linux has")]
pub(crate) fn confine(_: &mut Command, _: Option<OwnedFd>) -> io::Result<Arc<Leash>> {
    Ok(Arc::new(Leash))
}

/// There are no executable files in memory: a copy in a folder must do.
#[expect(clippy::unnecessary_wraps, reason = "the form that Linux has")]
pub(crate) fn memory_file(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// There is nothing to seal.
pub(crate) fn seal(_: File) -> io::Result<OwnedFd> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A process that is no child of this one. It cannot be held here: its end is seen by the end of the connection, and it is
/// never signalled.
#[derive(Debug)]
pub(crate) struct Held;

impl Held {
    pub(crate) fn take(_: u32, _: Option<u64>) -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn ended(&self) {
        std::future::pending().await
    }

    pub(crate) fn kill(&self) {}

    pub(crate) fn terminate(&self) {}
}
