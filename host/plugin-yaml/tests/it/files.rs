use std::{path::PathBuf, process::Command};

use optimus_plugin_api::{Backend, Code};
use optimus_plugin_yaml::{Dialect, Entrypoint, Options, YamlPlugin, load};

fn upstream(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../../shared/compat/yaml", file].iter().collect()
}

async fn good(file: &str) -> YamlPlugin {
    load(&upstream(file), &Options::default()).await.unwrap()
}

#[tokio::test]
async fn upstreams_own_plugins_of_this_form_load_without_warnings() {
    let plugin = good("optimus-plugin-bq2bq-v0.1.yaml").await;
    assert!(plugin.warnings().is_empty(), "{}", plugin.warnings());
    assert_eq!((plugin.name(), plugin.dialect(), plugin.questions().len()), ("bq2bq", Dialect::V0_4, 4));
    let load_method = &plugin.questions()[3];
    assert_eq!((load_method.multiselect.len(), load_method.default.as_str()), (5, "APPEND"));
    assert!(load_method.sub_questions[0].questions[0].required);
    for file in [
        "upstream-sample_plugin.yaml",
        "upstream-sample_plugin_schema_invalid.yaml",
        "upstream-sample_plugin_without_version.yaml",
    ] {
        assert_eq!(good(file).await.name(), "bq2bqtest");
    }
}

#[tokio::test]
async fn upstreams_own_plugins_of_the_later_form_load_too() {
    let bq2bq = good("optimus-plugin-bq2bq-v0.3.2.yaml").await;
    assert!(bq2bq.warnings().is_empty(), "{}", bq2bq.warnings());
    assert_eq!(bq2bq.dialect(), Dialect::V0_5);
    assert_eq!(bq2bq.info().unwrap().image, "docker.io/odpf/optimus-task-bq2bq-executor:0.3.2");
    let script = Entrypoint { shell: "/bin/sh", script: "python3 /opt/bumblebee/main.py" };
    assert_eq!((bq2bq.entrypoint(), bq2bq.questions().len()), (Some(script), 4));
}

#[tokio::test]
async fn upstreams_echo_which_upstream_itself_refuses_is_served_with_its_missing_tag_told() {
    let echo = good("optimus-plugin-echo.yaml").await;
    let script = Entrypoint { shell: "/bin/sh", script: "sleep 10" };
    assert_eq!((echo.dialect(), echo.entrypoint()), (Dialect::V0_5, Some(script)));
    assert_eq!(echo.info().unwrap().image, "docker.io/busybox");
    let [warning] = echo.warnings().list.as_slice() else { panic!("{}", echo.warnings()) };
    assert_eq!((warning.code, warning.line()), (Code::YAML_DOUBTFUL, Some(5)));
    assert!(warning.help.as_deref().unwrap().contains("docker.io/busybox:0.1.0"), "{:?}", warning.help);
}

#[tokio::test]
async fn an_error_knows_its_file_and_the_plugin_by_the_files_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("optimus-plugin-x.yaml");
    std::fs::write(&path, "nmae: y\n").unwrap();
    let error = load(&path, &Options::default()).await.unwrap_err();
    assert_eq!((error.plugin(), error.diagnostics().unwrap().file.as_deref()), ("x", Some(path.as_path())));
    assert!(
        error.diagnostics().unwrap().to_string().contains("optimus-plugin-x.yaml:1:1: unknown field `nmae`")
    );
}

#[tokio::test]
async fn what_is_not_a_readable_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let absent = load(&folder.path().join("none.yaml"), &Options::default()).await.unwrap_err();
    assert_eq!(absent.code(), Code::UNREADABLE);
    let directory = load(folder.path(), &Options::default()).await.unwrap_err();
    assert_eq!(directory.code(), Code::UNREADABLE);
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_refused_without_waiting_for_its_writer() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("optimus-plugin-pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(load(&pipe, &Options::default()).await.unwrap_err().code(), Code::UNREADABLE);
}

#[tokio::test]
async fn a_file_above_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("optimus-plugin-large.yaml");
    std::fs::write(&path, vec![b'#'; (4 << 20) + 1]).unwrap();
    let error = load(&path, &Options::default()).await.unwrap_err();
    assert_eq!((error.code(), error.plugin()), (Code::FILE_TOO_LARGE, "large"));
}

#[tokio::test]
async fn the_example_neo_loads_without_warnings() {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "../../examples/neo/yaml/optimus-plugin-neo.yaml"].iter().collect();
    let plugin = load(&path, &Options::default()).await.unwrap();
    assert!(plugin.warnings().is_empty(), "{}", plugin.warnings());
    assert_eq!(plugin.info().unwrap().image, "ghcr.io/kushsharma/optimus-task-neo-executor:0.1.0");
}
