//! Whatever bytes a plugin answers with, reading them ends with an answer or an error; whatever a caller asks with, what is
//! sent has every sub-message.

use optimus_plugin_api::{
    CompileAssetsRequest, InstanceData, InstanceDataKind, MAX_QUESTION_DEPTH, Question, SubQuestion,
    TaskWindow, Timestamp,
};
use proptest::{collection::vec, option, prelude::*};
use prost::{Message, bytes::Bytes};

use super::{question, reply, request};
use crate::wire::{self, reflection};

/// Reads bytes as the reply of every call.
fn read_as_everything(bytes: &Bytes) {
    let _ = reply::info(bytes.clone());
    let _ = reply::name(bytes.clone());
    let _ = reply::survey(bytes.clone());
    let _ = reply::verdict(bytes.clone());
    let _ = reply::config(bytes.clone());
    let _ = reply::assets(bytes.clone());
    let _ = reply::compiled(bytes.clone());
    let _ = reply::destination(bytes.clone());
    let _ = reply::dependencies(bytes.clone());
    let _ = reply::decode::<reflection::Response>(bytes.clone());
    let _ = reply::decode::<reflection::FileDescriptor>(bytes.clone());
    let _ = reply::decode::<wire::StdioData>(bytes.clone());
}

/// Bytes that have the form of a message, of fields that the contract has and others, nested.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![vec(any::<u8>(), 0..16), "\\PC{0,8}".prop_map(String::into_bytes)];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let field = (1..45_u32, 0..6_u32, inner).prop_map(|(number, wire_type, content)| {
            let mut field = Vec::new();
            prost::encoding::encode_varint(u64::from(number << 3 | wire_type), &mut field);
            if wire_type == 2 {
                prost::encoding::encode_varint(content.len() as u64, &mut field);
            }
            field.extend(content);
            field
        });
        vec(field, 0..6).prop_map(|fields| fields.concat())
    })
}

fn survey() -> impl Strategy<Value = Question> {
    let leaf = ("\\PC{0,8}", "\\PC{0,8}", vec("[a-c]", 0..3))
        .prop_map(|(name, prompt, multiselect)| Question { multiselect, ..Question::new(name, prompt) });
    leaf.prop_recursive(4, 24, 3, |inner| {
        let sub =
            ("[a-c]", vec(inner, 0..3)).prop_map(|(if_value, questions)| SubQuestion { if_value, questions });
        ("\\PC{0,8}", "\\PC{0,8}", vec(sub, 0..3)).prop_map(|(name, default, sub_questions)| Question {
            name,
            default,
            sub_questions,
            ..Question::default()
        })
    })
}

fn time() -> impl Strategy<Value = Timestamp> {
    (any::<i64>(), any::<u32>()).prop_map(|(seconds, nanoseconds)| Timestamp { seconds, nanoseconds })
}

fn compile_request() -> impl Strategy<Value = CompileAssetsRequest> {
    let window = (any::<i64>(), any::<i64>(), "\\PC{0,3}")
        .prop_map(|(size, offset, truncate_to)| TaskWindow { size, offset, truncate_to });
    let datum = ("\\PC{0,4}", "\\PC{0,4}", "env|file|other").prop_map(|(name, value, kind)| InstanceData {
        name,
        value,
        kind: InstanceDataKind::from(kind),
    });
    (option::of(window), option::of(time()), vec(datum, 0..3), time(), time()).prop_map(
        |(window, instance_schedule, instance_data, start_time, end_time)| CompileAssetsRequest {
            window,
            instance_schedule,
            instance_data,
            start_time,
            end_time,
            ..Default::default()
        },
    )
}

proptest! {
    #[test]
    fn replies_of_any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..4096)) {
        read_as_everything(&bytes.into());
    }

    #[test]
    fn replies_that_have_the_form_of_messages_are_read_or_refused(bytes in message()) {
        read_as_everything(&bytes.into());
    }

    #[test]
    fn a_reply_that_was_cut_or_changed_is_read_or_refused(
        question in survey(), cut in any::<prop::sample::Index>(), changed in any::<prop::sample::Index>(), to in any::<u8>(),
    ) {
        let questions = vec![question::to_wire(&question).encode_to_vec().into()];
        let mut bytes = wire::GetQuestionsResponse { questions }.encode_to_vec();
        let place = changed.index(bytes.len());
        bytes[place] = to;
        read_as_everything(&bytes.clone().into());
        bytes.truncate(cut.index(bytes.len().max(1)));
        read_as_everything(&bytes.into());
    }

    #[test]
    fn a_survey_of_any_form_comes_back_from_the_wire_as_it_was(questions in vec(survey(), 0..4)) {
        let wired = questions.iter().map(|question| question::to_wire(question).encode_to_vec().into()).collect();
        prop_assert_eq!(question::from_wire(wired).unwrap(), questions);
    }

    #[test]
    fn any_request_to_compile_has_every_sub_message_and_both_forms(asked in compile_request()) {
        let sent = wire::CompileAssetsRequest::decode(&*request::compile(&asked).encode_to_vec()).unwrap();
        prop_assert!(sent.configs.is_some() && sent.assets.is_some() && sent.options.is_some());
        prop_assert!(sent.window.as_ref().is_some_and(|window| window.size.is_some() && window.offset.is_some()));
        prop_assert!(sent.instance_schedule.is_some() && sent.start_time.is_some() && sent.end_time.is_some());
        prop_assert_eq!(sent.instance_spec_data.len(), asked.instance_data.len());
        prop_assert_eq!(sent.instance_data.len(), asked.instance_data.len());
    }
}

#[test]
fn the_deepest_survey_is_read_on_the_stack_of_a_test() {
    let mut bytes = wire::Question::default().encode_to_vec();
    for _ in 0..10 * MAX_QUESTION_DEPTH {
        let sub = wire::SubQuestion { questions: vec![bytes.into()], ..Default::default() };
        bytes = wire::Question { sub_questions: vec![sub.encode_to_vec().into()], ..Default::default() }
            .encode_to_vec();
    }
    let refused = question::from_wire(vec![bytes.into()]).unwrap_err();
    assert!(refused.0.contains("deeper"), "{refused:?}");
}
