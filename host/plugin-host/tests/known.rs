//! What is known of executables is shown without starting them.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use optimus_plugin_api::{CallContext, Code, GetQuestionsRequest};
use optimus_plugin_host::{Capability, Host, HostBuilder, PluginKind, PluginPolicy, policy::Profile};
use tempfile::TempDir;

use crate::files::{machine, script};

/// A folder with one executable that notes each of its starts, and one for what is known.
struct World {
    folder: TempDir,
    executable: PathBuf,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plugins = folder.path().join("plugins");
        fs::create_dir(&plugins).unwrap();
        let executable = script(&plugins, "neo", "");
        let world = Self { folder, executable };
        world.becomes("1");
        world
    }

    /// Another executable of the same behaviour.
    fn becomes(&self, version: &str) {
        let neo = built("neo");
        let starts = self.starts_file();
        let text = format!(
            "#!/bin/sh\n# {version}\necho start >> {}\nexec {} \"$@\"\n",
            starts.display(),
            neo.display()
        );
        fs::write(&self.executable, text).unwrap();
    }

    fn starts_file(&self) -> PathBuf {
        self.folder.path().join("starts")
    }

    fn starts(&self) -> usize {
        fs::read_to_string(self.starts_file()).unwrap_or_default().lines().count()
    }

    fn known(&self) -> PathBuf {
        self.folder.path().join("cache/known")
    }

    fn host(&self) -> HostBuilder {
        let mut policy = PluginPolicy::default();
        policy.process.start_timeout = Duration::from_secs(60);
        // It writes beside itself, and runs another file.
        policy.process.containment.profile = Profile::Open;
        let directories = [self.folder.path().join("plugins")];
        Host::builder().directories(directories).default_policy(policy).known_answers(self.known())
    }
}

/// An executable of `examples`, as it was built.
fn built(name: &str) -> PathBuf {
    let file = format!("../../target/fixtures/process/optimus-{name}_{}", machine());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    path.canonicalize().expect("it is missing: run `cargo xtask fixtures`")
}

#[tokio::test]
async fn an_executable_is_started_once_to_be_asked_and_then_it_is_known_until_it_changes() {
    let world = World::new();
    for round in 1..=3 {
        let host = world.host().only_looks().load().await;
        let registry = host.plugins();
        let neo = registry.get("neo").unwrap_or_else(|| panic!("{:?}", registry.not_served()));
        assert_eq!((neo.info().name.as_str(), neo.kinds()), ("neo", vec![PluginKind::Process]));
        assert!(neo.answers(Capability::Survey).is_some());
        assert_eq!(world.starts(), 1, "in round {round}");
        let error = neo.get_questions(&CallContext::default(), &GetQuestionsRequest::default()).await;
        assert_eq!(error.unwrap_err().code(), Code::SHUT_DOWN);
        assert!(host.shutdown(Duration::from_secs(5)).await.is_empty());
    }
    world.becomes("2");
    let host = world.host().only_looks().load().await;
    assert!(host.plugins().get("neo").is_some());
    assert_eq!(world.starts(), 2, "its digest is another");
}

#[tokio::test]
async fn who_serves_starts_what_is_known_too_and_remembers_it_for_those_who_look() {
    let world = World::new();
    for round in 1..=2 {
        let host = world.host().load().await;
        let neo = host.plugins().plugin("neo").unwrap();
        let (ctx, request) = (CallContext::default(), GetQuestionsRequest::default());
        assert!(!neo.get_questions(&ctx, &request).await.unwrap().questions.is_empty());
        assert_eq!(world.starts(), round);
        host.shutdown(Duration::from_secs(5)).await;
    }
    let looked_at = world.host().only_looks().load().await;
    assert!(looked_at.plugins().get("neo").is_some());
    assert_eq!(world.starts(), 2);
}

#[tokio::test]
async fn what_others_could_have_written_is_not_believed_and_asked_anew() {
    let world = World::new();
    world.host().only_looks().load().await;
    fs::set_permissions(world.known(), fs::Permissions::from_mode(0o777)).unwrap();
    let host = world.host().only_looks().load().await;
    assert!(host.plugins().get("neo").is_some());
    assert_eq!(world.starts(), 2);
}

#[tokio::test]
async fn an_executable_that_cannot_be_run_is_not_shown_although_it_is_known() {
    let world = World::new();
    world.host().only_looks().load().await;
    fs::set_permissions(&world.executable, fs::Permissions::from_mode(0o644)).unwrap();
    let host = world.host().only_looks().load().await;
    let registry = host.plugins();
    assert!(registry.is_empty());
    assert_eq!(registry.not_served()[0].reason.code(), Code::START_FAILED);
}
