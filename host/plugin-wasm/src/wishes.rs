//! What of the grants holds: what the component wishes.

use std::sync::Arc;

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::{Held, Wishes};

use crate::LoadOptions;

/// What became of a component's wishes.
#[derive(Debug, Default)]
pub(crate) struct Granted {
    /// What it does not get, each with the line that would grant it and what that line risks.
    pub(crate) warnings: Vec<Error>,
}

/// The options with what holds of their grants. Read before anything of the component is compiled.
///
/// # Errors
/// `P0507`: the wishes cannot be read.
pub(crate) fn granted(
    name: &str,
    bytes: &[u8],
    options: &LoadOptions,
) -> Result<(LoadOptions, Granted), Error> {
    if !options.as_wished {
        return Ok((options.clone(), Granted::default()));
    }
    let wishes = Wishes::of_component(bytes).map_err(|bad| bad.into_error(name))?;
    let held = wishes.within(name, &options.grants);
    let granted = Granted { warnings: warnings(name, &held) };
    let mut options = options.clone();
    options.grants = Arc::new(held.grants);
    Ok((options, granted))
}

fn warnings(name: &str, held: &Held) -> Vec<Error> {
    let missing = held.missing.iter().map(|missing| {
        warning(name, format!("it wishes what is not granted: {}", missing.wish))
            .note("allow", missing.line.clone())
            .note("risk", missing.risk.clone())
            .with_help("add the line to the policy if you accept the risk")
    });
    let unwished = held.unwished.iter().map(|grant| {
        warning(name, format!("it is granted what it does not wish, and does not get it: {grant}")).with_help(
            "its author states wishes in Cargo.toml; for other languages, `optimus plugin wish FILE` does",
        )
    });
    missing.chain(unwished).collect()
}

fn warning(name: &str, message: String) -> Error {
    Error::new(Code::WISH_NOT_GRANTED, name, Operation::Load, message)
}
