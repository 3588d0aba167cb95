//! Attack cases of a process that never becomes a plugin, or stops being one. Each also leaves nothing behind: no process, no
//! folder, and a host that goes on.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use optimus_plugin_api::{Backend, Code, Error, Verdict};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::support::{built, note, runs, script, start, start_plain, survey, until, validate, with_args};

/// An attacker, who left its number and its folder where the environment says.
async fn attack(path: &Path, mut options: ProcessOptions) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    options.environment = vec![("SEEN".into(), seen.clone().into())];
    let other = start_plain(&[]).await.unwrap();
    let error = ProcessPlugin::start(path, &options).await.map(|_| ()).unwrap_err();
    let seen = std::fs::read_to_string(&seen).unwrap();
    let (pid, own) = seen.trim().split_once(' ').unwrap();
    assert!(!runs(pid.parse().unwrap()), "it lives on");
    assert!(!Path::new(own).exists(), "its folder is still there");
    assert_eq!(validate(&other, "Q", "x").await.unwrap(), Verdict::Accepted, "another plugin answers");
    error
}

async fn scripted(name: &str, args: &[&str]) -> Error {
    attack(&script(name), with_args(args)).await
}

#[tokio::test]
async fn p01_no_handshake_ends_with_the_start_time() {
    let mut options = ProcessOptions::default();
    options.start_timeout = Duration::from_secs(1);
    let error = attack(&script("silent.sh"), options).await;
    assert_eq!(error.code(), Code::START_TIMEOUT);
    assert!(error.message().contains("within 1s"), "{error}");
}

#[tokio::test]
async fn p02_a_first_line_without_end_is_cut_off_at_4_kib() {
    let error = scripted("endless-line.sh", &[]).await;
    assert_eq!((error.code(), note(&error, "limit").as_str()), (Code::BAD_HANDSHAKE, "4096 bytes"));
    assert!(note(&error, "found").len() < 1000);
}

#[tokio::test]
async fn p03_a_wrong_handshake_is_told_with_its_text_made_harmless() {
    let twenty = "1|1|unix|/p|grpc".to_owned() + &"|x".repeat(15);
    for (line, code) in [
        ("2|1|unix|/p|grpc|", Code::PROTOCOL_MISMATCH),
        ("1|9|unix|/p|grpc|", Code::PROTOCOL_MISMATCH),
        ("1|99999999999999999999|unix|/p|grpc|", Code::BAD_HANDSHAKE),
        ("-1|1|unix|/p|grpc|", Code::PROTOCOL_MISMATCH),
        ("1|1", Code::BAD_HANDSHAKE),
        (twenty.as_str(), Code::BAD_HANDSHAKE),
        ("1|1|vsock|3:4|grpc|", Code::BAD_HANDSHAKE),
        ("1|1|unix|/p|\u{1b}[2Jgrpc|", Code::PROTOCOL_MISMATCH),
        ("\u{1b}]0;title\u{7}", Code::BAD_HANDSHAKE),
    ] {
        let error = scripted("handshake.sh", &[line]).await;
        assert_eq!(error.code(), code, "{line:?}: {error}");
        let shown = format!("{error} {:?}", error.notes());
        assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    }
}

#[tokio::test]
async fn p04_an_address_elsewhere_is_not_connected_to() {
    for address in ["tcp|0.0.0.0:80", "tcp|10.0.0.1:80", "tcp|example.com:80", "tcp|[::]:80"] {
        let error = scripted("handshake.sh", &[&format!("1|1|{address}|grpc|")]).await;
        assert_eq!(error.code(), Code::BAD_HANDSHAKE, "{address}");
    }
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("somebody-elses");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    listener.set_nonblocking(true).unwrap();
    let error = scripted("handshake.sh", &[&format!("1|1|unix|{}|grpc|", socket.display())]).await;
    assert_eq!(error.code(), Code::BAD_HANDSHAKE);
    assert!(error.message().contains("outside the folder"), "{error}");
    assert!(listener.accept().is_err(), "it was connected to");
    let error = start_plain(&["-link"]).await.unwrap_err();
    assert!(error.message().contains("not a socket"), "{error}");
}

/// Garbage on stderr of every kind, without end, and then none of it stands in the error.
#[tokio::test]
async fn p06_what_is_said_on_stderr_is_bounded_and_harmless() {
    let mut options = ProcessOptions::default();
    options.start_timeout = Duration::from_secs(1);
    let error = attack(&script("shouts.sh"), options).await;
    let said = note(&error, "stderr");
    assert!(said.len() < 4000 && said.starts_with("panic: \\u{1b}[31mred"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

/// Everything that an attack opens, starts or makes in the file system, counted in a process of its own.
const COUNT: &str = "COUNT_WHAT_IS_LEFT";

/// Not a test of its own: with the variable set, a host that is attacked again and again.
#[tokio::test]
async fn a_host_that_is_attacked() {
    if std::env::var_os(COUNT).is_none() {
        return;
    }
    let mut open = Vec::new();
    let good = start("full-1.8.0").await;
    for _ in 0..4 {
        for path in ["garbage.sh", "endless-line.sh", "exits.sh", "closes-stdout.sh", "shouts.sh"].map(script)
        {
            let mut options = ProcessOptions::default();
            options.start_timeout = Duration::from_millis(500);
            assert!(ProcessPlugin::start(&path, &options).await.is_err());
        }
        for args in [&["-link"][..], &["-tls", "good", "-fields", "6"], &["-dialect", "a.B/C"]] {
            assert!(ProcessPlugin::start(&built("plain"), &with_args(args)).await.is_err());
        }
        assert!(survey(&good, "a").await.is_ok());
        open.push(std::fs::read_dir("/proc/self/fd").unwrap().count());
    }
    good.shutdown().await.unwrap();
    let left: Vec<PathBuf> = folders();
    println!("\nLEFT {} {} {}", open.last() <= open.first(), children().trim().is_empty(), left.is_empty());
    println!("{open:?} {:?} {left:?}", children());
}

fn folders() -> Vec<PathBuf> {
    std::fs::read_dir(std::env::temp_dir()).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn children() -> String {
    std::fs::read_to_string(format!("/proc/self/task/{}/children", std::process::id())).unwrap()
}

#[tokio::test]
async fn attacks_leave_no_descriptor_no_process_and_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let host = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "attacks::a_host_that_is_attacked", "--nocapture"])
        .env(COUNT, "1")
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&host.stdout);
    assert!(said.contains("\nLEFT true true true\n"), "{said}");
    until("the folder is empty", || std::fs::read_dir(folder.path()).unwrap().next().is_none()).await;
}
