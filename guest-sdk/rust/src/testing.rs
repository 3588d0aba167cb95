//! What stands in for the host in a plugin's native tests. Absent from components.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use crate::{
    cache::Refused,
    http::{self, Method, Response},
    log::Level,
};

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

/// A request as a test's server sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// What is asked.
    pub method: Method,
    /// The whole URL, with its query.
    pub url: String,
    /// The headers that the plugin set, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the plugin would wait.
    pub timeout: Option<Duration>,
}

impl Asked {
    /// The first header of that name, in whatever case it is written.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| &**value)
    }
}

/// What answers requests in a test.
type Server = Box<dyn FnMut(&Asked) -> Result<Response, http::Error>>;

/// The largest key and value that a host keeps, in bytes.
const CACHE_ENTRY: (usize, usize) = (256, 1024 * 1024);

thread_local! {
    static CACHE: RefCell<HashMap<String, (Vec<u8>, Duration)>> = RefCell::default();
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
    static CALL: RefCell<Call> = RefCell::default();
    static LOG: RefCell<Vec<(Level, String)>> = const { RefCell::new(Vec::new()) };
}

/// Sets the facts for this thread, which is this test.
pub fn set_call(call: Call) {
    CALL.replace(call);
}

/// Answers the requests of this thread, which is this test. Every redirect that is followed asks again. Without a server
/// each request is denied, as it would be without a grant.
///
/// ```
/// use optimus_plugin_sdk::{http::{Request, Response}, testing};
///
/// testing::serve_http(|asked| match &*asked.url {
///     "https://example.com/name?id=7" => Ok(Response::new(200).with_body("seven")),
///     _ => Ok(Response::new(404)),
/// });
/// let response = Request::get("https://example.com/name").query("id", "7").send()?;
/// assert_eq!(response.text()?, "seven");
/// # Ok::<(), optimus_plugin_sdk::Error>(())
/// ```
pub fn serve_http(server: impl FnMut(&Asked) -> Result<Response, http::Error> + 'static) {
    SERVER.replace(Some(Box::new(server)));
}

/// Asks the server, if there is one.
pub(crate) fn ask(asked: &Asked) -> Option<Result<Response, http::Error>> {
    SERVER.with_borrow_mut(|server| server.as_mut().map(|answer| answer(asked)))
}

/// Lets this much time pass for what this thread has in its [`cache`](crate::cache).
pub fn pass_time(time: Duration) {
    CACHE.with_borrow_mut(|entries| {
        entries.retain(|_, (_, left)| {
            *left = left.saturating_sub(time);
            !left.is_zero()
        });
    });
}

pub(crate) fn cached(key: &str) -> Option<Vec<u8>> {
    CACHE.with_borrow(|entries| entries.get(key).map(|(value, _)| value.clone()))
}

pub(crate) fn cache(key: &str, value: &[u8], lifetime: Duration) -> Result<(), Refused> {
    let (key_bytes, value_bytes) = CACHE_ENTRY;
    if key.is_empty() || key.len() > key_bytes || value.len() > value_bytes {
        return Err(Refused::TooLarge);
    }
    CACHE.with_borrow_mut(|entries| match lifetime.as_millis() {
        0 => drop(entries.remove(key)),
        _ => drop(entries.insert(key.to_owned(), (value.to_vec(), lifetime))),
    });
    Ok(())
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
