use std::collections::{HashMap, HashSet};

use optimus_plugin_api::{Error, MAX_QUESTION_DEPTH, Question, SubQuestion, Verdict};

use super::Answer;
use crate::bindings::exports::optimus::plugin::cli;

pub(crate) fn verdict(answer: &mut Answer<'_>, verdict: cli::Verdict) -> Result<Verdict, Error> {
    match verdict {
        cli::Verdict::Accepted => Ok(Verdict::Accepted),
        cli::Verdict::Rejected(reason) => {
            answer.text("the reason of a rejection", &reason)?;
            Ok(Verdict::Rejected(reason))
        }
    }
}

/// The tree of questions from the list in which it crosses the contract.
///
/// Links point backwards, so walking the list from its end meets every question after all that hang on it: no recursion,
/// whatever the depth.
pub(crate) fn questions(answer: &mut Answer<'_>, list: Vec<cli::Question>) -> Result<Vec<Question>, Error> {
    answer.items("questions", &list)?;
    check_sizes(answer, &list)?;
    check_names(answer, &list)?;
    let parents = check_links(answer, &list)?;
    let mut below: Vec<Vec<(String, Question)>> = list.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    for (one, parent) in list.into_iter().zip(parents).rev() {
        let (mut question, if_value) = question(one);
        question.sub_questions = grouped(below.pop().unwrap_or_default());
        match parent.and_then(|parent| below.get_mut(parent)) {
            Some(siblings) => siblings.push((if_value, question)),
            None => roots.push(question),
        }
    }
    roots.reverse();
    Ok(roots)
}

/// Sub-questions by the answer that opens them, answers and questions in the order of the list (they come in reverse).
fn grouped(reversed: Vec<(String, Question)>) -> Vec<SubQuestion> {
    let mut groups: Vec<SubQuestion> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for (if_value, question) in reversed.into_iter().rev() {
        let at = *index.entry(if_value).or_insert_with_key(|if_value| {
            groups.push(SubQuestion { if_value: if_value.clone(), questions: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.questions.push(question);
        }
    }
    groups
}

fn question(question: cli::Question) -> (Question, String) {
    let rules = question.rules.unwrap_or(cli::Rules {
        required: false,
        regexp: None,
        validation_error: String::new(),
        min_length: None,
        max_length: None,
    });
    let plain = Question {
        name: question.name,
        prompt: question.prompt,
        help: question.help,
        default: question.default_value,
        multiselect: question.choices,
        sub_questions: Vec::new(),
        regexp: rules.regexp.unwrap_or_default(),
        validation_error: rules.validation_error,
        min_length: rules.min_length.map_or(0, i64::from),
        max_length: rules.max_length.map_or(0, i64::from),
        required: rules.required,
    };
    (plain, question.parent.map(|parent| parent.if_value).unwrap_or_default())
}

fn check_sizes(answer: &mut Answer<'_>, list: &[cli::Question]) -> Result<(), Error> {
    for question in list {
        answer.name("the name of a question", &question.name)?;
        answer.text("a prompt", &question.prompt)?;
        answer.text("a help", &question.help)?;
        answer.text("a default", &question.default_value)?;
        answer.items("choices", &question.choices)?;
        question.choices.iter().try_for_each(|choice| answer.text("a choice", choice))?;
        if let Some(parent) = &question.parent {
            answer.text("the answer that opens a question", &parent.if_value)?;
        }
        if let Some(rules) = &question.rules {
            answer.text("a pattern", rules.regexp.as_deref().unwrap_or_default())?;
            answer.text("the message of a rule", &rules.validation_error)?;
        }
    }
    Ok(())
}

/// Questions that are asked one after the other have different names; those after different answers may share one.
fn check_names(answer: &Answer<'_>, list: &[cli::Question]) -> Result<(), Error> {
    let mut seen = HashSet::with_capacity(list.len());
    for (index, question) in list.iter().enumerate() {
        if question.name.is_empty() {
            return Err(answer.malformed(format!("question {index} has no name")));
        }
        let place = question.parent.as_ref().map(|parent| (parent.index, parent.if_value.as_str()));
        if !seen.insert((place, question.name.as_str())) {
            return Err(
                answer.malformed(format!("two questions are called `{}`", Error::escape(&question.name)))
            );
        }
    }
    Ok(())
}

/// The parent of each question, checked: it comes before the question, and the chain up to the first is not too long.
fn check_links(answer: &Answer<'_>, list: &[cli::Question]) -> Result<Vec<Option<usize>>, Error> {
    let mut depths: Vec<usize> = Vec::with_capacity(list.len());
    let mut parents = Vec::with_capacity(list.len());
    for (index, question) in list.iter().enumerate() {
        let parent =
            question.parent.as_ref().map(|parent| usize::try_from(parent.index).unwrap_or(usize::MAX));
        let depth = match parent {
            None => 1,
            // Only depths of questions before this one are known yet: a link forward, or to itself, finds none.
            Some(parent) => {
                1 + depths.get(parent).copied().ok_or_else(|| {
                    answer.malformed(format!(
                        "question {index} hangs on question {parent}, which does not come before it"
                    ))
                })?
            }
        };
        if depth > MAX_QUESTION_DEPTH {
            return Err(answer.malformed(format!("questions nest deeper than {MAX_QUESTION_DEPTH}")));
        }
        depths.push(depth);
        parents.push(parent);
    }
    Ok(parents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use optimus_plugin_api::{Code, Operation};

    fn node(name: &str, parent: Option<(u32, &str)>) -> cli::Question {
        cli::Question {
            name: name.to_owned(),
            prompt: String::new(),
            help: String::new(),
            default_value: String::new(),
            choices: Vec::new(),
            parent: parent.map(|(index, if_value)| cli::Parent { index, if_value: if_value.to_owned() }),
            rules: None,
        }
    }

    fn tree(list: Vec<cli::Question>) -> Result<Vec<Question>, Error> {
        questions(&mut Answer::of(Operation::GetQuestions, usize::MAX), list)
    }

    fn message(list: Vec<cli::Question>) -> String {
        let error = tree(list).unwrap_err();
        assert_eq!(error.code(), Code::MALFORMED_ANSWER);
        error.message().to_owned()
    }

    fn outline(questions: &[Question]) -> String {
        let sub = |sub: &SubQuestion| format!("{}({})", sub.if_value, outline(&sub.questions));
        let one = |q: &Question| format!("{}{}", q.name, q.sub_questions.iter().map(sub).collect::<String>());
        questions.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_list_becomes_the_tree_that_it_stands_for() {
        let list = vec![
            node("a", None),
            node("b", Some((0, "yes"))),
            node("c", Some((1, "x"))),
            node("d", Some((0, "no"))),
            node("e", Some((0, "yes"))),
            node("f", None),
        ];
        assert_eq!(outline(&tree(list).unwrap()), "ayes(bx(c) e)no(d) f");
    }

    #[test]
    fn a_link_that_does_not_point_backwards_is_refused() {
        assert!(message(vec![node("a", Some((0, "")))]).contains("question 0 hangs on question 0"));
        assert!(message(vec![node("a", Some((1, ""))), node("b", None)]).contains("does not come before"));
        assert!(
            message(vec![node("a", None), node("b", Some((u32::MAX, "")))]).contains("does not come before")
        );
    }

    #[test]
    fn a_chain_deeper_than_the_limit_is_refused_and_one_as_deep_is_not() {
        let chain = |depth: u32| {
            let node = |at: u32| node(&at.to_string(), at.checked_sub(1).map(|parent| (parent, "")));
            (0..depth).map(node).collect::<Vec<_>>()
        };
        let limit = u32::try_from(MAX_QUESTION_DEPTH).unwrap();
        assert!(tree(chain(limit)).is_ok());
        assert!(message(chain(limit + 1)).contains("deeper than 256"));
        assert!(message(chain(10_000)).contains("deeper than 256"));
    }

    #[test]
    fn ten_thousand_answers_that_each_open_a_question_are_grouped_in_order() {
        let mut list = vec![node("root", None)];
        list.extend((0..9_999).map(|at: u32| node(&at.to_string(), Some((0, &at.to_string())))));
        let tree = tree(list).unwrap();
        assert_eq!(tree[0].sub_questions.len(), 9_999);
        assert_eq!(tree[0].sub_questions[41].if_value, "41");
    }

    #[test]
    fn questions_without_a_name_or_with_the_same_are_refused() {
        assert!(message(vec![node("", None)]).contains("no name"));
        assert!(message(vec![node("a", None), node("a", None)]).contains("two questions are called `a`"));
        let twice = vec![node("a", None), node("b", Some((0, "x"))), node("b", Some((0, "x")))];
        assert!(message(twice).contains("two questions are called `b`"));
    }

    #[test]
    fn questions_after_different_answers_may_share_a_name() {
        let list = vec![node("a", None), node("b", Some((0, "x"))), node("b", Some((0, "y")))];
        assert_eq!(tree(list).unwrap()[0].sub_questions.len(), 2);
    }
}
