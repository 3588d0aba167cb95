//! What an operator wants to know of a host: counted without a lock, read as a whole.

mod snapshot;
mod tally;

pub(crate) use snapshot::snapshot;
pub use snapshot::{Histogram, OperationCounters, PluginCounters, Snapshot};
pub(crate) use tally::{OPERATIONS, Tally, place_of};
