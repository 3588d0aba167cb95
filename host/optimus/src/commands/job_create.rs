use std::time::{Duration, Instant};

use optimus_jobs::{
    Answers, Error as JobsError, JobError,
    create::Plan,
    project::Project,
    survey::{Asker, Finished, Moment, Prompt as JobPrompt, Reply, Setting, Survey, TaskPlugin},
};
use optimus_plugin_api::{CallContext, Class, Code};
use optimus_plugin_host::{Capability, Registry};
use serde_json::json;

use super::facts;
use crate::{
    cli::{CreateArgs, Global},
    failure::{Failure, Outcome, Report},
    plugins::{self, PluginSurvey, Wanted},
    ui::{Prompt, Prompter, Ui, Unanswered, one_line, relative},
};

/// How a job gets its answers.
enum Source {
    File(Box<Answers>),
    Person(Terminal),
}

/// `optimus job create`. Everything that can be wrong in the arguments is found before a plugin is loaded, and nothing is
/// written before everything is answered.
pub(super) fn run(global: &Global, ui: Ui, args: &CreateArgs) -> Outcome {
    let source = source(ui, args)?;
    let base = std::env::current_dir()
        .map_err(|error| Failure::environment("the current directory cannot be looked up", &error))?;
    let project = Project::load(args.config.as_deref(), &base).map_err(of_job)?;
    plugins::with_host(ui, global, Wanted::Calls, async |host| {
        let registry = host.plugins();
        let surveys: Vec<_> = registry.iter().map(PluginSurvey::of).collect();
        let tasks: Vec<_> =
            surveys.iter().map(|s| TaskPlugin { info: s.plugin().info(), survey: s.as_cli_mod() }).collect();
        let context = CallContext::default();
        let setting = Setting {
            project: &project,
            base,
            tasks: &tasks,
            context,
            moment: Moment::now(),
            force: args.force,
        };
        let started = Instant::now();
        let finished = hold(source, &setting).await.map_err(of_jobs)?;
        let plan = Plan::make(finished, &setting).await.map_err(of_jobs)?;
        told(&registry, &plan.job.task.name, started.elapsed());
        write(ui, &plan)
    })
}

/// Says in the log who was asked, and how long question and answer took.
fn told(registry: &Registry, task: &str, took: Duration) {
    if let Some(plugin) = registry.get(task) {
        let by = facts::answered_by(plugin, Capability::Survey);
        tracing::info!(plugin = plugin.name(), call = "survey", by, took = %format_args!("{took:.1?}"), "answered");
    }
}

fn source(ui: Ui, args: &CreateArgs) -> Outcome<Source> {
    match &args.answers {
        Some(path) => Answers::load(path).map(|answers| Source::File(Box::new(answers))).map_err(of_job),
        None => {
            let prompter =
                Prompter::new(ui.err, "give the answers in a file: optimus job create --answers FILE")?;
            Ok(Source::Person(Terminal { ui, prompter }))
        }
    }
}

async fn hold(source: Source, setting: &Setting<'_>) -> Result<Finished, JobsError> {
    let survey = Survey::new(setting)?;
    match source {
        Source::File(answers) => survey.run_headless(&answers).await,
        Source::Person(mut terminal) => survey.run(&mut terminal).await,
    }
}

fn write(ui: Ui, plan: &Plan) -> Outcome {
    let files: Vec<String> = plan.files().iter().map(|file| relative(file)).collect();
    if !ui.json {
        ui.say(&format!("Writing\n  {}", files.join("\n  ")));
    }
    plan.write().map_err(of_job)?;
    if ui.json {
        return ui.print_json(&json!({
            "job": plan.job.name, "task": plan.job.task.name, "config": plan.job.task.config,
            "directory": relative(&plan.folder()), "files": files,
        }));
    }
    ui.print(&format!("Job successfully created at {}", relative(&plan.folder())))
}

/// A person at a terminal.
struct Terminal {
    ui: Ui,
    prompter: Prompter,
}

impl Asker for Terminal {
    async fn ask(&mut self, prompt: &JobPrompt) -> Result<Reply, JobsError> {
        if let Some(complaint) = &prompt.complaint {
            self.ui.say(&self.ui.err.warning(format_args!("✗ {}", one_line(complaint))));
        }
        Ok(match self.put(prompt).await {
            Ok(text) => Reply::Value(text),
            Err(Unanswered::Back) => Reply::Back,
            Err(Unanswered::Interrupted) => Reply::Interrupted,
            Err(Unanswered::Failed(cause)) => {
                let message = format!("the terminal cannot be asked on: {}", one_line(&cause));
                return Err(JobError::new(Code::NO_TERMINAL, message).into());
            }
        })
    }
}

impl Terminal {
    async fn put(&self, prompt: &JobPrompt) -> Result<String, Unanswered> {
        let (message, help, default) = (&*prompt.text, &*prompt.help, &*prompt.default);
        let question = Prompt { message, help, default, initial: prompt.last.as_deref() };
        if prompt.choices.is_empty() {
            return self.prompter.text(question).await;
        }
        let chosen = self.prompter.select(question, &prompt.choices).await?;
        Ok(prompt.choices.get(chosen).cloned().unwrap_or_default())
    }
}

fn of_jobs(error: JobsError) -> Failure {
    match error {
        JobsError::Job(error) => of_job(error),
        JobsError::Plugin(error) => Failure::Plugin(error),
        _ => Failure::Interrupted,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the end of a `map_err`")]
fn of_job(error: JobError) -> Failure {
    let causes = std::error::Error::source(&error).map(ToString::to_string).into_iter().collect();
    // The two files that are read here are named in the arguments.
    let code = Some(error.code()).filter(|_| !error.is_unreadable());
    Failure::Own(Box::new(Report {
        code,
        class: code.map_or(Class::Usage, Code::class),
        message: error.message().to_owned(),
        help: error.help().map(ToOwned::to_owned),
        causes,
        diagnostics: Some(error.diagnostics().clone()),
    }))
}
