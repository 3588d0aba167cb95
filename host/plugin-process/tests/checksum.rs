use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use optimus_plugin_api::{Backend, Code, Verdict};
use optimus_plugin_process::{Checksum, ProcessOptions, ProcessPlugin};
use sha2::{Digest, Sha256, Sha512};

use crate::aftermath::attacked;
use crate::support::{LONG, built, containment, note, pid, survey, told, until, validate};

fn sha256(path: &Path) -> Checksum {
    Checksum::Sha256(Sha256::digest(std::fs::read(path).unwrap()).into())
}

fn with_checksum(checksum: Checksum) -> ProcessOptions {
    let mut options = ProcessOptions::default();
    options.checksum = Some(checksum);
    options.restart_patience = LONG;
    options
}

/// A copy under the name of a plugin, which a test may spoil.
fn installed(folder: &Path, program: &str) -> PathBuf {
    let path = folder.join("optimus-full_linux_amd64");
    std::fs::copy(built(program), &path).unwrap();
    path
}

/// In one step, as an installer does.
fn replace(path: &Path, content: &[u8]) {
    let new = path.with_extension("new");
    std::fs::write(&new, content).unwrap();
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::rename(&new, path).unwrap();
}

#[tokio::test]
async fn the_right_executable_runs_under_its_own_name() {
    let path = built("full-1.8.0");
    let sha512 = Checksum::Sha512(Sha512::digest(std::fs::read(&path).unwrap()).into());
    for checksum in [sha256(&path), sha512] {
        let plugin = ProcessPlugin::start(&path, &with_checksum(checksum)).await.unwrap();
        assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
        assert_eq!(told(&plugin, "do:arguments").await, [path.to_str().unwrap()]);
        plugin.shutdown().await.unwrap();
    }
}

#[tokio::test]
async fn another_executable_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let ran = folder.path().join("ran");
    let path = folder.path().join("optimus-evil_linux_amd64");
    replace(&path, format!("#!/bin/sh\ntouch '{}'\n", ran.display()).as_bytes());
    let error = ProcessPlugin::start(&path, &with_checksum(sha256(&built("plain")))).await.unwrap_err();
    assert_eq!(error.code(), Code::CHECKSUM_MISMATCH);
    assert!(error.message().ends_with("checksums did not match"), "{error}");
    assert_eq!(note(&error, "found"), sha256(&path).to_string());
    assert_eq!(note(&error, "expected"), sha256(&built("plain")).to_string());
    assert!(!ran.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn p22_what_runs_are_the_bytes_that_were_verified() {
    attacked(async {
        let folder = tempfile::tempdir().unwrap();
        let path = installed(folder.path(), "full-1.8.0");
        let plugin = ProcessPlugin::start(&path, &with_checksum(sha256(&path))).await.unwrap();
        let pid = pid(&plugin).await;
        let executable = PathBuf::from(format!("/proc/{pid}/exe"));
        let link = executable.read_link().unwrap().display().to_string();
        assert!(link.starts_with("/memfd:optimus-full_linux_amd64"), "{link}");
        assert_eq!(sha256(&executable), sha256(&path));
    });
}

/// The file is replaced again and again, by what would leave a trace if it ran.
#[test]
fn p22_a_file_that_changes_between_the_check_and_the_start_never_runs() {
    attacked(async {
        let folder = tempfile::tempdir().unwrap();
        let (path, ran) = (folder.path().join("optimus-plain_linux_amd64"), folder.path().join("ran"));
        let good = std::fs::read(built("plain")).unwrap();
        let evil = format!("#!/bin/sh\ntouch '{}'\n", ran.display()).into_bytes();
        replace(&path, &good);
        let options = with_checksum(sha256(&path));
        let swapping = tokio::spawn({
            let path = path.clone();
            async move {
                for (content, stays) in [(&evil, 5), (&good, 30)].into_iter().cycle() {
                    replace(&path, content);
                    tokio::time::sleep(std::time::Duration::from_millis(stays)).await;
                }
            }
        });
        let (mut good, mut refused) = (0, 0);
        for _ in 0..20 {
            match ProcessPlugin::start(&path, &options).await {
                Ok(plugin) => {
                    good += 1;
                    plugin.shutdown().await.unwrap();
                }
                Err(error) => {
                    assert_eq!(error.code(), Code::CHECKSUM_MISMATCH, "{error:?}");
                    refused += 1;
                }
            }
        }
        swapping.abort();
        assert!(swapping.await.unwrap_err().is_cancelled());
        println!("{good} ran, {refused} were refused");
        assert!(!ran.exists());
    });
}

#[test]
fn p22_a_restart_verifies_anew() {
    attacked(async {
        let folder = tempfile::tempdir().unwrap();
        let (path, ran) = (installed(folder.path(), "full-1.8.0"), folder.path().join("ran"));
        let mut options = with_checksum(sha256(&path));
        options.restart_patience = std::time::Duration::from_millis(500);
        let plugin = ProcessPlugin::start(&path, &options).await.unwrap();
        replace(&path, format!("#!/bin/sh\ntouch '{}'\n", ran.display()).as_bytes());
        assert_eq!(survey(&plugin, "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
        let error = survey(&plugin, "a").await.unwrap_err();
        assert_eq!(error.code(), Code::RESTARTING);
        assert!(note(&error, "restart").contains("checksums did not match"), "{error:?}");
        assert!(!ran.exists());
        std::fs::remove_file(&path).unwrap();
        std::fs::copy(built("full-1.8.0"), &path).unwrap();
        let start = std::time::Instant::now();
        while survey(&plugin, "a").await.is_err() {
            assert!(start.elapsed() < LONG, "it does not come back");
        }
    });
}

#[tokio::test]
async fn a_script_runs_from_a_copy_that_goes_with_the_process() {
    let path = built("python");
    let mut options = with_checksum(sha256(&path));
    options.containment = containment("python");
    let plugin = ProcessPlugin::start(&path, &options).await.unwrap();
    let folder = crate::support::folder(&plugin).await;
    let copy = folder.join("python");
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o500);
    assert_eq!(sha256(&copy), sha256(&path));
    plugin.shutdown().await.unwrap();
    until("the folder is gone", || !folder.exists()).await;
}

#[tokio::test]
async fn what_cannot_run_says_why_with_a_checksum_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("optimus-text_linux_amd64");
    replace(&path, b"just text\n");
    let error = ProcessPlugin::start(&path, &with_checksum(sha256(&path))).await.unwrap_err();
    assert_eq!(error.code(), Code::START_FAILED);
    assert!(error.message().contains("neither an executable"), "{error}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = ProcessPlugin::start(&path, &with_checksum(sha256(&path))).await.unwrap_err();
    assert!(error.message().contains("not executable"), "{error}");
    let error = ProcessPlugin::start(&folder.path().join("no"), &with_checksum(sha256(&path))).await;
    assert!(error.unwrap_err().message().contains("no such file"));
}
