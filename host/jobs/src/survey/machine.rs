use std::path::PathBuf;

use optimus_plugin_api::{Answer, Code};
use optimus_yaml_nodes::nearest;

use super::{
    Setting,
    prompt::{Asker, Prompt, Rejection, Reply},
    questions::Questions,
    rules,
    steps::{self, Scene, Step, THIS_FOLDER},
};
use crate::{
    Error, JobError,
    job::{WindowChoice, job_names},
    paths,
};

/// A survey under way: what was answered, and what comes next.
///
/// ```text
/// while let Some(prompt) = survey.prompt().await? { … survey.answer(text).await? … survey.back() … }
/// let finished = survey.finish()?;
/// ```
pub struct Survey<'a> {
    setting: &'a Setting<'a>,
    history: Vec<(Step, String)>,
    questions: Option<Questions<'a>>,
    complaint: Option<String>,
    last: Option<String>,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The next question is another one.
    Accepted,
    /// The same question is asked again.
    Rejected(Rejection),
}

/// Everything that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finished {
    /// The namespace.
    pub namespace: String,
    /// Where the jobs of the namespace lie.
    pub root: PathBuf,
    /// The job's folder, below the root; with `/` between its levels.
    pub directory: String,
    /// The job's name.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// The plugin.
    pub task: String,
    /// First day of the schedule.
    pub start_date: String,
    /// The schedule.
    pub interval: String,
    /// The window.
    pub window: WindowChoice,
    /// The answers to the plugin's questions, in the order of asking.
    pub answers: Vec<Answer>,
}

impl<'a> Survey<'a> {
    /// A survey at its beginning.
    ///
    /// # Errors
    /// The project has no namespace, a job path is not there, or no task plugin is served: nothing could be asked.
    pub fn new(setting: &'a Setting<'a>) -> Result<Self, Error> {
        if setting.project.namespaces.is_empty() {
            return Err(JobError::new(Code::PROJECT_CONFIG, "no namespace found in config file").into());
        }
        if setting.task_names().is_empty() {
            return Err(JobError::new(Code::UNKNOWN_PLUGIN, "no supported task plugin found").into());
        }
        Ok(Self { setting, history: Vec::new(), questions: None, complaint: None, last: None })
    }

    /// Asks until everything is answered.
    ///
    /// # Errors
    /// The asker failed or broke off, or a plugin failed. A rejected answer is no error: it is asked again.
    pub async fn run(mut self, asker: &mut impl Asker) -> Result<Finished, Error> {
        while let Some(prompt) = self.prompt().await? {
            match asker.ask(&prompt).await? {
                Reply::Value(text) => drop(self.answer(&text).await?),
                Reply::Back => drop(self.back()),
                Reply::Interrupted => return Err(Error::Interrupted),
            }
        }
        self.finish()
    }

    /// The next question; `None` if everything is answered.
    ///
    /// # Errors
    /// The plugin could not tell its questions.
    pub async fn prompt(&mut self) -> Result<Option<Prompt>, Error> {
        let step = self.step();
        let prompt = if step == Step::Question {
            self.fetch_questions().await?;
            let Some(questions) = &self.questions else { return Ok(None) };
            let Some(question) = questions.next() else { return Ok(None) };
            questions.prompt(question)
        } else {
            steps::prompt(step, &self.scene())
        };
        Ok(Some(Prompt { complaint: self.complaint.clone(), last: self.last.clone(), ..prompt }))
    }

    /// Answers the next question; an empty text is the default, unless it is one of the choices. What was chosen is never
    /// replaced: in upstream's survey too, the default counts only where no choice was moved to.
    ///
    /// # Errors
    /// The plugin failed. Its *no* is [`Outcome::Rejected`].
    pub async fn answer(&mut self, text: &str) -> Result<Outcome, Error> {
        let Some(prompt) = self.prompt().await? else { return Ok(Outcome::Accepted) };
        let asks_for_default = text.is_empty() && !prompt.has_empty_choice();
        let value = if asks_for_default { prompt.default.as_str() } else { text };
        match self.judge(&prompt, value).await? {
            Ok(()) => {
                self.keep(value);
                Ok(Outcome::Accepted)
            }
            Err(rejection) => {
                self.complaint = Some(rejection.to_string());
                self.last = Some(value.to_owned());
                Ok(Outcome::Rejected(rejection))
            }
        }
    }

    /// Goes back one question. `false` at the first.
    pub fn back(&mut self) -> bool {
        let undone = match self.questions.as_mut().and_then(Questions::back) {
            Some(value) => Some(value),
            None => {
                self.questions = None;
                self.history.pop().map(|(_, value)| value)
            }
        };
        self.complaint = None;
        self.last = undone;
        self.last.is_some()
    }

    /// Everything that was answered.
    ///
    /// # Errors
    /// A question about the job was not answered.
    pub fn finish(self) -> Result<Finished, Error> {
        let get = |step: Step| self.get(step).map(ToOwned::to_owned).ok_or_else(|| unanswered(step));
        let window = get(Step::Window)?;
        Ok(Finished {
            namespace: get(Step::Namespace)?,
            root: self.root().ok_or_else(|| unanswered(Step::Namespace))?,
            directory: self.directory(self.get(Step::NewFolder).unwrap_or_default()),
            name: get(Step::Name)?,
            owner: get(Step::Owner)?,
            task: get(Step::Task)?,
            start_date: get(Step::StartDate)?,
            interval: get(Step::Interval)?,
            window: WindowChoice::named(&window).ok_or_else(|| unanswered(Step::Window))?,
            answers: self.questions.as_ref().map(Questions::answers).unwrap_or_default(),
        })
    }

    /// Takes an answer as it is.
    pub(super) fn keep(&mut self, value: &str) {
        match self.step() {
            Step::Question => {
                if let Some(questions) = &mut self.questions {
                    questions.accept(value);
                }
            }
            step => self.history.push((step, value.to_owned())),
        }
        self.complaint = None;
        self.last = None;
    }

    /// What is asked next.
    pub(super) fn step(&self) -> Step {
        if self.get(Step::Namespace).is_none() {
            return Step::Namespace;
        }
        if self.get(Step::NewFolder).is_none() && self.asks_for_folders() {
            return Step::Folder;
        }
        Step::FIELDS.into_iter().find(|step| self.get(*step).is_none()).unwrap_or(Step::Question)
    }

    pub(super) fn questions(&self) -> Option<&Questions<'a>> {
        self.questions.as_ref()
    }

    pub(super) fn setting(&self) -> &'a Setting<'a> {
        self.setting
    }

    fn asks_for_folders(&self) -> bool {
        let done = self.get(Step::Folder) == Some(THIS_FOLDER);
        !done && self.folder().is_some_and(|folder| steps::folders(&folder).is_some())
    }

    /// The last answer of a step.
    fn get(&self, step: Step) -> Option<&str> {
        self.history.iter().rev().find(|(answered, _)| *answered == step).map(|(_, value)| value.as_str())
    }

    fn root(&self) -> Option<PathBuf> {
        self.setting.root(self.get(Step::Namespace)?)
    }

    /// The folders chosen so far.
    fn chosen(&self) -> impl Iterator<Item = &str> {
        let folders =
            self.history.iter().filter(|(step, value)| *step == Step::Folder && value != THIS_FOLDER);
        folders.map(|(_, value)| value.as_str())
    }

    fn folder(&self) -> Option<PathBuf> {
        Some(self.root()?.join(self.chosen().collect::<PathBuf>()))
    }

    /// The folder of the job below the root, if its last part is the one given.
    fn directory(&self, last: &str) -> String {
        self.chosen().chain([last]).collect::<Vec<_>>().join("/")
    }

    fn scene(&self) -> Scene<'_> {
        let known = |namespace: &&crate::project::Namespace| {
            Some(namespace.name.as_str()) == self.get(Step::Namespace)
        };
        let namespace = self.setting.project.namespaces.iter().find(known);
        let job_path = namespace.map_or("", |namespace| namespace.job_path.as_str());
        let shown = [job_path].into_iter().chain(self.chosen()).collect::<Vec<_>>().join("/");
        let folders = self.folder().and_then(|folder| steps::folders(&folder)).unwrap_or_default();
        let name = self.directory(self.get(Step::NewFolder).unwrap_or_default()).replace(['/', '\\'], ".");
        Scene { setting: self.setting, shown, depth: self.chosen().count(), folders, name }
    }

    async fn fetch_questions(&mut self) -> Result<(), Error> {
        let task = self.get(Step::Task).and_then(|name| self.setting.task(name));
        let Some((task, cli)) = task.and_then(|task| Some((task, task.survey?))) else { return Ok(()) };
        if self.questions.is_none() {
            let job_name = self.get(Step::Name).unwrap_or_default();
            let questions = Questions::fetch(&task.info.name, cli, &self.setting.context, job_name).await?;
            self.questions = Some(questions);
        }
        Ok(())
    }

    async fn judge(&self, prompt: &Prompt, value: &str) -> Result<Result<(), Rejection>, Error> {
        let step = self.step();
        match &self.questions {
            Some(questions) if step == Step::Question => questions.judge(&self.setting.context, value).await,
            _ => Ok(self.judge_field(step, prompt, value)),
        }
    }

    fn judge_field(&self, step: Step, prompt: &Prompt, value: &str) -> Result<(), Rejection> {
        if !prompt.choices.is_empty() {
            check_choice(&prompt.choices, value).map_err(Rejection::by_optimus)?;
        }
        rules::check(step, value).map_err(Rejection::by_optimus)?;
        match step {
            Step::Namespace => self.check_root(value),
            Step::NewFolder => self.check_place(value),
            Step::Name => self.check_unique(value),
            _ => Ok(()),
        }
    }

    /// Whether the jobs of the namespace have a folder.
    fn check_root(&self, namespace: &str) -> Result<(), Rejection> {
        match self.setting.root(namespace) {
            Some(root) if !root.is_dir() => {
                let reason = format!("its job path `{}` is not a folder; make it first", paths::shown(&root));
                Err(Rejection { code: Code::PROJECT_CONFIG, ..Rejection::by_optimus(reason) })
            }
            _ => Ok(()),
        }
    }

    /// Whether a job may be made in this folder.
    fn check_place(&self, value: &str) -> Result<(), Rejection> {
        let Some(root) = self.root().filter(|root| root.is_dir()) else { return Ok(()) };
        let folder = root.join(self.directory(value));
        let shown = paths::shown(&folder);
        match paths::stays_below(&root, &folder) {
            Ok(true) if self.setting.force || !folder.join("job.yaml").exists() => Ok(()),
            Ok(true) => Err(Rejection::job_exists(format!("there is a job in `{shown}` already"))),
            Ok(false) => {
                Err(Rejection::by_optimus(format!("`{shown}` lies outside of the job path, behind a link")))
            }
            Err(cause) => {
                Err(Rejection::by_optimus(format!("`{}` cannot be looked at: {cause}", paths::shown(&root))))
            }
        }
    }

    /// Whether no other job of the namespace has this name.
    fn check_unique(&self, name: &str) -> Result<(), Rejection> {
        let Some(root) = self.root() else { return Ok(()) };
        let directory = self.directory(self.get(Step::NewFolder).unwrap_or_default());
        let own = self.setting.force.then(|| root.join(directory));
        let taken = job_names(&root).into_iter().any(|(folder, known)| known == name && Some(folder) != own);
        if taken { Err(Rejection::job_exists("job with the provided name already exists")) } else { Ok(()) }
    }
}

impl std::fmt::Debug for Survey<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Survey")
            .field("history", &self.history)
            .field("step", &self.step())
            .finish_non_exhaustive()
    }
}

fn check_choice(choices: &[String], value: &str) -> Result<(), String> {
    if choices.iter().any(|choice| choice == value) {
        return Ok(());
    }
    let hint = nearest(value, &choices.iter().map(String::as_str).collect::<Vec<_>>());
    let hint = hint.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(format!("`{}` is not one of: {}{hint}", value.escape_debug(), choices.join(", ")))
}

fn unanswered(step: Step) -> Error {
    JobError::new(Code::ANSWER_MISSING, format!("`job.{}` is not answered", step.key())).into()
}
