//! Wishes in the file of a component.

use std::path::Path;

use optimus_plugin_api::Error;
use optimus_plugin_policy::{MAX_WISHES_BYTES, Wishes, wishes_section, with_wishes_section};

use crate::{error, package};

/// What a component wishes to be granted, and the plugin's name as its file has it. Nothing of it is run or compiled. `None`:
/// it says nothing about wishes, so it gets nothing.
///
/// # Errors
/// - [`Code::BAD_WISHES`](optimus_plugin_api::Code::BAD_WISHES): the file is no component, or what it says cannot be used.
/// - [`Code::UNREADABLE`](optimus_plugin_api::Code::UNREADABLE): the file cannot be read.
pub fn read_wishes(file: &Path) -> Result<(String, Option<Wishes>), Error> {
    let name = name_of(file)?;
    let component = crate::read(file, &name)?;
    let wishes = wishes_of(&component, &name)?;
    Ok((name, wishes))
}

/// Writes a component with these wishes in place of those that it has, to `output` or over the file itself. The answer is the
/// plugin's name and the size of the file in bytes.
///
/// # Errors
/// As [`read_wishes`].
pub fn set_wishes(file: &Path, wishes: &Wishes, output: &Path) -> Result<(String, u64), Error> {
    let name = name_of(file)?;
    let component = crate::read(file, &name)?;
    let component = with_wishes(&component, &name, wishes)?;
    crate::write(output, &component).map_err(|cause| error::unreadable(&name, output, cause))?;
    Ok((name, component.len() as u64))
}

fn name_of(file: &Path) -> Result<String, Error> {
    package::plugin_name(&file.file_stem().unwrap_or_default().to_string_lossy())
}

pub(crate) fn wishes_of(component: &[u8], plugin: &str) -> Result<Option<Wishes>, Error> {
    let section = wishes_section(component).map_err(|wrong| error::bad_section(plugin, &wrong))?;
    let wishes = section.map(Wishes::from_section).transpose();
    wishes.map_err(|wrong| error::bad_section(plugin, &wrong))
}

pub(crate) fn with_wishes(component: &[u8], plugin: &str, wishes: &Wishes) -> Result<Vec<u8>, Error> {
    let payload = wishes.to_section();
    debug_assert!(payload.len() > MAX_WISHES_BYTES || Wishes::from_section(&payload).as_ref() == Ok(wishes));
    with_wishes_section(component, &payload).map_err(|wrong| error::bad_section(plugin, &wrong))
}
