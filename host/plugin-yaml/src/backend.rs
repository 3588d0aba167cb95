use std::time::Instant;

use optimus_plugin_api::{
    Answer, Asset, Backend, CALLERS, Call, CallContext, CliMod, Code, ConfigEntry, DefaultAssetsRequest,
    DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse, DependencyResolver, Error,
    GetQuestionsRequest, GetQuestionsResponse, Operation, PluginInfo, Question, ValidateQuestionRequest,
    Verdict,
};

use crate::YamlPlugin;

impl Backend for YamlPlugin {
    fn name(&self) -> &str {
        &self.info.name
    }

    fn info(&self) -> Option<&PluginInfo> {
        Some(&self.info)
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        Some(self)
    }

    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        self.resolver.is_some().then_some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl CliMod for YamlPlugin {
    fn get_questions<'a>(
        &'a self,
        ctx: &'a CallContext,
        _: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        let size = || size_of_questions(&self.questions);
        self.answer(ctx, Operation::GetQuestions, size, || {
            Ok(GetQuestionsResponse { questions: self.questions.clone() })
        })
    }

    fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        let Answer { question, value } = &request.answer;
        let question = self.complete(question);
        let size = move || question.validation_error.len();
        self.answer(ctx, Operation::ValidateQuestion, size, move || {
            optimus_question_rules::check(question, value).map_err(|bad| {
                self.error(
                    Code::BAD_PATTERN,
                    Operation::ValidateQuestion,
                    "the question's pattern cannot be used",
                )
                .with_source(bad)
            })
        })
    }

    fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        let size = || {
            let answers =
                request.answers.iter().map(|answer| answer.question.name.len() + answer.value.len());
            let entries = self.config.iter().map(|entry| entry.name.len() + entry.value.as_str().len());
            answers.chain(entries).sum()
        };
        self.answer(ctx, Operation::DefaultConfig, size, || {
            let answers =
                request.answers.iter().map(|answer| ConfigEntry::new(&answer.question.name, &answer.value));
            Ok(DefaultConfigResponse { config: answers.chain(self.config.iter().cloned()).collect() })
        })
    }

    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        let size = || self.assets.iter().map(|asset| asset.name.len() + asset.value.len()).sum();
        self.answer(ctx, Operation::DefaultAssets, size, || {
            self.fit(Operation::DefaultAssets, &self.assets)?;
            Ok(DefaultAssetsResponse { assets: self.assets.clone() })
        })
    }
}

impl YamlPlugin {
    /// Answers when the call is polled, unless its deadline is past or its limit too tight for the answer.
    pub(crate) fn answer<'a, T: Send + 'a>(
        &'a self,
        ctx: &'a CallContext,
        operation: Operation,
        size: impl Fn() -> usize + Send + 'a,
        make: impl Fn() -> Result<T, Error> + Send + 'a,
    ) -> Call<'a, T> {
        Box::pin(async move {
            if ctx.deadline().is_some_and(|deadline| deadline <= Instant::now()) {
                return Err(self.error(Code::TIME_LIMIT, operation, "the deadline of the call is past"));
            }
            self.fits(ctx, operation, size())?;
            make()
        })
    }

    /// Whether each asset is as large as one may be.
    pub(crate) fn fit(&self, operation: Operation, assets: &[Asset]) -> Result<(), Error> {
        let Some(limit) = self.most.asset else { return Ok(()) };
        match assets.iter().find(|asset| asset.value.len() > limit) {
            None => Ok(()),
            Some(asset) => Err(self
                .error(Code::RESULT_TOO_LARGE, operation, "an asset of the answer is larger than one may be")
                .note("asset", Error::escape(&asset.name))
                .note("limit", format!("asset = {limit} bytes"))),
        }
    }

    /// Whether the call allows an answer of that many bytes.
    pub(crate) fn fits(&self, ctx: &CallContext, operation: Operation, size: usize) -> Result<(), Error> {
        let callers = ctx.limits().and_then(|limits| limits.result_bytes);
        let limit = callers.into_iter().chain(self.most.result).min();
        match limit.filter(|limit| size > *limit) {
            None => Ok(()),
            Some(limit) => {
                let whose = if Some(limit) == self.most.result { "" } else { CALLERS };
                Err(self
                    .error(Code::RESULT_TOO_LARGE, operation, "the answer is larger than it may be")
                    .note("limit", format!("result = {limit} bytes{whose}")))
            }
        }
    }

    /// The question as it is in the file, where the request gives its name and no more; else the one in the request, whose
    /// rules upstream applies.
    fn complete<'a>(&'a self, asked: &'a Question) -> &'a Question {
        let is_a_name_only = asked.prompt.is_empty() && !asked.has_rules();
        let mut waiting: Vec<&Question> =
            if is_a_name_only { self.questions.iter().collect() } else { Vec::new() };
        while let Some(question) = waiting.pop() {
            if question.name == asked.name {
                return question;
            }
            waiting.extend(question.sub_questions.iter().flat_map(|sub| &sub.questions));
        }
        asked
    }

    pub(crate) fn error(&self, code: Code, operation: Operation, message: &str) -> Error {
        Error::new(code, &self.info.name, operation, message)
    }
}

/// The text of a survey in bytes, without recursion.
fn size_of_questions(questions: &[Question]) -> usize {
    let mut waiting: Vec<&Question> = questions.iter().collect();
    let mut size = 0;
    while let Some(question) = waiting.pop() {
        let Question { name, prompt, help, default, regexp, validation_error, .. } = question;
        size += [name, prompt, help, default, regexp, validation_error]
            .into_iter()
            .map(String::len)
            .sum::<usize>();
        size += question.multiselect.iter().map(String::len).sum::<usize>();
        size += question.sub_questions.iter().map(|sub| sub.if_value.len()).sum::<usize>();
        waiting.extend(question.sub_questions.iter().flat_map(|sub| &sub.questions));
    }
    size
}
