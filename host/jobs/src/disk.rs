use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// A file of at most so many bytes.
///
/// # Errors
/// It cannot be read; [`io::ErrorKind::NotFound`] if it is not there, [`io::ErrorKind::FileTooLarge`] if it is larger.
pub(crate) fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a full file from one that is too large, whatever its size claims to be.
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
