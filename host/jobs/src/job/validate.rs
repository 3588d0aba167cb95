use optimus_plugin_api::{Code, Diagnostic, Problem};

use super::{HttpDependency, JobSpec};
use crate::cron;

/// The shortest and the longest name or owner, in bytes.
const NAME_BYTES: std::ops::RangeInclusive<usize> = 3..=1024;

impl JobSpec {
    /// Everything that is wrong with the job by Optimus's own rules; nothing if it may be written.
    ///
    /// Upstream reports one of them at a time; the rules are the same. Plugins are not asked here.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Found::default();
        found.check("version", version(self.version));
        found.check("name", length(&self.name));
        found.check("owner", length(&self.owner));
        found.check("schedule.start_date", check_start_date(&self.schedule.start_date));
        found.check("schedule.end_date", end_date(&self.schedule.end_date));
        found.check("schedule.interval", check_interval(&self.schedule.interval));
        found.check("task.name", named(&self.task.name));
        self.window_problems(&mut found);
        self.list_problems(&mut found);
        found.0
    }

    fn window_problems(&self, found: &mut Found) {
        let window = &self.task.window;
        found.check("task.window.truncate_to", truncate_to(&window.truncate_to));
        if version(self.version).is_ok() {
            found.check("task.window", window.check(self.version).map_err(|error| error.to_string()));
        }
    }

    fn list_problems(&self, found: &mut Found) {
        for (index, notify) in self.behavior.notify.iter().enumerate() {
            found.check(&format!("behavior.notify[{index}].on"), notify_on(&notify.on));
        }
        for (index, hook) in self.hooks.iter().enumerate() {
            found.check(&format!("hooks[{index}].name"), named(&hook.name));
        }
        for (index, dependency) in self.dependencies.iter().enumerate() {
            if let Some(http) = &dependency.http {
                found.check(&format!("dependencies[{index}].http"), check_http(http));
            }
        }
    }
}

/// A mistake in a job as a diagnostic, without its place.
pub(crate) fn diagnostic(problem: &Problem) -> Diagnostic {
    Diagnostic::error(Code::JOB_FIELD, format!("{}: {}", problem.field, problem.message))
}

#[derive(Default)]
struct Found(Vec<Problem>);

impl Found {
    fn check(&mut self, field: &str, result: Result<(), String>) {
        if let Err(message) = result {
            self.0.push(Problem { field: field.to_owned(), message });
        }
    }
}

/// Whether the text is a day, `YYYY-MM-DD`.
///
/// # Errors
/// What is wrong with it.
pub fn check_start_date(text: &str) -> Result<(), String> {
    let form = || format!("`{}` is not a date like 2026-01-31", text.escape_debug());
    let bytes = text.as_bytes();
    let fits = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() });
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse().ok());
    let (Some(year), Some(month), Some(day)) = (part(0, 4), part(5, 7), part(8, 10)) else {
        return Err(form());
    };
    if !fits {
        return Err(form());
    }
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Err(form()) };
    jiff::civil::Date::new(year, month, day)
        .map(drop)
        .map_err(|_| format!("there is no {text} in the calendar"))
}

/// Whether the text is a schedule in crontab notation, or empty for none.
///
/// # Errors
/// Upstream's text: `invalid crontab entry: …`.
pub fn check_interval(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    cron::check(text).map_err(|cause| format!("invalid crontab entry: {cause}"))
}

fn version(version: i64) -> Result<(), String> {
    match version {
        1 | 2 => Ok(()),
        other => Err(format!("{other} is not a version of jobs; they are 1 and 2")),
    }
}

fn length(text: &str) -> Result<(), String> {
    let (least, most) = (NAME_BYTES.start(), NAME_BYTES.end());
    match text.len() {
        0 => Err("is required".to_owned()),
        given if given < *least => {
            Err(format!("`{}` is too short: at least {least} bytes", text.escape_debug()))
        }
        given if given > *most => Err(format!("{given} bytes are too many: at most {most}")),
        _ => Ok(()),
    }
}

fn end_date(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { check_start_date(text) }
}

fn named(name: &str) -> Result<(), String> {
    if name.is_empty() { Err("is required: the name of a plugin".to_owned()) } else { Ok(()) }
}

fn truncate_to(text: &str) -> Result<(), String> {
    match text {
        "h" | "d" | "w" | "M" | "m" => Ok(()),
        "" => Err("is required: one of h, d, w, M".to_owned()),
        other => Err(format!("`{}` is not one of h, d, w, M", other.escape_debug())),
    }
}

fn notify_on(text: &str) -> Result<(), String> {
    match text {
        "sla_miss" | "failure" | "" => Ok(()),
        other => Err(format!("`{}` is neither sla_miss nor failure", other.escape_debug())),
    }
}

fn check_http(http: &HttpDependency) -> Result<(), String> {
    if !is_request_uri(&http.url) {
        return Err(format!("the url `{}` is not an absolute address", http.url.escape_debug()));
    }
    if http.name.is_empty() { Err("the name is empty".to_owned()) } else { Ok(()) }
}

/// What Go's `url.ParseRequestURI` accepts: an absolute path, or a scheme and what follows it. No control characters, no
/// broken `%` escapes, a host of host characters and a port of digits.
fn is_request_uri(url: &str) -> bool {
    if url == "*" {
        return true;
    }
    let plain = !url.bytes().any(|byte| byte < b' ' || byte == 0x7f);
    let (rest, has_scheme) = match url.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (rest, true),
        _ => (url, false),
    };
    let address = rest.split('?').next().unwrap_or_default();
    let good = match address.strip_prefix("//").filter(|_| has_scheme) {
        Some(after) => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            is_authority(authority) && has_whole_escapes(path)
        }
        None if address.starts_with('/') => has_whole_escapes(address),
        None => has_scheme,
    };
    plain && good
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let good_user = has_whole_escapes(user)
        && !user.contains([' ', '"', '<', '>', '[', ']', '\\', '^', '`', '{', '|', '}', '#', '/']);
    let (name, port) = match host.rsplit_once(']') {
        Some((name, port)) if host.starts_with('[') => {
            (name, port.strip_prefix(':').or(port.is_empty().then_some("")))
        }
        _ if host.contains('[') => return false,
        _ => host.split_once(':').map_or((host, Some("")), |(name, port)| (name, Some(port))),
    };
    let host_characters =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"".contains(c);
    good_user
        && name.chars().all(host_characters)
        && port.is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
}

/// Every `%` is followed by two hexadecimal digits.
fn has_whole_escapes(text: &str) -> bool {
    let hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    text.split('%').skip(1).map(str::as_bytes).all(|after| hex(after.first()) && hex(after.get(1)))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{job::Schedule, window::WindowSpec};

    fn good() -> JobSpec {
        let mut job =
            JobSpec { version: 1, name: "min_job".into(), owner: "me@x".into(), ..JobSpec::default() };
        job.schedule =
            Schedule { start_date: "2022-01-01".into(), interval: "@daily".into(), ..Schedule::default() };
        job.task.name = "neo".into();
        job.task.window = WindowSpec::new("24h", "0", "d");
        job
    }

    #[test]
    fn a_good_job_has_no_problems() {
        assert_eq!(good().problems(), []);
    }

    #[test]
    fn all_mistakes_of_a_job_are_told_at_once() {
        let mut job = good();
        job.owner = "me".into();
        job.schedule =
            Schedule { start_date: "2022-02-31".into(), end_date: "soon".into(), interval: "@once".into() };
        job.task.window = WindowSpec::new("1d", "0", "x");
        let fields: Vec<_> = job.problems().into_iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                "owner",
                "schedule.start_date",
                "schedule.end_date",
                "schedule.interval",
                "task.window.truncate_to",
                "task.window"
            ]
        );
    }

    #[test]
    fn an_address_is_what_go_takes_for_one() {
        for good in [
            "https://example.org/ready?day=today",
            "http://[::1]:80/",
            "/path",
            "mailto:x",
            "http://u:p@h:1/%20",
            "http://",
        ] {
            assert!(is_request_uri(good), "{good}");
        }
        for bad in [
            "",
            "foo",
            "example.org/x",
            "://x",
            "http://a b/",
            "http://h:port/",
            "http://[::1/",
            "http://h/%zz",
            "http://h/%2",
            "a\nb:/",
        ] {
            assert!(!is_request_uri(bad), "{bad}");
        }
    }

    #[test]
    fn a_date_must_exist_and_have_ten_characters() {
        assert!(check_start_date("2024-02-29").is_ok());
        for text in [
            "",
            "2022-1-1",
            "2022-02-29",
            "xx2022-01-01yy",
            "2022-01-01 ",
            "2022-13-01",
            "+022-01-01",
            "٢٠٢٢-01",
        ] {
            assert!(check_start_date(text).is_err(), "{text}");
        }
    }
}
