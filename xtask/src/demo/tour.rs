//! One directory of plugins, from the listing to the dependencies of a job.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::call::{Answer, Program, write};
use crate::workspace;

/// The first instant of the window, and the first after it: two days.
const WINDOW: (&str, &str) = ("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");

/// A walk through what the plugins of one directory answer.
pub(super) struct Tour {
    program: Program,
    directory: &'static str,
}

impl Tour {
    pub(super) fn new(program: &Path, folder: &Path, directory: &'static str) -> Self {
        let program = Program {
            path: program.to_path_buf(),
            plugins: folder.join("plugins").join(directory),
            folder: folder.join("jobs").join(directory),
        };
        Self { program, directory }
    }

    /// Prints who is served, then creates a job from each plugin and resolves it.
    pub(super) fn show(&self, plugins: &[&str]) -> Result<()> {
        println!("\n== plugins of the directory `{}`", self.directory);
        if self.directory == "all" {
            self.program.show(&["version"])?;
        }
        self.program.show(&["plugin", "list"])?;
        self.start_afresh()?;
        println!("\n{:9}{:8}{:15}{:14}ANSWER", "KIND", "PLUGIN", "STEP", "TOOK");
        plugins.iter().try_for_each(|plugin| self.job(plugin))
    }

    /// A project without jobs.
    fn start_afresh(&self) -> Result<()> {
        let folder = &self.program.folder;
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder.join("jobs"))?;
        let project =
            "version: 1\nproject:\n  name: demo\nnamespaces:\n- name: sky\n  job:\n    path: jobs\n";
        write(&folder.join("optimus.yaml"), project)
    }

    /// Creates a job with the survey answered from a file, compiles its assets and resolves it.
    fn job(&self, plugin: &str) -> Result<()> {
        let answers = workspace::root().join("examples").join(plugin).join("answers.yaml");
        let created =
            self.program.ask(&["job", "create", "--answers", &answers.to_string_lossy()], &Value::Null)?;
        let files = strings(&created.value["files"]);
        line(&created, plugin, "job create", &files.join(", "));
        let config = &created.value["config"];
        self.write_query(plugin, &files)?;
        let assets = self.assets(&files)?;
        self.compile(plugin, config, &assets)?;
        self.resolve(plugin, config, &assets)
    }

    /// Does what a person does next: replaces the query that the plugin proposed by one of their own.
    fn write_query(&self, plugin: &str, files: &[String]) -> Result<()> {
        let query = workspace::root().join("examples").join(plugin).join("query.sql");
        let proposed = files.iter().find(|file| file.ends_with("query.sql"));
        if let Some(file) = proposed.filter(|_| query.exists()) {
            std::fs::copy(&query, self.program.folder.join(file)).context("the job's query")?;
        }
        Ok(())
    }

    /// What is in the job's asset folder.
    fn assets(&self, files: &[String]) -> Result<Value> {
        let assets = files.iter().filter(|file| !file.ends_with("job.yaml")).map(|file| {
            let path = self.program.folder.join(file);
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            Ok(json!({"name": path.file_name().map(|name| name.to_string_lossy()), "value": text}))
        });
        assets.collect::<Result<Vec<_>>>().map(Value::from)
    }

    fn compile(&self, plugin: &str, config: &Value, assets: &Value) -> Result<()> {
        let (start, end) = WINDOW;
        let datum = |name: &str, value: &str| json!({"name": name, "value": value, "type": "env"});
        let request = json!({
            "configs": config, "assets": assets, "start_time": start, "end_time": end,
            "instance_data": [datum("DSTART", start), datum("DEND", end), datum("EXECUTION_TIME", end)],
        });
        let answer = self.call(plugin, "compile-assets", &request)?;
        let sizes = answer.value["assets"].as_array().into_iter().flatten().map(|asset| {
            let text = asset["value"].as_str().unwrap_or_default();
            let parts = text.split("optimus-break-marker").count();
            format!("{} ({} bytes, {parts} part(s))", asset["name"].as_str().unwrap_or_default(), text.len())
        });
        let sizes: Vec<_> = sizes.collect();
        line(&answer, plugin, "compile", &or_none(&sizes.join(", "), "no files"));
        Ok(())
    }

    fn resolve(&self, plugin: &str, config: &Value, assets: &Value) -> Result<()> {
        let request = json!({"config": config, "assets": assets});
        let destination = self.call(plugin, "generate-destination", &request)?;
        let text = |field: &str| destination.value[field].as_str().unwrap_or_default().to_owned();
        let urn = format!("{}://{}", text("destination_type"), text("destination"));
        line(&destination, plugin, "destination", &refusal(&destination).unwrap_or(urn));
        let dependencies = self.call(plugin, "generate-dependencies", &request)?;
        let urns = strings(&dependencies.value["dependencies"]).join(", ");
        line(&dependencies, plugin, "dependencies", &refusal(&dependencies).unwrap_or(urns));
        Ok(())
    }

    fn call(&self, plugin: &str, call: &str, request: &Value) -> Result<Answer> {
        self.program.ask(&["plugin", "call", plugin, call, "--input", "-"], request)
    }
}

/// The sentence with which a call was refused.
fn refusal(answer: &Answer) -> Option<String> {
    Some(format!("none: {}", answer.value["error"]["message"].as_str()?))
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn or_none(text: &str, none: &str) -> String {
    if text.is_empty() { none.to_owned() } else { text.to_owned() }
}

fn line(answer: &Answer, plugin: &str, step: &str, what: &str) {
    let by = or_none(&answer.by, "-");
    println!("{by:9}{plugin:8}{step:15}{:14}{what}", answer.took);
}
