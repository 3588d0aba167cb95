//! A hostile executable: it shakes hands as go-plugin does, says who it is, and attacks in the next call.
//!
//! It is written on HTTP/2 alone, because no gRPC library answers like that.

mod attack;
mod server;

use std::{io, path::PathBuf};

use attack::Attack;

/// Does what the argument says, for as long as the process is let. The names are those of `hostile/attack.rs`.
///
/// # Errors
/// There is no such attack, or the process could not even begin: no socket, no runtime.
pub fn run(attack: &str) -> io::Result<()> {
    let attack = Attack::named(attack).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("no attack is called {attack:?}"))
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(server::serve(attack, &socket()))
}

/// In the folder that the host gave.
fn socket() -> PathBuf {
    let folder = std::env::var_os("PLUGIN_UNIX_SOCKET_DIR").or_else(|| std::env::var_os("TMPDIR"));
    PathBuf::from(folder.unwrap_or_else(|| "/tmp".into())).join("plugin0")
}
