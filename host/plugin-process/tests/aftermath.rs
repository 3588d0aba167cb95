//! What every attack case asserts besides its own expectation: the host is alive; no descriptor, process or file is left; and
//! the next call to another plugin succeeds. (That of the attacked plugin is in the case itself, where it can be called again.)
//!
//! Counting needs a host in which nothing else goes on: so each case runs in a process of its own, which is this same program
//! with one test to run.

use std::{
    any::type_name,
    fs,
    future::Future,
    path::Path,
    process::{Command, id},
    time::{Duration, Instant},
};

use optimus_plugin_api::Backend;
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::support::{LONG, script, start, survey};

/// The test that is run in this process.
const INSIDE: &str = "ATTACKED_HOST";

/// Runs the body of the test that calls this, and then looks what is left.
pub(crate) fn attacked<F: Future<Output = ()>>(body: F) {
    let name = type_name::<F>();
    let name = name.split_once("::").unwrap().1.trim_end_matches("::{{closure}}");
    if std::env::var(INSIDE).is_ok_and(|inside| inside == name) { inside(body) } else { outside(name) }
}

fn inside<F: Future<Output = ()>>(body: F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let other = start("full-1.8.0").await;
        // The first start and the first failure open what stays open: threads, and what the machine was asked.
        assert!(ProcessPlugin::start(&script("exits.sh"), &ProcessOptions::default()).await.is_err());
        survey(&other, "a").await.unwrap();
        let (open, children) = (descriptors(), children());
        body.await;
        survey(&other, "a").await.expect("another plugin answers");
        settled("descriptors", || descriptors() <= open).await;
        settled("children", || self::children() == children).await;
        other.shutdown().await.unwrap();
    });
    assert!(children().is_empty(), "{:?}", children());
    println!("\nNOTHING LEFT");
}

#[expect(clippy::disallowed_methods, reason = "this thread has nothing else to do")]
fn outside(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let host = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, name)
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&host.stdout), String::from_utf8_lossy(&host.stderr));
    println!("{said}");
    assert!(host.status.success() && said.contains("\nNOTHING LEFT\n"), "the host of {name}, above");
    let started = Instant::now();
    while let Some(left) = process_of(folder.path()) {
        assert!(started.elapsed() < LONG, "a process is left: {left}");
        std::thread::sleep(Duration::from_millis(10));
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

async fn settled(what: &str, reached: impl Fn() -> bool) {
    let started = Instant::now();
    while !reached() {
        let (open, children) = (descriptors(), children());
        assert!(started.elapsed() < LONG, "{what} are left: {open} descriptors, children {children:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Zombies included.
fn children() -> Vec<String> {
    let threads = fs::read_dir("/proc/self/task").unwrap().map(|entry| entry.unwrap().path());
    // A thread may end meanwhile.
    let texts = threads.filter_map(|thread| fs::read_to_string(thread.join("children")).ok());
    let mut all: Vec<_> =
        texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    all.sort();
    all
}

/// A process whose variables name a folder: every plugin has one in the host's folder for temporary files, and what it
/// started has its variables.
fn process_of(folder: &Path) -> Option<String> {
    let mark = folder.as_os_str().as_encoded_bytes();
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok).map(|entry| entry.path());
    processes
        .filter(|path| !path.ends_with(id().to_string()))
        .find(|path| {
            let variables = fs::read(path.join("environ")).unwrap_or_default();
            variables.windows(mark.len()).any(|part| part == mark)
        })
        .map(|path| fs::read_to_string(path.join("cmdline")).unwrap_or_default())
}
