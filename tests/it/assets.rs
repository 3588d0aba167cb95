//! Names of files from a plugin of any kind, at the place where they are written: none leads out of the job's folder.

use std::{path::Path, sync::Arc};

use optimus_jobs::{
    Answers, Error,
    create::Plan,
    project::Project,
    survey::{Moment, Setting, Survey, TaskPlugin},
};
use optimus_plugin_api::{
    Answer, Call, CallContext, CliMod, Code, DefaultAssetsRequest, DefaultAssetsResponse,
    DefaultConfigRequest, DefaultConfigResponse, GetQuestionsRequest, GetQuestionsResponse, PluginType,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_build::GuestText;
use optimus_plugin_host::Plugin;

use crate::{
    built,
    kinds::{Kind, Served, process_name},
};

/// A plugin that is asked for one asset, whose name it is told as the name of a question.
struct Told<'a> {
    plugin: &'a Plugin,
    name: String,
}

impl CliMod for Told<'_> {
    fn get_questions<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        Box::pin(async { Ok(GetQuestionsResponse::default()) })
    }

    fn validate_question<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        Box::pin(async { Ok(Verdict::Accepted) })
    }

    fn default_config<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        Box::pin(async { Ok(DefaultConfigResponse::default()) })
    }

    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        Box::pin(async move {
            let answers = vec![Answer::named(self.name.as_str(), "evil")];
            let request = DefaultAssetsRequest { answers, ..Default::default() };
            self.plugin.default_assets(ctx, &request).await
        })
    }
}

/// Makes a job of it below a folder, and writes it.
async fn create(base: &Path, survey: &Told<'_>) -> Result<(), Error> {
    let mut info = survey.plugin.info().clone();
    (info.name, info.plugin_type) = ("evil".to_owned(), PluginType::Task);
    let project = Project::load(None, base)?;
    let tasks = [TaskPlugin { info: &info, survey: Some(survey) }];
    let (context, moment) = (CallContext::default(), Moment::now());
    let setting =
        Setting { project: &project, base: base.to_owned(), tasks: &tasks, context, moment, force: true };
    let answers = "job: {directory: sales, name: sales, owner: me@example.org, task: evil}";
    let answers = Answers::read(answers.as_bytes(), None)?;
    let finished = Survey::new(&setting)?.run_headless(&answers).await?;
    Plan::make(finished, &setting).await?.write()?;
    Ok(())
}

/// A project in a folder of its own, in another that must stay as it is.
fn project() -> (tempfile::TempDir, std::path::PathBuf) {
    let around = tempfile::tempdir().unwrap();
    let base = around.path().join("project");
    std::fs::create_dir_all(base.join("jobs")).unwrap();
    let text = "version: 1\nproject:\n  name: p\nnamespaces:\n- name: team\n  job:\n    path: jobs\n";
    std::fs::write(base.join("optimus.yaml"), text).unwrap();
    (around, base)
}

/// Names that lead elsewhere, or that somebody takes for something else.
fn evil() -> Vec<String> {
    let mut names: Vec<String> = [
        "../../x",
        "..",
        ".",
        "",
        "/etc/cron.d/x",
        "a/b",
        "..\\x",
        "C:\\x",
        "a\0b",
        "a\nb",
        "\u{1b}[2J",
        ".git",
        "evil\u{202e}lqs",
    ]
    .map(str::to_owned)
    .into();
    names.push("x".repeat(4_096));
    names.push("x".repeat(201));
    names
}

/// What stands below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut found: Vec<String> = walk(folder);
    found.sort();
    found
}

fn walk(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            let below = if path.is_dir() { walk(&path) } else { Vec::new() };
            below.into_iter().chain([path.display().to_string()]).collect::<Vec<_>>()
        })
        .collect()
}

async fn all_are_refused(told: impl Fn(String) -> Option<Arc<Plugin>>) {
    for name in evil() {
        let Some(plugin) = told(name.clone()) else { continue };
        let (around, base) = project();
        let before = files(around.path());
        let error = create(&base, &Told { plugin: &plugin, name: name.clone() }).await.unwrap_err();
        let Error::Plugin(error) = error else { panic!("{name:.40?}: {error}") };
        // What is longer than a name may be, a component cannot even be told.
        let codes = [Code::MALFORMED_ANSWER, Code::REQUEST_TOO_LARGE];
        assert!(codes.contains(&error.code()), "{name:.40?}: {error}");
        assert!(!error.to_string().contains(['\u{1b}', '\0', '\u{202e}']), "{error:?}");
        assert_eq!(files(around.path()), before, "{name:?}: something was written");
    }
}

/// A name with everything that a shell would act on is a name: no shell sees it.
async fn a_shell_never_sees_it(plugin: Arc<Plugin>) {
    let name = "$(touch touched); `touch touched` && rm -rf * | x > y '\"";
    let (around, base) = project();
    create(&base, &Told { plugin: &plugin, name: name.to_owned() }).await.unwrap();
    assert_eq!(std::fs::read_to_string(base.join("jobs/sales/assets").join(name)).unwrap(), "evil");
    assert!(!files(around.path()).iter().any(|file| file.ends_with("/touched")));
}

#[tokio::test(flavor = "multi_thread")]
async fn y15_no_name_from_a_component_leads_out_of_a_job() {
    let text = std::fs::read_to_string(built::source("host/plugin-wasm/tests/guests/echoes.wat")).unwrap();
    let component = GuestText::new(text).component().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("echoes.wasm");
    std::fs::write(&path, component).unwrap();
    let served = Served::files([(Kind::Wasm.file_name("guest"), path)]).await;
    let plugin = served.host.plugins().plugin("guest").unwrap();
    all_are_refused(|_| Some(plugin.clone())).await;
    a_shell_never_sees_it(plugin).await;
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn y15_no_name_from_a_process_leads_out_of_a_job() {
    let full = built::process("full-1.8.0");
    let served = Served::files([(process_name("full"), full)]).await;
    let plugin = served.host.plugins().plugin("full").unwrap();
    all_are_refused(|_| Some(plugin.clone())).await;
    a_shell_never_sees_it(plugin).await;
    served.end().await;
}

/// The plugin of a yaml whose one asset has this name.
async fn yaml(name: &str) -> Option<(Served, Arc<Plugin>)> {
    let name = serde_json::to_string(name).unwrap();
    let text = format!(
        "name: evil\nimage: i\npluginversion: '1'\nplugintype: task\ndefaultassets: [{{name: {name}, value: evil}}]\n"
    );
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("evil.yaml");
    std::fs::write(&path, text).unwrap();
    let served = Served::files([(Kind::Yaml.file_name("evil"), path)]).await;
    let plugin = served.host.plugins().plugin("evil").ok()?;
    Some((served, plugin))
}

#[tokio::test(flavor = "multi_thread")]
async fn y15_no_name_from_a_yaml_leads_out_of_a_job() {
    let mut loaded = Vec::new();
    for name in evil() {
        // Some are not even read.
        if let Some((served, plugin)) = yaml(&name).await {
            loaded.push((name, served, plugin));
        }
    }
    assert!(loaded.len() > 5, "{}", loaded.len());
    let find = |name: &String| loaded.iter().find(|(known, ..)| known == name);
    all_are_refused(|name| find(&name).map(|(.., plugin)| plugin.clone())).await;
    let (_served, plugin) = yaml("$(touch touched); `touch touched` && rm -rf * | x > y '\"").await.unwrap();
    a_shell_never_sees_it(plugin).await;
}
