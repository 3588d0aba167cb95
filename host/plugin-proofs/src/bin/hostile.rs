//! A hostile plugin for the tests of this crate: `optimus-hostile ATTACK`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref().map(optimus_plugin_proofs::hostile::run) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("this is a hostile plugin for tests; it takes the name of an attack");
            ExitCode::from(2)
        }
    }
}
