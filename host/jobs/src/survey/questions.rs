use optimus_plugin_api::{
    Answer, CallContext, CliMod, Code, Error as PluginError, GetQuestionsRequest, MAX_ITEMS, Operation,
    Question, ValidateQuestionRequest, Verdict,
};

use super::prompt::{By, Prompt, Rejection};
use crate::Error;

/// The most questions that the answers of one survey may carry: each answer holds its question and all that hang on it.
///
/// A plugin that nests thousands of questions hundreds of levels deep would have the host copy millions of them; the
/// largest survey known has five.
const MAX_CARRIED: usize = 100_000;

/// A plugin's questions, and where in them the survey stands.
pub(super) struct Questions<'a> {
    plugin: String,
    cli: &'a dyn CliMod,
    nodes: Vec<Node>,
    answered: Vec<(usize, String)>,
}

/// A question in the order of asking: before all that hang on it.
struct Node {
    question: Question,
    /// The question above it, and the answer that opens this one.
    opened_by: Option<(usize, String)>,
    /// One past the last question that hangs on it.
    end: usize,
}

impl<'a> Questions<'a> {
    /// Asks the plugin what to ask.
    pub(super) async fn fetch(
        plugin: &str,
        cli: &'a dyn CliMod,
        ctx: &CallContext,
        job_name: &str,
    ) -> Result<Self, Error> {
        let request = GetQuestionsRequest { job_name: job_name.to_owned(), ..GetQuestionsRequest::default() };
        let questions = cli.get_questions(ctx, &request).await?.questions;
        let nodes = flatten(questions).ok_or_else(|| too_large(plugin))?;
        Ok(Self { plugin: plugin.to_owned(), cli, nodes, answered: Vec::new() })
    }

    /// The open question that comes next.
    pub(super) fn next(&self) -> Option<&Question> {
        self.next_index().and_then(|index| self.nodes.get(index)).map(|node| &node.question)
    }

    fn next_index(&self) -> Option<usize> {
        let mut index = self.answered.last().map_or(0, |(last, _)| last + 1);
        while let Some(node) = self.nodes.get(index) {
            if self.is_open(node) {
                return Some(index);
            }
            index = node.end;
        }
        None
    }

    fn is_open(&self, node: &Node) -> bool {
        let Some((above, if_value)) = &node.opened_by else { return true };
        self.answered.iter().rev().any(|(index, value)| index == above && value == if_value)
    }

    pub(super) fn prompt(&self, question: &Question) -> Prompt {
        let safe = |text: &str| PluginError::escape(text);
        Prompt {
            key: safe(&question.name),
            text: safe(&question.prompt),
            help: safe(&question.help),
            default: default(question),
            choices: question.multiselect.clone(),
            ..Prompt::default()
        }
    }

    /// Whether an answer to the next question will do. A plugin that fails is an error; one that says no is not.
    pub(super) async fn judge(&self, ctx: &CallContext, value: &str) -> Result<Result<(), Rejection>, Error> {
        let Some(question) = self.next() else { return Ok(Ok(())) };
        if !question.multiselect.is_empty() && !question.multiselect.iter().any(|choice| choice == value) {
            let choices = PluginError::escape(&question.multiselect.join(", "));
            let given = value.escape_debug();
            let reason = format!("`{given}` is not one of: {choices}");
            return Ok(Err(Rejection::of_question(By::Rule(PluginError::escape(&self.plugin)), reason)));
        }
        let answer = Answer { question: question.clone(), value: value.to_owned() };
        let request = ValidateQuestionRequest { answer, ..ValidateQuestionRequest::default() };
        match self.cli.validate_question(ctx, &request).await {
            Ok(Verdict::Accepted) => Ok(Ok(())),
            Ok(Verdict::Rejected(reason)) => Ok(Err(self.rejection(question, &reason))),
            Err(error) if says_no(&error) => Ok(Err(self.rejection(question, &reason(&error)))),
            Err(error) => Err(error.into()),
        }
    }

    fn rejection(&self, question: &Question, reason: &str) -> Rejection {
        let plugin = PluginError::escape(&self.plugin);
        let by = if is_text_of_a_rule(question, reason) { By::Rule(plugin) } else { By::Plugin(plugin) };
        Rejection::of_question(by, PluginError::escape(reason))
    }

    pub(super) fn accept(&mut self, value: &str) {
        if let Some(index) = self.next_index() {
            self.answered.push((index, value.to_owned()));
        }
    }

    /// Takes the last answer back, if there is one.
    pub(super) fn back(&mut self) -> Option<String> {
        self.answered.pop().map(|(_, value)| value)
    }

    pub(super) fn answers(&self) -> Vec<Answer> {
        let answer = |(index, value): &(usize, String)| {
            let question = self.nodes.get(*index)?.question.clone();
            Some(Answer { question, value: value.clone() })
        };
        self.answered.iter().filter_map(answer).collect()
    }

    /// The names of all questions, open or not.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| node.question.name.as_str())
    }

    /// What would have to be answered for a question to be asked: the question above it and the answer.
    pub(super) fn opener(&self, name: &str) -> Option<(&str, &str)> {
        let node = self.nodes.iter().find(|node| node.question.name == name)?;
        let (above, if_value) = node.opened_by.as_ref()?;
        Some((self.nodes.get(*above)?.question.name.as_str(), if_value))
    }
}

/// The default, if it is one: what cannot be chosen is not.
fn default(question: &Question) -> String {
    let Question { default, multiselect, .. } = question;
    let can_be_given = multiselect.is_empty() || multiselect.contains(default);
    if can_be_given { default.clone() } else { String::new() }
}

/// The texts of rules are upstream's; a plugin that checks in code uses its own.
fn is_text_of_a_rule(question: &Question, reason: &str) -> bool {
    question.has_rules()
        && (reason == "Value is required"
            || reason == question.validation_error
            || reason.starts_with("value is too short. Min length is ")
            || reason.starts_with("value is too long. Max length is "))
}

fn too_large(plugin: &str) -> Error {
    let message =
        format!("its survey has more than {MAX_ITEMS} questions, or nests them too deeply to be answered");
    PluginError::new(Code::MALFORMED_ANSWER, plugin, Operation::GetQuestions, message).into()
}

/// An error in which the plugin itself speaks about its input; upstream asks again then.
fn says_no(error: &PluginError) -> bool {
    matches!(error.code(), Code::PLUGIN_ERROR | Code::INVALID_INPUT)
}

fn reason(error: &PluginError) -> String {
    let problems: Vec<_> = error.problems().iter().map(|problem| problem.message.as_str()).collect();
    if problems.is_empty() { error.message().to_owned() } else { problems.join("; ") }
}

/// The tree in the order of asking. `None` if there are more questions than a person or a request could carry.
///
/// Without recursion: how deep a plugin nests must not decide how much stack is used.
fn flatten(questions: Vec<Question>) -> Option<Vec<Node>> {
    if !can_be_carried(&questions) {
        return None;
    }
    let mut nodes: Vec<Node> = Vec::new();
    let mut waiting: Vec<Waiting> = questions.into_iter().rev().map(Waiting::first).collect();
    while let Some(next) = waiting.pop() {
        let index = nodes.len();
        waiting.extend(below(&next.question, index).into_iter().rev());
        nodes.push(Node { question: next.question, opened_by: next.opened_by, end: index + 1 });
    }
    close(&mut nodes);
    Some(nodes)
}

/// Counts before anything is copied.
fn can_be_carried(questions: &[Question]) -> bool {
    let mut waiting: Vec<(&Question, usize)> = questions.iter().map(|question| (question, 1)).collect();
    let (mut questions, mut carried) = (0, 0);
    while let Some((question, depth)) = waiting.pop() {
        questions += 1;
        carried += depth;
        if questions > MAX_ITEMS || carried > MAX_CARRIED {
            return false;
        }
        let below = question.sub_questions.iter().flat_map(|group| &group.questions);
        waiting.extend(below.map(|question| (question, depth + 1)));
    }
    true
}

struct Waiting {
    question: Question,
    opened_by: Option<(usize, String)>,
}

impl Waiting {
    fn first(question: Question) -> Self {
        Self { question, opened_by: None }
    }
}

fn below(question: &Question, index: usize) -> Vec<Waiting> {
    let groups = question.sub_questions.iter();
    let opened = groups.flat_map(|group| group.questions.iter().map(|sub| (group.if_value.clone(), sub)));
    opened
        .map(|(if_value, sub)| Waiting { question: sub.clone(), opened_by: Some((index, if_value)) })
        .collect()
}

/// Fills in where each question's own questions end: from the back, every end is known before it is needed.
fn close(nodes: &mut [Node]) {
    for index in (0..nodes.len()).rev() {
        let Some(node) = nodes.get(index) else { continue };
        let (end, above) = (node.end, node.opened_by.as_ref().map(|(above, _)| *above));
        if let Some(above) = above.and_then(|above| nodes.get_mut(above)) {
            above.end = above.end.max(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::SubQuestion;

    use super::*;
    use crate::fake::Neo;

    /// A question that hangs on each answer `x`, so many levels deep, with so many more at the bottom.
    fn chain(depth: usize, leaves: usize) -> Question {
        let mut below: Vec<_> = (0..leaves).map(|leaf| Question::new(format!("leaf{leaf}"), "")).collect();
        for level in (0..depth).rev() {
            let sub_questions = vec![SubQuestion { if_value: "x".to_owned(), questions: below }];
            below = vec![Question { sub_questions, ..Question::new(format!("q{level}"), "") }];
        }
        below.remove(0)
    }

    fn survey(neo: &Neo, questions: Vec<Question>) -> Option<Questions<'_>> {
        let nodes = flatten(questions)?;
        Some(Questions { plugin: "neo".to_owned(), cli: neo, nodes, answered: Vec::new() })
    }

    #[test]
    fn a_survey_too_large_to_be_answered_is_refused_before_it_is_copied() {
        let flat = (0..=MAX_ITEMS).map(|index| Question::new(format!("q{index}"), "")).collect();
        assert!(flatten(flat).is_none());
        assert!(flatten(vec![chain(200, 1_000)]).is_none(), "201,000 questions to carry");
    }

    #[test]
    fn a_deep_survey_is_walked_down_and_up_again() {
        let neo = Neo::default();
        let mut survey = survey(&neo, vec![chain(200, 2), Question::new("last", "")]).unwrap();
        for level in 0..200 {
            assert_eq!(survey.next().unwrap().name, format!("q{level}"));
            survey.accept("x");
        }
        assert_eq!(survey.next().unwrap().name, "leaf0");
        survey.back();
        survey.accept("y");
        assert_eq!(survey.next().unwrap().name, "last");
        assert_eq!(survey.opener("q7"), Some(("q6", "x")));
        while survey.back().is_some() {}
        survey.accept("other");
        assert_eq!(survey.next().unwrap().name, "last");
    }

    #[test]
    fn several_groups_opened_by_one_answer_are_asked_in_order() {
        let neo = Neo::default();
        let group = |value: &str, name: &str| SubQuestion {
            if_value: value.to_owned(),
            questions: vec![Question::new(name, "")],
        };
        let sub_questions = vec![group("x", "a"), group("y", "b"), group("x", "c")];
        let mut survey = survey(&neo, vec![Question { sub_questions, ..Question::new("q", "") }]).unwrap();
        survey.accept("x");
        survey.accept("");
        assert_eq!(survey.next().unwrap().name, "c");
    }
}
