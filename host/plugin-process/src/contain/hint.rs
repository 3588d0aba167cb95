//! What breaks a plugin under its profile, and the line of the policy that allows it.

use optimus_plugin_api::{Code, Error};
use optimus_plugin_policy::Profile;

use super::{memory, tasks};
use crate::ProcessOptions;

/// In the words of Go, Python, the C library and shells, as the system's refusal of a file reads.
const FILE_REFUSED: [&str; 3] = ["permission denied", "eacces", "[errno 13]"];
/// The same of a socket, a connection or a system call.
const NETWORK_REFUSED: [&str; 5] =
    ["operation not permitted", "eperm", "[errno 1]", "no free port", "failed to add port"];
/// An interpreter whose own library is out of reach, or a library of a program.
const LIBRARY_MISSING: [&str; 4] = [
    "no module named",
    "cannot open shared object",
    "error while loading shared libraries",
    "could not find platform",
];
/// What programs say when they get no more memory.
const NO_MEMORY: [&str; 10] = [
    "pthread_create failed",
    "failed to create new os thread",
    "out of memory",
    "cannot allocate memory",
    "memoryerror",
    "bad_alloc",
    "allocation failed",
    "memory exhausted",
    "cannot map pages",
    "failed to reserve page summary memory",
];
/// The same of Rust's programs, around the number of bytes.
const NO_MEMORY_IN_RUST: (&str, &str) = ("memory allocation of ", " bytes failed");
/// How Go's runtime, or C that it calls, dies of a pointer that is null; Go's own code says `[signal SIGSEGV: …` instead.
const NULL_IN_RUNTIME: (&str, &str) = ("sigsegv: segmentation violation\npc=", "addr=0x0\n");
/// Above it only what is not shown is cut.
const SHOWN_PATH: usize = 200;

/// The profile in a few words, as `inspect` and errors name it.
pub(crate) fn profile(profile: &Profile) -> String {
    match profile {
        Profile::Open => "open".into(),
        Profile::Network(ports) => format!("network, ports {ports:?}"),
        _ => "default: no network, its own folder, and what programs need to run".into(),
    }
}

/// Adds to an error what its text has to do with the containment, if it has: the limit, or the line that allows it.
pub(crate) fn explain(error: Error, options: &ProcessOptions, said: &str) -> Error {
    if let Some(limit) = memory_met(options, said) {
        return error.note("limit", limit);
    }
    match allowing(options, said) {
        Some(line) => {
            error.note("profile", profile(&options.containment.profile)).note("would allow it", line)
        }
        None => guess(error, options, said),
    }
}

/// The same for a start that failed: where nothing tells what was refused, all is named that the profile refuses.
pub(crate) fn explain_start(error: Error, options: &ProcessOptions, said: &str) -> Error {
    let explained = explain(error, options, said);
    let is_told = explained.notes().iter().any(|(label, _)| matches!(*label, "would allow it" | "limit"));
    let may_be_it = [Code::EXITED_EARLY, Code::START_TIMEOUT].contains(&explained.code());
    if is_told || !may_be_it || options.containment.profile == Profile::Open {
        return explained;
    }
    let mut lines = vec![READ.to_owned()];
    if options.containment.profile == Profile::Default {
        lines.insert(0, NETWORK.to_owned());
    }
    explained.note("profile", profile(&options.containment.profile)).note("allows more", lines.join(" or "))
}

/// The limit of memory of one process, as errors name limits, if the process says that it met it.
pub(crate) fn memory_met(options: &ProcessOptions, said: &str) -> Option<String> {
    let said = said.to_lowercase();
    let is_met = NO_MEMORY.iter().any(|words| said.contains(words)) || says_both(&said, NO_MEMORY_IN_RUST);
    is_met.then(|| memory_limit(options))
}

/// Adds what may be the cause of an end that nothing else explains. Go's collector uses the memory for some of its queues without
/// looking whether it got it (Go 1.26, `newSpanSPMC`).
pub(crate) fn guess(error: Error, options: &ProcessOptions, said: &str) -> Error {
    if !says_both(&said.to_lowercase(), NULL_IN_RUNTIME) {
        return error;
    }
    let why = "Go's collector dies like this where it gets no memory";
    error.note("may be", format!("{}: {why}", memory_limit(options)))
}

fn says_both(said: &str, (first, then): (&str, &str)) -> bool {
    said.split_once(first).is_some_and(|(_, rest)| rest.contains(then))
}

fn memory_limit(options: &ProcessOptions) -> String {
    format!("process.memory = {} bytes (RLIMIT_DATA)", memory(&options.containment))
}

/// A limit of a process's group, as errors name limits.
pub(crate) fn limit(options: &ProcessOptions, which: &str) -> String {
    match which {
        "tasks" => format!("process.tasks = {}", tasks(&options.containment)),
        _ => format!("process.memory = {} bytes, of all its processes", memory(&options.containment)),
    }
}

const NETWORK: &str = "`process: {profile: network, ports: [443]}`";
const READ: &str = "`process: {read: [\"/its/folder\"]}`";

fn allowing(options: &ProcessOptions, said: &str) -> Option<String> {
    let profile = &options.containment.profile;
    // Of the same length as the text: only letters of English words are looked for.
    let lower = said.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|words| lower.contains(words));
    match profile {
        Profile::Open => None,
        Profile::Network(ports) if has(&FILE_REFUSED) && lower.contains("connect") => {
            Some(format!("its port beside {ports:?} in `process: {{profile: network, ports: [443]}}`"))
        }
        Profile::Default if has(&NETWORK_REFUSED) => Some(NETWORK.into()),
        _ if has(&FILE_REFUSED) || has(&LIBRARY_MISSING) => Some(match refused_path(said, &lower) {
            Some(path) => format!("`process: {{read: [\"{path}\"]}}`, or `write:`"),
            None => format!("{READ}, or `write:`"),
        }),
        _ => None,
    }
}

/// The path that was refused: the last one before the words of the refusal, else the first one after them.
fn refused_path<'a>(said: &'a str, lower: &str) -> Option<&'a str> {
    let at = FILE_REFUSED.iter().filter_map(|words| lower.find(words)).min()?;
    let (before, after) = said.split_at_checked(at)?;
    let line = before.rsplit('\n').next().unwrap_or(before);
    paths_in(line).last().or_else(|| paths_in(after).next())
}

/// The absolute paths in a text, escaped already: it comes from what an error shows.
fn paths_in(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ':' | ',' | ')' | ']' | '`' | '\\');
    let begins = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '(' | '[' | '`' | ':');
    let starts = text.match_indices('/').map(|(at, _)| at);
    starts
        .filter(move |at| text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with(begins)))
        .filter_map(|at| text.get(at..))
        .map(move |rest| rest.split(ends).next().unwrap_or(rest))
        .filter(|path| path.len() > 1 && path.len() <= SHOWN_PATH)
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::Operation;

    use super::*;

    fn told(profile: Profile, said: &str) -> String {
        let mut options = ProcessOptions::default();
        options.containment.profile = profile;
        let error = Error::new(Code::CONNECTION_LOST, "neo", Operation::Load, "it ended");
        let notes = explain(error, &options, said).notes().to_vec();
        notes.into_iter().filter(|(label, _)| *label != "profile").map(|(_, text)| text).collect()
    }

    #[test]
    fn what_is_refused_is_told_with_the_line_that_allows_it() {
        let port = Profile::Network(vec![443]);
        for (profile, said, line) in [
            (Profile::Default, "dial tcp 1.2.3.4:443: socket: operation not permitted", NETWORK),
            (Profile::Default, "PermissionError: [Errno 1] Operation not permitted", NETWORK),
            (
                Profile::Default,
                "open /srv/tables.json: permission denied",
                "`process: {read: [\"/srv/tables.json\"]}`, or `write:`",
            ),
            (
                Profile::Default,
                "/own/a.sh: 3: exec: /opt/B: Permission denied",
                "`process: {read: [\"/opt/B\"]}`, or `write:`",
            ),
            (
                port.clone(),
                "[Errno 13] Permission denied: '/srv/a'",
                "`process: {read: [\"/srv/a\"]}`, or `write:`",
            ),
            (
                port.clone(),
                "dial tcp 1.2.3.4:80: connect: permission denied",
                "its port beside [443] in `process: {profile: network, ports: [443]}`",
            ),
            (Profile::Open, "permission denied", ""),
            (Profile::Default, "no such table", ""),
            (
                Profile::Open,
                "fatal error: runtime: out of memory",
                "process.memory = 1073741824 bytes (RLIMIT_DATA)",
            ),
            (
                Profile::Open,
                "SIGSEGV: segmentation violation\nPC=0x43927d m=4 sigcode=1 addr=0x0\n\ngoroutine 0 gp=0x27 m=4 [idle]:",
                "process.memory = 1073741824 bytes (RLIMIT_DATA): Go's collector dies like this where it gets no memory",
            ),
            (
                Profile::Open,
                "memory allocation of 9000 bytes failed",
                "process.memory = 1073741824 bytes (RLIMIT_DATA)",
            ),
            (Profile::Open, "memory allocation of the job", ""),
            (
                Profile::Open,
                "panic: runtime error: invalid memory address or nil pointer dereference\n\
                 [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]",
                "",
            ),
        ] {
            assert_eq!(told(profile, said), line, "{said}");
        }
    }

    #[test]
    fn a_start_that_fails_without_a_reason_names_what_the_profile_refuses() {
        let error = || Error::new(Code::EXITED_EARLY, "neo", Operation::Load, "it ended");
        let mut options = ProcessOptions::default();
        let notes = explain_start(error(), &options, "").notes().to_vec();
        assert!(
            notes.iter().any(|(label, text)| *label == "allows more" && text.contains("profile: network"))
        );
        options.containment.profile = Profile::Open;
        assert!(explain_start(error(), &options, "").notes().is_empty());
    }
}
