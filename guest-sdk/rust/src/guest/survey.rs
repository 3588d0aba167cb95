//! A tree of questions as the contract's list in pre-order.

use crate::{Question, Rules, sys::bindings::exports::optimus::plugin::cli};

/// Each question with the link to the one above it, before those below it.
pub(super) fn flatten(questions: Vec<Question>) -> Vec<cli::Question> {
    let mut list = Vec::with_capacity(questions.len());
    // What is still to come, next on top: an explicit stack, because a component's own has 64 KiB.
    let mut open: Vec<_> = questions.into_iter().rev().map(|question| (None, question)).collect();
    while let Some((parent, mut question)) = open.pop() {
        let index = u32::try_from(list.len()).unwrap_or(u32::MAX);
        for below in std::mem::take(&mut question.sub_questions).into_iter().rev() {
            let link = cli::Parent { index, if_value: below.if_value };
            open.extend(below.questions.into_iter().rev().map(|question| (Some(link.clone()), question)));
        }
        list.push(node(question, parent));
    }
    list
}

fn node(question: Question, parent: Option<cli::Parent>) -> cli::Question {
    cli::Question {
        name: question.name,
        prompt: question.prompt,
        help: question.help,
        default_value: question.default,
        choices: question.choices,
        parent,
        rules: question.rules.map(rules),
    }
}

fn rules(rules: Rules) -> cli::Rules {
    cli::Rules {
        required: rules.required,
        regexp: rules.regexp,
        validation_error: rules.validation_error,
        min_length: rules.min_length,
        max_length: rules.max_length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(questions: Vec<Question>) -> Vec<(String, Option<(u32, String)>)> {
        let link = |parent: cli::Parent| (parent.index, parent.if_value);
        flatten(questions).into_iter().map(|node| (node.name, node.parent.map(link))).collect()
    }

    #[test]
    fn a_tree_becomes_a_list_in_pre_order_whose_links_point_backwards() {
        let leaf = |name: &str| Question::new(name, "");
        let tree = leaf("A").then("x", [leaf("B").then("y", [leaf("C")]), leaf("D")]).then("z", [leaf("E")]);
        let under = |index, value: &str| Some((index, value.to_owned()));
        let names = |name: &str, parent| (name.to_owned(), parent);
        let expected = [
            names("A", None),
            names("B", under(0, "x")),
            names("C", under(1, "y")),
            names("D", under(0, "x")),
            names("E", under(0, "z")),
            names("F", None),
        ];
        assert_eq!(links(vec![tree, leaf("F")]), expected);
    }

    #[test]
    fn rules_travel_with_their_question() {
        let question = Question::new("A", "").required().matching("^x", "no").min_length(1).max_length(9);
        let rules = flatten(vec![question]).remove(0).rules.unwrap();
        assert!(rules.required);
        assert_eq!((rules.regexp.as_deref(), &*rules.validation_error), (Some("^x"), "no"));
        assert_eq!((rules.min_length, rules.max_length), (Some(1), Some(9)));
    }
}
