use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value as Json;

use super::*;

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/jobs.jsonl");

fn lay_out(root: &Path, files: &Json) {
    for (path, content) in files.as_object().unwrap() {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content.as_str().unwrap()).unwrap();
    }
}

fn knows(name: &str) -> bool {
    ["bq2bq", "neo", "predator", "transporter"].contains(&name)
}

/// Jobs by name: their assets and their file as a save writes it.
type Saved = BTreeMap<String, (BTreeMap<String, String>, String)>;

fn recorded(line: &Json) -> Saved {
    let assets = |job: &Json| match job["assets"].as_object() {
        Some(assets) => {
            assets.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
        }
        None => BTreeMap::new(),
    };
    let text = |job: &Json, key: &str| job[key].as_str().unwrap().to_owned();
    let jobs = line["jobs"].as_array().unwrap().iter();
    jobs.map(|job| (text(job, "name"), (assets(job), text(job, "saved")))).collect()
}

fn saved(loaded: Vec<LoadedJob>) -> Saved {
    let assets =
        |job: &LoadedJob| job.assets.iter().map(|asset| (asset.name.clone(), asset.value.clone())).collect();
    loaded.into_iter().map(|job| (job.job.name.clone(), (assets(&job), job.job.to_yaml()))).collect()
}

#[test]
fn every_recorded_tree_loads_and_saves_as_upstream_did() {
    let recorded_lines = fs::read_to_string(RECORDED).expect("the recorded answers lie beside the checkout");
    let mut lines = 0;
    for line in recorded_lines.lines() {
        lines += 1;
        let line: Json = serde_json::from_str(line).unwrap();
        let tree = tempfile::tempdir().unwrap();
        lay_out(tree.path(), &line["files"]);
        let loaded = load_jobs(tree.path(), &knows);
        match (loaded, line.get("jobs")) {
            (Ok(loaded), Some(_)) => assert_eq!(saved(loaded), recorded(&line), "{}", line["id"]),
            (Err(error), Some(_)) => panic!("{} does not load: {error}\n{}", line["id"], error.diagnostics()),
            (Ok(_), None) => {
                panic!("{} loads, upstream says {} {}", line["id"], line["error"], line["panic"])
            }
            (Err(_), None) => {}
        }
    }
    assert_eq!(lines, 60);
}

#[test]
fn a_job_with_several_mistakes_is_told_all_of_them() {
    let tree = tempfile::tempdir().unwrap();
    let text = "version: 1\nname: ab\nowner: me\ntask: {name: nope, window: {size: 1d, truncate_to: x}}\nhooks: [{name: no}]\n";
    lay_out(tree.path(), &serde_json::json!({ "j/job.yaml": text }));
    let error = load_jobs(tree.path(), &knows).unwrap_err();
    assert_eq!(error.diagnostics().list.len(), 7, "{}", error.diagnostics());
}

#[test]
fn mistakes_of_form_have_a_line() {
    let tree = tempfile::tempdir().unwrap();
    lay_out(
        tree.path(),
        &serde_json::json!({ "job.yaml": "version: '1'\ntask:\n  config:\n    A: yes\n    5: x\n" }),
    );
    let error = load_jobs(tree.path(), &knows).unwrap_err();
    let lines: Vec<_> = error.diagnostics().list.iter().map(optimus_plugin_api::Diagnostic::line).collect();
    assert_eq!(lines, [Some(1), Some(4), Some(4)], "{}", error.diagnostics());
}

mod round_trip {
    use optimus_plugin_api::ConfigEntry;
    use proptest::prelude::*;

    use super::*;
    use crate::{job::file::JobFile, window::WindowSpec};

    /// Text with everything in it that yaml could stumble over. Without `\r`, NEL, LS and PS next to `\n`: yaml.v2 itself
    /// does not read such literal blocks back as they were.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z0-9 '\":#,\\[\\]{}&*!|>%@`?~.+_-]{0,20}",
            "[ \\na-c]{0,12}",
            "[a-z]{1,9}( {1,2}[a-z'\"#:]{1,9}){0,30}",
            "[ -~\\t\\u{0}-\\u{1f}éü漢\\u{feff}\\u{10ffff}&&[^\\r]]{0,20}",
            "[0-9:.eExob_+-]{1,9}",
            prop::sample::select(vec![
                "yes",
                "y",
                "null",
                "~",
                "<<",
                "2022-01-01",
                "1:30",
                "=",
                "---",
                "...",
                "- a"
            ])
            .prop_map(str::to_owned),
        ]
    }

    fn config() -> impl Strategy<Value = Vec<ConfigEntry>> {
        prop::collection::vec((text(), text()).prop_map(|(name, value)| ConfigEntry::new(name, value)), 0..5)
    }

    fn texts() -> impl Strategy<Value = BTreeMap<String, String>> {
        prop::collection::btree_map(text(), text(), 0..4)
    }

    prop_compose! {
        fn job()(
            name in text(), owner in text(), description in text(), start_date in text(), interval in text(),
            task_config in config(), hook_config in config(), labels in texts(), notify_config in texts(),
            channels in prop::collection::vec(text(), 0..3), truths in any::<(bool, bool)>(), size in text(),
        ) -> JobSpec {
            JobSpec {
                version: 2,
                name: name.trim().to_owned(),
                owner,
                description,
                schedule: Schedule { start_date, interval, ..Schedule::default() },
                behavior: Behavior {
                    depends_on_past: truths.0,
                    catch_up: truths.1,
                    retry: Retry { count: 3, delay: 90_000_000_000, exponential_backoff: truths.0 },
                    notify: vec![Notify { on: size.clone(), config: notify_config, channels }],
                },
                task: Task { name: "t".to_owned(), config: task_config, window: WindowSpec::new(size, "", "d") },
                labels,
                hooks: vec![Hook { name: "h".to_owned(), config: hook_config }],
                ..JobSpec::default()
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_equal(job in job()) {
            let text = job.to_yaml();
            let file = JobFile::read(text.as_bytes(), Path::new("job.yaml"));
            let file = file.map_err(|error| TestCaseError::fail(format!("{}\n{text}", error.diagnostics())))?;
            let (back, problems) = file.into_job();
            prop_assert_eq!(problems, []);
            prop_assert_eq!(back, job, "{}", text);
        }
    }
}
