use std::path::Path;

use super::{Setting, prompt::Prompt};
use crate::{job::WindowChoice, paths};

/// The choice that ends the walk through folders.
pub(super) const THIS_FOLDER: &str = ". (current directory)";

/// The questions about a job, in the order of asking; the plugin's come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Namespace,
    /// Repeated while there are folders in the folder chosen.
    Folder,
    NewFolder,
    Name,
    Owner,
    Task,
    StartDate,
    Interval,
    Window,
    /// One of the plugin's.
    Question,
}

impl Step {
    /// Those after the folders, in order.
    pub(super) const FIELDS: [Self; 7] =
        [Self::NewFolder, Self::Name, Self::Owner, Self::Task, Self::StartDate, Self::Interval, Self::Window];

    /// What the answer is called in an answers file, below `job`.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Namespace => "namespace",
            Self::Folder | Self::NewFolder => "directory",
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Task => "task",
            Self::StartDate => "start_date",
            Self::Interval => "interval",
            Self::Window => "window",
            Self::Question => "",
        }
    }
}

/// What the prompts are made from.
pub(super) struct Scene<'a> {
    pub(super) setting: &'a Setting<'a>,
    /// The folder chosen so far, as the project spells it.
    pub(super) shown: String,
    /// How many folders were chosen.
    pub(super) depth: usize,
    /// The folders in it.
    pub(super) folders: Vec<String>,
    /// The name that follows from the folder.
    pub(super) name: String,
}

/// The question of a step, in upstream's words.
pub(super) fn prompt(step: Step, scene: &Scene<'_>) -> Prompt {
    let prompt = Prompt { key: format!("job.{}", step.key()), ..Prompt::default() };
    let shown = &scene.shown;
    let moment = &scene.setting.moment;
    match step {
        Step::Namespace => Prompt {
            text: "Please choose the namespace:".to_owned(),
            choices: scene
                .setting
                .project
                .namespaces
                .iter()
                .map(|namespace| namespace.name.clone())
                .collect(),
            ..prompt
        },
        Step::Folder => folder(prompt, scene),
        Step::NewFolder => Prompt {
            text: format!("Provide new directory name to create for this spec?[{shown}/.]"),
            help: format!("A new directory will be created under '{shown}/{}'", moment.pet_name),
            default: moment.pet_name.clone(),
            ..prompt
        },
        Step::Name => Prompt {
            text: "What is the job name?".to_owned(),
            help: "It should be unique across whole optimus project".to_owned(),
            default: scene.name.clone(),
            ..prompt
        },
        Step::Owner => Prompt {
            text: "Who is the owner of this job?".to_owned(),
            help: "Email or username".to_owned(),
            ..prompt
        },
        Step::Task => Prompt {
            text: "Select task to run?".to_owned(),
            help: "Select the transformation task for this job".to_owned(),
            choices: scene.setting.task_names(),
            ..prompt
        },
        Step::StartDate => Prompt {
            text: "Specify the schedule start date".to_owned(),
            help: "Format: (YYYY-MM-DD)".to_owned(),
            default: moment.yesterday.clone(),
            ..prompt
        },
        Step::Interval => Prompt {
            text: "Specify the schedule interval (in crontab notation)".to_owned(),
            help: "0 2 * * * / @daily / @hourly\n\
                   Note: remove interval field from job specification for manually triggered jobs"
                .to_owned(),
            default: "0 2 * * *".to_owned(),
            ..prompt
        },
        Step::Window => Prompt {
            text: "Transformation window".to_owned(),
            help: "Time window for which transformation is consuming data,\n\
                   this effects runtime dependencies and template macros"
                .to_owned(),
            default: WindowChoice::Daily.as_str().to_owned(),
            choices: WindowChoice::ALL.map(|choice| choice.as_str().to_owned()).to_vec(),
            ..prompt
        },
        Step::Question => prompt,
    }
}

fn folder(prompt: Prompt, scene: &Scene<'_>) -> Prompt {
    let place = if scene.depth == 0 { String::new() } else { format!(" [{}]", scene.shown) };
    let choices = std::iter::once(THIS_FOLDER.to_owned()).chain(scene.folders.iter().cloned());
    Prompt {
        text: format!("Select directory to save specification?{place}"),
        help: "Optimus helps organize specifications in sub-directories.\n\
               Please select where you want this new specification to be stored"
            .to_owned(),
        default: THIS_FOLDER.to_owned(),
        choices: choices.collect(),
        ..prompt
    }
}

/// The folders in which a job may be stored: those that hold neither a job nor a resource, and are not skipped when
/// jobs are looked for. `None` if the folder is empty: then nothing is asked.
pub(super) fn folders(folder: &Path) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut empty = true;
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        empty = false;
        let name = entry.file_name().into_string().ok().filter(|name| !paths::is_skipped(name));
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let holds_something = |file: &str| entry.path().join(file).exists();
        if is_folder && !holds_something("job.yaml") && !holds_something("resource.yaml") {
            names.extend(name);
        }
    }
    names.sort();
    (!empty).then_some(names)
}
