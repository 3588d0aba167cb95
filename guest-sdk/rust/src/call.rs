//! Facts about the call that is running. A plugin that asks for none does not import them.
//!
//! Natively [`testing::set_call`](crate::testing::set_call) says what they are.

use std::time::Duration;

/// Whether the answer will not be used for a real run; a plugin may then spare itself what costs.
#[must_use]
pub fn dry_run() -> bool {
    #[cfg(target_arch = "wasm32")]
    return crate::sys::bindings::optimus::plugin::call::dry_run();
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::with_call(|call| call.dry_run)
}

/// The time until the host ends the call; none when there is no end.
#[must_use]
pub fn deadline() -> Option<Duration> {
    #[cfg(target_arch = "wasm32")]
    return crate::sys::bindings::optimus::plugin::call::deadline().map(Duration::from_millis);
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::with_call(|call| call.deadline)
}

/// A named fact: `project.name`, `project.config.<KEY>`, `instance-schedule` (RFC 3339, `Z`), and whatever else the embedder
/// gives. What the operator did not grant is none. For secrets there is [`secret()`](crate::secret()).
#[must_use]
pub fn attribute(name: &str) -> Option<String> {
    #[cfg(target_arch = "wasm32")]
    return crate::sys::bindings::optimus::plugin::call::attribute(name);
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::with_call(|call| {
        call.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    })
}
