use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{Arc, Mutex},
};

use optimus_plugin_api::{Backend, Code};
use optimus_plugin_policy::{AuditEvent, AuditSink, AuditVerdict};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::support::built;

/// Everything that is reported.
pub(crate) type Heard = Arc<Mutex<Vec<AuditEvent>>>;

/// A sink that keeps what it is told.
pub(crate) fn listening() -> (AuditSink, Heard) {
    let heard = Heard::default();
    let to = heard.clone();
    (AuditSink::new(move |event| to.lock().unwrap().push(event.clone())), heard)
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn what_others_can_write_to_is_not_run_unless_the_options_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("optimus-plain_linux_amd64");
    fs::copy(built("plain"), &path).unwrap();
    let (audit, heard) = listening();
    let mut options = ProcessOptions::default();
    options.audit = audit;
    for (spoiled, open, good) in [(&*path, 0o757, 0o755), (folder.path(), 0o770, 0o700)] {
        mode(spoiled, open);
        let error = ProcessPlugin::start(&path, &options).await.unwrap_err();
        assert_eq!(error.code(), Code::UNSAFE_PLACE, "{error:?}");
        assert!(error.help().unwrap().contains("chmod go-w"), "{error:?}");
        let last = heard.lock().unwrap().last().cloned().unwrap();
        assert_eq!((last.verdict, last.asked.as_str()), (AuditVerdict::Denied, "start"));
        options.any_place = true;
        ProcessPlugin::start(&path, &options).await.unwrap().shutdown().await.unwrap();
        options.any_place = false;
        mode(spoiled, good);
    }
    ProcessPlugin::start(&path, &options).await.unwrap().shutdown().await.unwrap();
}
