use optimus_plugin_api::{Code, Error};
use tokio::io::{AsyncBufReadExt, AsyncReadExt};

use super::Child;
use crate::{
    error::{Site, shown},
    limits::HANDSHAKE_BYTES,
};

/// Why there is no first line.
pub(super) enum NoLine {
    /// The process ended without a line; how.
    Ended(String),
    /// It closed its output and lives on.
    Closed,
    /// The line is too long, and begins like this.
    TooLong(Vec<u8>),
}

/// The first line that the process prints, without its end. A process that dies takes its output with it, unless a child
/// of its own holds the pipe: hence the second branch.
pub(super) async fn first_line(child: &mut Child) -> Result<Vec<u8>, NoLine> {
    let Some(mut stdout) = child.take_stdout() else { return Err(NoLine::Closed) };
    let mut line = Vec::new();
    let mut limited = (&mut stdout).take(HANDSHAKE_BYTES as u64 + 1);
    let read = tokio::select! {
        biased;
        read = limited.read_until(b'\n', &mut line) => read.unwrap_or_default(),
        _ = child.outlived() => 0,
    };
    child.give_back_stdout(stdout);
    match line.pop() {
        Some(b'\n') => Ok(line),
        Some(_) if read > HANDSHAKE_BYTES => Err(NoLine::TooLong(line)),
        Some(last) => {
            line.push(last);
            Ok(line)
        }
        None => Err(child.ended_soon().await.map_or(NoLine::Closed, NoLine::Ended)),
    }
}

impl NoLine {
    pub(super) fn into_error(self, site: Site<'_>) -> Error {
        match self {
            Self::Ended(how) => {
                site.error(Code::EXITED_EARLY, format!("it printed no handshake: it {how}")).with_help(
                    "run it by hand: it should say that it is a plugin. Libraries that it needs may be missing here",
                )
            }
            Self::Closed => site.error(Code::BAD_HANDSHAKE, "it closed its output without a handshake"),
            Self::TooLong(line) => site
                .error(Code::BAD_HANDSHAKE, "the first line that it prints is not a handshake: it does not end")
                .note("limit", format!("{HANDSHAKE_BYTES} bytes"))
                .note("found", shown(&String::from_utf8_lossy(&line))),
        }
    }
}
