//! What stands in for the host in a plugin's native tests. Absent from components.

use std::{cell::RefCell, time::Duration};

use crate::log::Level;

/// The facts that [`call`](crate::call) tells a test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// What [`call::dry_run`](crate::call::dry_run) answers.
    pub dry_run: bool,
    /// What [`call::deadline`](crate::call::deadline) answers.
    pub deadline: Option<Duration>,
    /// What [`call::attribute`](crate::call::attribute) looks in: names and values.
    pub attributes: Vec<(String, String)>,
}

thread_local! {
    static CALL: RefCell<Call> = RefCell::default();
    static LOG: RefCell<Vec<(Level, String)>> = const { RefCell::new(Vec::new()) };
}

/// Sets the facts for this thread, which is this test.
pub fn set_call(call: Call) {
    CALL.replace(call);
}

/// The lines that this thread has logged since it was last asked.
#[must_use]
pub fn take_log() -> Vec<(Level, String)> {
    LOG.take()
}

pub(crate) fn with_call<T>(look: impl FnOnce(&Call) -> T) -> T {
    CALL.with_borrow(look)
}

pub(crate) fn write(level: Level, message: &str) {
    eprintln!("{level:?}: {message}");
    LOG.with_borrow_mut(|lines| lines.push((level, message.to_owned())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call;

    #[test]
    fn a_test_says_what_is_known_about_the_call() {
        let attributes = vec![("project.name".to_owned(), "p".to_owned())];
        set_call(Call { dry_run: true, deadline: Some(Duration::from_secs(2)), attributes });
        assert!(call::dry_run());
        assert_eq!(call::deadline(), Some(Duration::from_secs(2)));
        assert_eq!(call::attribute("project.name").as_deref(), Some("p"));
        assert_eq!(call::attribute("project.config.X"), None);
    }

    #[test]
    fn a_test_reads_what_was_logged() {
        crate::warn!("{} left", 3);
        assert_eq!(take_log(), [(Level::Warn, "3 left".to_owned())]);
    }
}
