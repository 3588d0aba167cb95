use optimus_plugin_api::{
    MAX_ITEMS, MAX_NAME_BYTES, MAX_QUESTION_DEPTH, MAX_TEXT_BYTES, Question, SubQuestion,
};
use prost::{Message, bytes::Bytes};

use super::reply::{Malformed, at_most, decode, item, text};
use crate::wire;

/// Rules are not part of the wire: a process checks in code.
pub(super) fn to_wire(question: &Question) -> wire::Question {
    wire::Question {
        name: question.name.clone(),
        prompt: question.prompt.clone(),
        help: question.help.clone(),
        default: question.default.clone(),
        multiselect: question.multiselect.clone(),
        sub_questions: question.sub_questions.iter().map(sub_to_wire).collect(),
    }
}

fn sub_to_wire(sub: &SubQuestion) -> Bytes {
    let questions = sub.questions.iter().map(|question| to_wire(question).encode_to_vec().into()).collect();
    wire::SubQuestion { if_value: sub.if_value.clone(), questions }.encode_to_vec().into()
}

/// Reads a survey, level by level and without recursion: a tree of the greatest depth does not fit every thread's stack.
pub(super) fn from_wire(questions: Vec<Bytes>) -> Result<Vec<Question>, Malformed> {
    let mut reader = Reader { nodes: Vec::new(), left: MAX_ITEMS };
    reader.add(None, 1, questions)?;
    let mut next = 0;
    while let Some(bytes) = reader.nodes.get_mut(next).map(|node| std::mem::take(&mut node.bytes)) {
        reader.open(next, bytes)?;
        next += 1;
    }
    Ok(reader.tree())
}

/// The questions found so far: parents before their children, siblings in order.
struct Reader {
    nodes: Vec<Node>,
    /// How many items the survey may still have.
    left: usize,
}

struct Node {
    /// Not opened yet.
    bytes: Bytes,
    question: Question,
    /// The question above, and which of its sub-questions this is one of.
    parent: Option<(usize, usize)>,
    depth: usize,
}

impl Reader {
    fn add(
        &mut self,
        parent: Option<(usize, usize)>,
        depth: usize,
        encoded: Vec<Bytes>,
    ) -> Result<(), Malformed> {
        if depth > MAX_QUESTION_DEPTH && !encoded.is_empty() {
            return Err(Malformed(format!("its questions nest deeper than {MAX_QUESTION_DEPTH}")));
        }
        self.count(encoded.len())?;
        let node = |bytes| Node { bytes, question: Question::default(), parent, depth };
        self.nodes.extend(encoded.into_iter().map(node));
        Ok(())
    }

    fn open(&mut self, index: usize, bytes: Bytes) -> Result<(), Malformed> {
        let encoded: wire::Question = decode(bytes)?;
        self.count(encoded.multiselect.len())?;
        self.count(encoded.sub_questions.len())?;
        let depth = self.nodes.get(index).map_or(0, |node| node.depth);
        let mut sub_questions = Vec::with_capacity(encoded.sub_questions.len());
        for (which, bytes) in encoded.sub_questions.into_iter().enumerate() {
            let sub: wire::SubQuestion = decode(bytes)?;
            self.add(Some((index, which)), depth + 1, sub.questions)?;
            let if_value = text("the answer that opens a question", sub.if_value)?;
            sub_questions.push(SubQuestion { if_value, questions: Vec::new() });
        }
        let question = Question {
            name: at_most(MAX_NAME_BYTES, "the name of a question", encoded.name)?,
            prompt: text("a prompt", encoded.prompt)?,
            help: text("a help text", encoded.help)?,
            default: text("a default", encoded.default)?,
            multiselect: item(MAX_TEXT_BYTES, "a choice", encoded.multiselect)?,
            sub_questions,
            ..Question::default()
        };
        if let Some(node) = self.nodes.get_mut(index) {
            node.question = question;
        }
        Ok(())
    }

    fn count(&mut self, items: usize) -> Result<(), Malformed> {
        let left = self.left.checked_sub(items);
        self.left = left.ok_or_else(|| Malformed(format!("its survey has more than {MAX_ITEMS} items")))?;
        Ok(())
    }

    /// Hangs every question on its parent, from the last to the first: by then a question has all its children.
    fn tree(mut self) -> Vec<Question> {
        let mut top = Vec::new();
        while let Some(Node { mut question, parent, .. }) = self.nodes.pop() {
            question.sub_questions.iter_mut().for_each(|sub| sub.questions.reverse());
            match parent.and_then(|(node, sub)| self.nodes.get_mut(node)?.question.sub_questions.get_mut(sub))
            {
                Some(sub) => sub.questions.push(question),
                None => top.push(question),
            }
        }
        top.reverse();
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(depth: usize) -> Vec<Bytes> {
        let mut question = wire::Question { name: "leaf".into(), ..Default::default() };
        for _ in 1..depth {
            let sub =
                wire::SubQuestion { questions: vec![question.encode_to_vec().into()], ..Default::default() };
            question =
                wire::Question { sub_questions: vec![sub.encode_to_vec().into()], ..Default::default() };
        }
        vec![question.encode_to_vec().into()]
    }

    #[test]
    fn a_question_survives_the_wire_with_its_sub_questions() {
        let sub = |value: &str, names: [&str; 2]| SubQuestion {
            if_value: value.into(),
            questions: names.map(|name| Question::new(name, "?")).into(),
        };
        let mut question = Question { multiselect: vec!["yes".into()], ..Question::new("a", "A?") };
        question.sub_questions = vec![sub("yes", ["b", "c"]), sub("no", ["d", "e"])];
        question.sub_questions[0].questions[1].sub_questions = vec![sub("f", ["g", "h"])];
        let wired = |question| Bytes::from(to_wire(question).encode_to_vec());
        let other = Question::new("last", "");
        assert_eq!(from_wire(vec![wired(&question), wired(&other)]).unwrap(), [question, other]);
    }

    #[test]
    fn questions_may_nest_as_deep_as_the_contract_says_and_not_deeper() {
        assert!(from_wire(chain(MAX_QUESTION_DEPTH)).is_ok());
        let refused = from_wire(chain(MAX_QUESTION_DEPTH + 1)).unwrap_err();
        assert!(refused.0.contains("256"), "{refused:?}");
    }

    #[test]
    fn items_are_counted_over_all_levels() {
        let many = wire::Question { multiselect: vec![String::new(); MAX_ITEMS / 2], ..Default::default() };
        let encoded: Bytes = many.encode_to_vec().into();
        assert!(from_wire(vec![encoded.clone()]).is_ok());
        assert!(from_wire(vec![encoded.clone(), encoded]).is_err());
    }
}
