//! Which files in which directories are plugins.

mod digest;
mod directories;
mod executable;
mod search;
mod stamp;

pub(crate) use digest::digest_of;
pub use directories::seed_directories;
pub(crate) use executable::executable_name;
pub(crate) use search::{Found, search};
pub(crate) use stamp::Stamp;
