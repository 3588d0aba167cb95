//! A plugin, a project and a person for the tests of this crate.

use std::{collections::VecDeque, path::Path, sync::Mutex};

use optimus_plugin_api::{
    Answer, Asset, Call, CallContext, CliMod, Code, ConfigEntry, DefaultAssetsRequest, DefaultAssetsResponse,
    DefaultConfigRequest, DefaultConfigResponse, Error as PluginError, GetQuestionsRequest,
    GetQuestionsResponse, Operation, PluginInfo, PluginType, Question, SubQuestion, ValidateQuestionRequest,
    Verdict,
};

use crate::{
    Error,
    project::{Namespace, Project},
    survey::{Asker, Moment, Prompt, Reply, Setting, TaskPlugin},
};

/// Asks for RANGE_START, MODE (one of a list; `window` opens SIZE and, below it, UNIT) and RANGE_END. Rejects `bad`, dies
/// of `die`, rejects an empty RANGE_START.
pub(crate) struct Neo {
    pub(crate) assets: Vec<Asset>,
    pub(crate) asked: Mutex<Vec<String>>,
    /// The choices of MODE.
    pub(crate) modes: &'static [&'static str],
    /// The default of MODE.
    pub(crate) default: &'static str,
}

impl Default for Neo {
    fn default() -> Self {
        Self { assets: Vec::new(), asked: Mutex::default(), modes: &["days", "window"], default: "days" }
    }
}

impl CliMod for Neo {
    fn get_questions<'a>(
        &'a self,
        _: &'a CallContext,
        request: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        self.asked.lock().unwrap().push(format!("get-questions {}", request.job_name));
        Box::pin(async { Ok(GetQuestionsResponse { questions: self.questions() }) })
    }

    fn validate_question<'a>(
        &'a self,
        _: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        let Answer { question, value } = &request.answer;
        self.asked.lock().unwrap().push(format!("{}={value}", question.name));
        let fault = || PluginError::new(Code::TRAPPED, "neo", Operation::ValidateQuestion, "it panicked");
        let verdict = match (question.name.as_str(), value.as_str()) {
            (_, "die") => Err(fault()),
            (_, "bad") => Ok(Verdict::Rejected("not a valid \u{1b}string".to_owned())),
            ("RANGE_START", "") => Ok(Verdict::Rejected("Value is required".to_owned())),
            _ => Ok(Verdict::Accepted),
        };
        Box::pin(async { verdict })
    }

    fn default_config<'a>(
        &'a self,
        _: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        let entry = |answer: &Answer| ConfigEntry::new(&answer.question.name, &answer.value);
        let config = request.answers.iter().map(entry).collect();
        Box::pin(async { Ok(DefaultConfigResponse { config }) })
    }

    fn default_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        Box::pin(async { Ok(DefaultAssetsResponse { assets: self.assets.clone() }) })
    }
}

impl Neo {
    fn questions(&self) -> Vec<Question> {
        let mut size = Question { default: "1".to_owned(), ..Question::new("SIZE", "How long?") };
        size.sub_questions = vec![SubQuestion {
            if_value: "7".to_owned(),
            questions: vec![Question::new("UNIT", "Of what?")],
        }];
        let mut mode = Question { default: self.default.to_owned(), ..Question::new("MODE", "Which mode?") };
        mode.multiselect = self.modes.iter().copied().map(str::to_owned).collect();
        mode.sub_questions = vec![SubQuestion { if_value: "window".to_owned(), questions: vec![size] }];
        let start = Question {
            required: true,
            help: "YYYY-MM-DD format".to_owned(),
            ..Question::new("RANGE_START", "Date range start")
        };
        vec![start, mode, Question::new("RANGE_END", "Date range end")]
    }
}

pub(crate) fn info(name: &str, plugin_type: PluginType) -> PluginInfo {
    PluginInfo {
        name: name.to_owned(),
        description: String::new(),
        plugin_type,
        plugin_mods: Vec::new(),
        plugin_version: "0.1.0".to_owned(),
        api_version: Vec::new(),
        image: "image".to_owned(),
        depends_on: Vec::new(),
        hook_type: None,
        secret_path: String::new(),
    }
}

/// A project `p` with the namespaces `team` (in `jobs`) and `other` (in `other`), which exist below the base.
pub(crate) fn project(base: &Path) -> Project {
    let namespace = |name: &str, path: &str| Namespace { name: name.to_owned(), job_path: path.to_owned() };
    std::fs::create_dir_all(base.join("jobs")).unwrap();
    std::fs::create_dir_all(base.join("other")).unwrap();
    let namespaces = vec![namespace("team", "jobs"), namespace("other", "other")];
    Project { name: "p".to_owned(), namespaces, ..Project::default() }
}

pub(crate) fn setting<'a>(project: &'a Project, base: &Path, tasks: &'a [TaskPlugin<'a>]) -> Setting<'a> {
    let moment = Moment { yesterday: "2026-01-31".to_owned(), pet_name: "quiet_otter".to_owned() };
    let context = CallContext::default();
    Setting { project, base: base.to_owned(), tasks, context, moment, force: false }
}

/// A person who answers from a list, and remembers what was asked.
pub(crate) struct Script {
    replies: VecDeque<Reply>,
    pub(crate) asked: Vec<Prompt>,
}

impl Script {
    /// `<` goes back, `^C` breaks off.
    pub(crate) fn new<const N: usize>(replies: [&str; N]) -> Self {
        let mut script = Self { replies: VecDeque::new(), asked: Vec::new() };
        script.extend(&replies);
        script
    }

    pub(crate) fn extend(&mut self, replies: &[&str]) {
        self.replies.extend(replies.iter().map(|text| match *text {
            "<" => Reply::Back,
            "^C" => Reply::Interrupted,
            text => Reply::Value(text.to_owned()),
        }));
    }
}

impl Asker for Script {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Error> {
        self.asked.push(prompt.clone());
        Ok(self.replies.pop_front().unwrap_or_else(|| panic!("nobody foresaw {prompt:?}")))
    }
}
