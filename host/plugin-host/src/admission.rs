//! Who may run, and who waits: bounded, and fair between tenants and between plugins.
//!
//! A call passes three gates. The first is its plugin's (`calls`), the second the host's (`calls_at_once`); both are held until
//! the call ends. The third is passed again for every poll: the *turns* on the CPUs, so that no plugin fills the queue of the
//! runtime with its work. Where nobody waits, each gate is an exchange on the way in and one on the way out; in the first two, of
//! memory that no other thread touches.
//!
//! Who has to wait stands in a line of its own tenant and plugin. A place that becomes free goes to the tenants in turn, and
//! within a tenant to its plugins in turn. When a queue is full, the longest line loses its last, so that a flood turns away
//! nobody but itself.

mod account;
mod desk;
mod fair;
mod floor;
mod gate;
mod spares;
mod turns;
mod wait;

pub(crate) use desk::{Desk, For, Turn};
pub(crate) use floor::{Bounds, Desks, PluginBounds};
pub(crate) use gate::Place;
use gate::{Gate, Refused};
pub(crate) use wait::{Wait, Waited};
