//! A host over real files: what is broken is told, the rest is served, reloads and the end.

use std::{fs, path::Path};

use optimus_plugin_api::Code;
use optimus_plugin_host::Host;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, content)| fs::write(folder.path().join(name), content).unwrap());
    folder
}

async fn serve(folder: &TempDir) -> Host {
    Host::builder().directories([folder.path()]).load().await
}

/// This machine in Go's words.
#[cfg(unix)]
pub(crate) fn machine() -> String {
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{arch}")
}

/// An executable for this machine that is a script.
#[cfg(unix)]
pub(crate) fn script(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(format!("optimus-{name}_{}", machine()));
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn an_empty_folder_and_a_missing_one_serve_nothing() {
    let folder = folder(&[]);
    let host =
        Host::builder().directories([folder.path().join("missing"), folder.path().into()]).load().await;
    let registry = host.plugins();
    assert!(registry.is_empty() && registry.not_served().is_empty() && registry.warnings().is_empty());
}

#[cfg(feature = "yaml")]
mod with_yaml {
    use std::{sync::Arc, time::Duration};

    use optimus_plugin_api::{
        Asset, CallContext, ConfigEntry, GenerateDependenciesRequest, GetQuestionsRequest,
    };
    use optimus_plugin_host::{PluginKind, Registry};

    use super::*;

    fn yaml(name: &str, prompt: &str) -> String {
        format!(
            "name: {name}\nplugintype: task\nimage: i\npluginversion: '1'\nquestions:\n- name: Q\n  prompt: '{prompt}'\n"
        )
    }

    fn names(registry: &Registry) -> Vec<&str> {
        registry.iter().map(|plugin| plugin.name()).collect()
    }

    async fn prompt(registry: &Registry, name: &str) -> String {
        let (ctx, request) = (CallContext::default(), GetQuestionsRequest::default());
        let asked = registry.get(name).unwrap().get_questions(&ctx, &request).await.unwrap();
        asked.questions[0].prompt.clone()
    }

    #[tokio::test]
    async fn a_yaml_of_a_later_form_resolves_without_code_and_is_held_to_its_required_fields() {
        let version_2 = "\
version: 2
name: goto
destination_urn_template: bigquery://<P>:d.t
asset_parsers: {bq: [{filepath: q.sql}]}
plugin_versions: {default: {image: i, tag: t, entrypoint: {script: s}}}
";
        let folder = folder(&[
            ("optimus-plugin-goto.yaml", version_2),
            (
                "optimus-plugin-lacks.yaml",
                &version_2.replace("tag: t, ", "").replace("name: goto", "name: lacks"),
            ),
            (
                "optimus-plugin-noimage.yaml",
                "name: noimage\nplugintype: task\npluginversion: 1\nentrypoint: s\n",
            ),
        ]);
        let host = Host::builder().directories([folder.path()]).load().await;
        let registry = host.plugins();
        let goto = registry.get("goto").unwrap();
        assert_eq!(goto.info().image, "i:t");
        let request = GenerateDependenciesRequest {
            config: vec![ConfigEntry::new("P", "p")],
            assets: vec![Asset::new("q.sql", "select * from p.d.t, p.d.u")],
            ..Default::default()
        };
        let answer = goto.generate_dependencies(&CallContext::default(), &request).await.unwrap();
        assert_eq!(answer.dependencies, ["bigquery://p:d.u"]);
        let refused: Vec<_> =
            registry.not_served().iter().map(|file| (&*file.name, file.reason.code())).collect();
        assert_eq!(refused, [("lacks", Code::YAML_MISSING_FIELD), ("noimage", Code::MISSING_FIELD)]);
    }

    #[tokio::test]
    async fn broken_files_of_every_kind_are_told_and_the_good_one_is_served() {
        let folder = folder(&[
            ("optimus-plugin-good.yaml", &yaml("good", "?")),
            ("optimus-plugin-bad.yaml", "name: bad\npromt: what\n"),
            ("optimus-plugin-wasm.wasm", "hello"),
        ]);
        #[cfg(unix)]
        script(folder.path(), "binary", "#!/bin/sh\nexit 7\n");
        let host = serve(&folder).await;
        assert_eq!(names(&host.plugins()), ["good"]);
        let registry = host.plugins();
        let told: Vec<_> = registry.not_served().iter().map(|file| file.name.as_str()).collect();
        assert_eq!(told, if cfg!(unix) { vec!["binary", "bad", "wasm"] } else { vec!["bad", "wasm"] });
    }

    #[tokio::test]
    async fn a_yaml_is_served_alone_with_a_warning_where_the_component_of_its_name_is_broken() {
        let folder = folder(&[
            ("optimus-plugin-neo.yaml", &yaml("neo", "?")),
            ("optimus-plugin-neo.wasm", "not wasm"),
        ]);
        let host = serve(&folder).await;
        let registry = host.plugins();
        let neo = registry.get("neo").unwrap();
        assert_eq!(neo.kinds(), [PluginKind::Yaml]);
        assert_eq!(neo.warnings()[0].code(), registry.not_served()[0].reason.code());
    }

    /// Somebody who damages a component must not get native code run in its place.
    #[cfg(unix)]
    #[tokio::test]
    async fn an_executable_is_not_run_in_place_of_a_component_that_is_broken() {
        let folder = folder(&[("optimus-plugin-neo.wasm", "not wasm")]);
        let mark = folder.path().join("it-ran");
        let path = script(folder.path(), "neo", &format!("#!/bin/sh\n: > '{}'\n", mark.display()));
        let host = serve(&folder).await;
        let registry = host.plugins();
        assert!(registry.is_empty() && !mark.exists());
        let executable = registry.not_served().iter().find(|file| file.path == path).unwrap();
        assert_eq!(executable.reason.code(), Code::SHADOWED);
        assert!(
            executable.reason.message().ends_with("neo.wasm, which cannot be used"),
            "{}",
            executable.reason
        );
    }

    /// A check tells what a load would do.
    #[cfg(unix)]
    #[tokio::test]
    async fn a_check_of_an_executable_beside_a_broken_component_says_that_it_would_not_be_run() {
        use optimus_plugin_host::{Check, check_files};
        let folder = folder(&[("optimus-plugin-neo.wasm", "not wasm")]);
        let wasm = folder.path().join("optimus-plugin-neo.wasm");
        let binary = script(folder.path(), "neo", "");
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/process");
        fs::copy(built.join(binary.file_name().unwrap()), &binary).expect("run `cargo xtask fixtures`");
        let files = [(PluginKind::Wasm, wasm), (PluginKind::Process, binary)];
        let checked = check_files(files, Check::Load).await;
        assert!(checked[0].verdict.is_err());
        let found = checked[1].verdict.as_ref().unwrap();
        assert_eq!(found.list.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::SHADOWED], "{found}");
    }

    #[tokio::test]
    async fn a_name_that_does_not_show_what_it_is_is_refused_in_every_kind_of_file() {
        for name in ["\"a\\e[2Jb\"", "\"a\\nb\"", &"n".repeat(257)] {
            let folder = folder(&[("optimus-plugin-x.yaml", &yaml(name, "?"))]);
            let registry = serve(&folder).await.plugins();
            assert!(registry.is_empty(), "{name}");
            assert_eq!(registry.not_served()[0].reason.code(), Code::BAD_NAME, "{name}");
        }
    }

    #[tokio::test]
    async fn every_mistake_of_a_yaml_is_kept_with_its_line() {
        let text = "name: x\npromt: a\nimge: b\n";
        let folder = folder(&[("optimus-plugin-x.yaml", text)]);
        let registry = serve(&folder).await.plugins();
        let mistakes = registry.not_served()[0].reason.diagnostics().unwrap();
        let lines: Vec<_> = mistakes.list.iter().filter_map(optimus_plugin_api::Diagnostic::line).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[tokio::test]
    async fn two_yamls_that_say_the_same_name_clash() {
        let same = yaml("neo", "?");
        let folder = folder(&[("optimus-plugin-a.yaml", &same), ("optimus-plugin-b.yaml", &same)]);
        let registry = serve(&folder).await.plugins();
        let [file] = registry.not_served() else { panic!("{:?}", registry.not_served()) };
        assert_eq!(file.path, folder.path().join("optimus-plugin-b.yaml"));
        assert_eq!(file.reason.code(), Code::NAME_IN_USE);
    }

    #[tokio::test]
    async fn the_first_directory_wins_and_the_listing_says_so() {
        let [first, second] = ["first", "second"].map(|prompt| {
            let text = yaml("neo", prompt);
            folder(&[("optimus-plugin-neo.yaml", text.as_str())])
        });
        let host = Host::builder().directories([first.path(), second.path()]).load().await;
        let registry = host.plugins();
        assert_eq!(prompt(&registry, "neo").await, "first");
        assert_eq!(registry.not_served()[0].reason.code(), Code::SHADOWED);
    }

    #[tokio::test]
    async fn a_reload_serves_what_is_there_then_and_a_snapshot_keeps_what_was() {
        let folder = folder(&[
            ("optimus-plugin-old.yaml", &yaml("old", "?")),
            ("optimus-plugin-neo.yaml", &yaml("neo", "one")),
        ]);
        let host = serve(&folder).await;
        let before = host.plugins();
        fs::remove_file(folder.path().join("optimus-plugin-old.yaml")).unwrap();
        fs::write(folder.path().join("optimus-plugin-neo.yaml"), yaml("neo", "another")).unwrap();
        fs::write(folder.path().join("optimus-plugin-new.yaml"), yaml("new", "?")).unwrap();
        let after = host.reload().await;
        assert_eq!((names(&before), names(&after)), (vec!["neo", "old"], vec!["neo", "new"]));
        assert_eq!(prompt(&before, "neo").await, "one");
        assert_eq!(prompt(&after, "neo").await, "another");
    }

    #[tokio::test]
    async fn clones_of_a_host_see_the_same_reload() {
        let folder = folder(&[]);
        let host = serve(&folder).await;
        let clone = host.clone();
        fs::write(folder.path().join("optimus-plugin-new.yaml"), yaml("new", "?")).unwrap();
        host.reload().await;
        assert_eq!(names(&clone.plugins()), ["new"]);
    }

    #[tokio::test]
    async fn after_its_end_a_host_serves_nothing_and_loads_nothing() {
        let folder = folder(&[("optimus-plugin-neo.yaml", &yaml("neo", "?"))]);
        let host = serve(&folder).await;
        assert!(host.shutdown(Duration::from_secs(60)).await.is_empty());
        assert!(host.plugins().is_empty() && host.reload().await.is_empty());
        assert!(host.shutdown(Duration::from_secs(60)).await.is_empty(), "twice is harmless");
    }

    #[tokio::test]
    async fn a_hundred_plugins_are_loaded_at_once() {
        let folder = folder(&[]);
        for number in 0..100 {
            let name = format!("p{number:03}");
            fs::write(folder.path().join(format!("optimus-plugin-{name}.yaml")), yaml(&name, "?")).unwrap();
        }
        let registry: Arc<Registry> = serve(&folder).await.plugins();
        assert_eq!(registry.len(), 100);
        assert!(names(&registry).is_sorted());
    }
}

/// The kinds that this build leaves out are told, with the feature that brings them.
#[tokio::test]
async fn a_file_of_a_kind_that_was_left_out_is_told_with_its_feature() {
    let folder = folder(&[("optimus-plugin-a.yaml", ""), ("optimus-plugin-b.wasm", "")]);
    #[cfg(unix)]
    script(folder.path(), "c", "");
    let registry = serve(&folder).await.plugins();
    for (name, feature, there) in [
        ("a", "yaml", cfg!(feature = "yaml")),
        ("b", "wasm", cfg!(feature = "wasm")),
        ("c", "process", cfg!(feature = "process") || cfg!(not(unix))),
    ] {
        let file = registry.not_served().iter().find(|file| file.name == name);
        let told = file.filter(|file| file.reason.code() == Code::KIND_DISABLED).map(|file| &file.reason);
        assert_eq!(told.is_some(), !there, "{name}: {told:?}");
        assert!(told.is_none_or(|reason| reason.help().is_some_and(|help| help.contains(feature))));
    }
}

#[cfg(all(unix, feature = "process"))]
#[tokio::test]
async fn an_executable_is_not_even_started_where_it_is_shadowed() {
    let [first, second] = [folder(&[]), folder(&[])];
    let witness = first.path().join("started");
    script(first.path(), "neo", "#!/bin/sh\nexit 7\n");
    script(second.path(), "neo", &format!("#!/bin/sh\ntouch {}\n", witness.display()));
    let host = Host::builder().directories([first.path(), second.path()]).load().await;
    let registry = host.plugins();
    let codes: Vec<_> = registry.not_served().iter().map(|file| file.reason.code()).collect();
    assert!(codes.contains(&Code::EXITED_EARLY) && codes.contains(&Code::SHADOWED), "{codes:?}");
    assert!(!witness.exists());
}
