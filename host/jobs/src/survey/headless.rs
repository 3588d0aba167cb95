use optimus_plugin_api::{Code, Diagnostic, Error as PluginError};
use optimus_yaml_nodes::nearest;

use super::{
    machine::{Finished, Outcome, Survey},
    prompt::Prompt,
    steps::{Step, THIS_FOLDER},
};
use crate::{
    Error, JobError,
    answers::{Answers, Given},
};

impl Survey<'_> {
    /// Answers everything from a file. Defaults fill what the file leaves out, as an empty answer does on a terminal.
    ///
    /// # Errors
    /// A plugin failed, or the file has mistakes: then all of them (missing, rejected and unknown answers), each with its
    /// place where it has one. A rejected answer does not stop the search for the others.
    pub async fn run_headless(self, answers: &Answers) -> Result<Finished, Error> {
        let found = answers.unknown().to_vec();
        let mut reader =
            Reader { survey: self, answers, folders: None, found, task_known: true, directory_known: true };
        while let Some(prompt) = reader.survey.prompt().await? {
            reader.step(&prompt).await?;
        }
        reader.find_unknown();
        reader.finish()
    }
}

struct Reader<'a, 's> {
    survey: Survey<'s>,
    answers: &'a Answers,
    /// What is left of the directory when some of its levels were chosen.
    folders: Option<String>,
    found: Vec<Diagnostic>,
    task_known: bool,
    directory_known: bool,
}

impl Reader<'_, '_> {
    async fn step(&mut self, prompt: &Prompt) -> Result<(), Error> {
        match self.survey.step() {
            Step::Folder => self.choose_folder(prompt),
            Step::NewFolder => {
                let given = self.answers.job("directory").cloned();
                let left = self.folders.clone().or_else(|| given.as_ref().map(|given| given.value.clone()));
                let value = left.or_else(|| self.answers.job("name").map(|given| given.value.clone()));
                self.try_answer(prompt, given.as_ref(), value).await?;
            }
            Step::Question => {
                let name = self.survey.questions().and_then(|questions| Some(questions.next()?.name.clone()));
                let given = self.answers.question(&name.unwrap_or_default());
                self.answer(prompt, given.as_ref()).await?;
            }
            // It would follow from a directory that will not do.
            Step::Name if !self.directory_known && self.answers.job("name").is_none() => {
                self.survey.keep(&prompt.default);
            }
            step => {
                let given = self.answers.job(step.key()).cloned();
                self.answer(prompt, given.as_ref()).await?;
            }
        }
        Ok(())
    }

    /// Walks down the given directory as far as its levels are there to be chosen; the last one is always *new*.
    fn choose_folder(&mut self, prompt: &Prompt) {
        let given = self.answers.job("directory").map(|given| given.value.clone());
        let left = self.folders.take().or(given).unwrap_or_default();
        match left.split_once('/') {
            Some((level, rest)) if prompt.choices.iter().any(|choice| choice == level) => {
                self.survey.keep(level);
                self.folders = Some(rest.to_owned());
            }
            _ => {
                self.survey.keep(THIS_FOLDER);
                self.folders = Some(left).filter(|left| !left.is_empty());
            }
        }
    }

    async fn answer(&mut self, prompt: &Prompt, given: Option<&Given>) -> Result<(), Error> {
        let value = given.map(|given| given.value.clone());
        self.try_answer(prompt, given, value).await
    }

    /// Answers, notes what is wrong, and goes on in any case.
    async fn try_answer(
        &mut self,
        prompt: &Prompt,
        given: Option<&Given>,
        value: Option<String>,
    ) -> Result<(), Error> {
        let step = self.survey.step();
        let default = if step == Step::NewFolder { "" } else { prompt.default.as_str() };
        let value = value.or_else(|| self.only_namespace());
        let value = value.filter(|value| !value.is_empty() || prompt.has_empty_choice());
        let missing = value.is_none() && default.is_empty();
        let value = value.unwrap_or_else(|| default.to_owned());
        if missing && (!prompt.choices.is_empty() || step != Step::Question) {
            self.note_missing(prompt, given, "");
        } else if let Outcome::Rejected(rejection) = self.survey.answer(&value).await? {
            if missing {
                self.note_missing(prompt, given, &format!(": {rejection}"));
            } else {
                let message = format!("{}: {rejection}", prompt.key);
                self.note(Diagnostic::error(rejection.code, message), given);
            }
        } else {
            return Ok(());
        }
        self.task_known &= step != Step::Task;
        self.directory_known &= step != Step::NewFolder;
        self.survey.keep(if missing { &prompt.default } else { &value });
        Ok(())
    }

    /// The namespace need not be said where there is one only.
    fn only_namespace(&self) -> Option<String> {
        match (self.survey.step(), self.survey.setting().project.namespaces.as_slice()) {
            (Step::Namespace, [only]) => Some(only.name.clone()),
            _ => None,
        }
    }

    fn note_missing(&mut self, prompt: &Prompt, given: Option<&Given>, reason: &str) {
        let message = format!("{} is not answered{reason}", prompt.key);
        let mut diagnostic = Diagnostic::error(Code::ANSWER_MISSING, message);
        if !prompt.choices.is_empty() {
            diagnostic =
                diagnostic.help(PluginError::escape(&format!("one of: {}", prompt.choices.join(", "))));
        }
        self.note(diagnostic, given);
    }

    fn note(&mut self, diagnostic: Diagnostic, given: Option<&Given>) {
        let diagnostic = match given {
            Some(given) => diagnostic.at(given.span, String::new()),
            None => diagnostic,
        };
        self.found.push(diagnostic);
    }

    fn find_unknown(&mut self) {
        let Some(questions) = self.survey.questions().filter(|_| self.task_known) else {
            self.refuse_answers_without_questions();
            return;
        };
        let asked = questions.answers();
        for given in self.answers.names() {
            if asked.iter().any(|answer| answer.question.name == given.value) {
                continue;
            }
            let name = given.value.escape_debug();
            let message = match questions.opener(&given.value) {
                Some((above, value)) => format!("{name} is not asked, because {above} is not `{value}`"),
                None => format!("{name} is no question of this plugin"),
            };
            let mut diagnostic = Diagnostic::error(Code::ANSWER_UNKNOWN, PluginError::escape(&message));
            let known: Vec<_> = questions.names().filter(|known| *known != given.value).collect();
            diagnostic.help =
                nearest(&given.value, &known).map(|near| format!("did you mean `{}`?", near.escape_debug()));
            self.found.push(diagnostic.at(given.span, String::new()));
        }
    }

    /// The plugin asks nothing. Where it is not known which plugin, nothing can be said.
    fn refuse_answers_without_questions(&mut self) {
        let refused = self.answers.names().filter(|_| self.task_known);
        let refused = refused.map(|given| {
            let message = format!("{} is no question: this plugin asks none", given.value.escape_debug());
            Diagnostic::error(Code::ANSWER_UNKNOWN, message).at(given.span, String::new())
        });
        self.found.extend(refused.collect::<Vec<_>>());
    }

    fn finish(mut self) -> Result<Finished, Error> {
        if self.found.is_empty() {
            return self.survey.finish();
        }
        // In the order of the file; what is missing has no place and comes last.
        self.found.sort_by_key(|found| found.labels.first().map_or(usize::MAX, |label| label.span.start));
        let count = self.found.len();
        let message = if count == 1 {
            "an answer will not do".to_owned()
        } else {
            format!("{count} answers will not do")
        };
        Err(JobError::of(self.answers.diagnostics(self.found), message).into())
    }
}
