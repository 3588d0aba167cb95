//! Attack cases of a process that never becomes a plugin, or stops being one. What each leaves behind, see
//! `aftermath`.

use std::{path::Path, time::Duration};

use optimus_plugin_api::{Backend, Code, Error};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::aftermath::attacked;
use crate::support::{note, runs, script, start, start_plain, survey, with_args};

/// An attacker, who left its number and its folder where the environment says.
async fn attack(path: &Path, mut options: ProcessOptions) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    options.environment = vec![("SEEN".into(), seen.clone().into())];
    options.containment.write = vec![folder.path().into()];
    let error = ProcessPlugin::start(path, &options).await.map(|_| ()).unwrap_err();
    let seen = std::fs::read_to_string(&seen).unwrap();
    let (pid, own) = seen.trim().split_once(' ').unwrap();
    assert!(!runs(pid.parse().unwrap()), "it lives on");
    assert!(!Path::new(own).exists(), "its folder is still there");
    error
}

async fn scripted(name: &str, args: &[&str]) -> Error {
    attack(&script(name), with_args(args)).await
}

#[test]
fn p01_no_handshake_ends_with_the_start_time() {
    attacked(async {
        let mut options = ProcessOptions::default();
        options.start_timeout = Duration::from_secs(1);
        let error = attack(&script("silent.sh"), options).await;
        assert_eq!(error.code(), Code::START_TIMEOUT);
        assert!(error.message().contains("within 1s"), "{error}");
    });
}

#[test]
fn p02_a_first_line_without_end_is_cut_off_at_4_kib() {
    attacked(async {
        let error = scripted("endless-line.sh", &[]).await;
        assert_eq!((error.code(), note(&error, "limit").as_str()), (Code::BAD_HANDSHAKE, "4096 bytes"));
        assert!(note(&error, "found").len() < 1000);
    });
}

#[test]
fn p03_a_wrong_handshake_is_told_with_its_text_made_harmless() {
    attacked(async {
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
    });
}

#[test]
fn p04_an_address_elsewhere_is_not_connected_to() {
    attacked(async {
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
    });
}

/// Garbage on stderr of every kind, without end, and then none of it stands in the error.
#[test]
fn p06_what_is_said_on_stderr_is_bounded_and_harmless() {
    attacked(async {
        let mut options = ProcessOptions::default();
        options.start_timeout = Duration::from_secs(1);
        let error = attack(&script("shouts.sh"), options).await;
        let said = note(&error, "stderr");
        assert!(said.len() < 4000 && said.starts_with("panic: \\u{1b}[31mred"), "{said}");
        assert!(!said.contains('\u{1b}'), "{said}");
    });
}

/// What a host starts again and again: garbage, and plugins that are good. A thousand real plugins would take minutes, so all
/// but thirty of the thousand are scripts that end at once.
#[test]
fn p11_a_thousand_starts_and_stops_leave_nothing() {
    attacked(async {
        let starts: Vec<_> = (0..8)
            .map(|_| {
                tokio::spawn(async {
                    for _ in 0..120 {
                        let started =
                            ProcessPlugin::start(&script("exits.sh"), &ProcessOptions::default()).await;
                        assert_eq!(started.unwrap_err().code(), Code::EXITED_EARLY);
                    }
                })
            })
            .collect();
        for _ in 0..30 {
            let plugin = start("full-1.8.0").await;
            survey(&plugin, "a").await.unwrap();
            plugin.shutdown().await.unwrap();
        }
        for script in ["garbage.sh", "endless-line.sh", "closes-stdout.sh"].map(script) {
            for _ in 0..4 {
                let mut options = ProcessOptions::default();
                options.start_timeout = Duration::from_millis(500);
                assert!(ProcessPlugin::start(&script, &options).await.is_err());
            }
        }
        for starts in starts {
            starts.await.unwrap();
        }
    });
}
