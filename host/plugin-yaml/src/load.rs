use std::{fs, io::Read as _, path::Path};

use optimus_plugin_api::{Code, Error, Operation};

use crate::{Options, YamlPlugin, dialect, error};

/// Reads a plugin's yaml. Mistakes that do not hinder ([`YamlPlugin::warnings`]) come with the plugin.
///
/// The file is read in the caller's task: it is small, and bounded before it is read.
///
/// # Errors
/// - The file cannot be read, or is not a file ([`Code::UNREADABLE`]).
/// - It is larger than allowed ([`Code::FILE_TOO_LARGE`]).
/// - It has mistakes, all of which are in [`Error::diagnostics`]. The code is that of the first.
pub async fn load(path: &Path, options: &Options) -> Result<YamlPlugin, Error> {
    let name = error::name_of(path);
    let bytes = read(path, options.limits.bytes).map_err(|failure| failure.of(&name, path))?;
    let (plugin, mut diagnostics) = dialect::read(&bytes, options);
    diagnostics.file = Some(path.to_owned());
    error::check(&name, diagnostics).map(|warnings| YamlPlugin { warnings, ..plugin })
}

/// As [`load`], for a text that has no file.
///
/// # Errors
/// The text has mistakes, all of which are in [`Error::diagnostics`].
pub fn parse(text: &str, options: &Options) -> Result<YamlPlugin, Error> {
    parse_bytes(text.as_bytes(), options)
}

/// As [`parse`], for bytes that may not even be text.
///
/// # Errors
/// The text has mistakes, all of which are in [`Error::diagnostics`].
pub fn parse_bytes(bytes: &[u8], options: &Options) -> Result<YamlPlugin, Error> {
    let (plugin, diagnostics) = dialect::read(bytes, options);
    let name = if plugin.info.name.is_empty() { "yaml".to_owned() } else { plugin.info.name.clone() };
    error::check(&name, diagnostics).map(|warnings| YamlPlugin { warnings, ..plugin })
}

enum Failure {
    Io(std::io::Error),
    NotAFile,
    TooLarge(usize),
}

impl Failure {
    fn of(self, name: &str, path: &Path) -> Error {
        let error = |code, message: &str| {
            Error::new(code, name, Operation::Load, message)
                .note("file", Error::escape(&path.display().to_string()))
        };
        match self {
            Self::Io(cause) => error(Code::UNREADABLE, "the file cannot be read").with_source(cause),
            Self::NotAFile => error(Code::UNREADABLE, "this is not a file"),
            Self::TooLarge(limit) => error(Code::FILE_TOO_LARGE, "the file is too large for a yaml")
                .note("limit", format!("{limit} bytes")),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        Self::Io(cause)
    }
}

/// Asks first what it is: opening a pipe would wait for its other end.
fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    if !fs::metadata(path)?.is_file() {
        return Err(Failure::NotAFile);
    }
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(Failure::TooLarge(limit)) } else { Ok(bytes) }
}
