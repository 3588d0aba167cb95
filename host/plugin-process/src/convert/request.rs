use std::collections::BTreeMap;

use optimus_plugin_api::{
    Answer, Asset, CompileAssetsRequest, ConfigEntry, GetQuestionsRequest, InstanceData, InstanceDataKind,
    PluginOptions, Project, TaskWindow, Timestamp, ValidateQuestionRequest,
};
use prost::{Message, bytes::Bytes};

use super::question;
use crate::wire;

pub(crate) fn get_questions(request: &GetQuestionsRequest) -> wire::GetQuestionsRequest {
    wire::GetQuestionsRequest { job_name: request.job_name.clone(), options: options(request.options) }
}

pub(crate) fn validate(request: &ValidateQuestionRequest) -> wire::ValidateQuestionRequest {
    wire::ValidateQuestionRequest { answer: Some(answer(&request.answer)), options: options(request.options) }
}

pub(crate) fn answers(given: &[Answer], with: PluginOptions) -> wire::AnswersRequest {
    wire::AnswersRequest { answers: given.iter().map(answer).collect(), options: options(with) }
}

/// Older plugins make the range out of window and schedule, and die without them; newer ones read start and end. All four
/// are sent. The caller's window and schedule go together; where one is missing, both are made of the range.
pub(crate) fn compile(request: &CompileAssetsRequest) -> wire::CompileAssetsRequest {
    let (window, schedule) = match (&request.window, request.instance_schedule) {
        (Some(window), Some(schedule)) => (as_written(window), schedule),
        _ => (spanning(request.start_time, request.end_time), request.end_time),
    };
    wire::CompileAssetsRequest {
        configs: entries(&request.configs),
        assets: files(&request.assets),
        window: Some(window),
        instance_schedule: time(schedule),
        instance_spec_data: request.instance_data.iter().map(numbered).collect(),
        start_time: time(request.start_time),
        end_time: time(request.end_time),
        instance_data: request.instance_data.iter().map(worded).collect(),
        options: options(request.options),
    }
}

/// The project is always there: plugins built before Optimus 0.5 read it unchecked. It has no secrets, since the contract has
/// none; a plugin that looks for `TASK_<NAME>` there gets what it needs through its configuration, where it looks first.
pub(crate) fn resolve(
    config: &[ConfigEntry],
    assets: &[Asset],
    of: Option<&Project>,
    with: PluginOptions,
) -> wire::ResolveRequest {
    wire::ResolveRequest {
        config: entries(config),
        assets: files(assets),
        project: Some(of.map(project).unwrap_or_default()),
        options: options(with),
    }
}

fn options(options: PluginOptions) -> Option<wire::Options> {
    Some(wire::Options { dry_run: options.dry_run })
}

fn answer(answer: &Answer) -> wire::Answer {
    let question = Bytes::from(question::to_wire(&answer.question).encode_to_vec());
    wire::Answer { question: Some(question), value: answer.value.clone() }
}

fn entries(config: &[ConfigEntry]) -> Option<wire::Pairs> {
    let pair =
        |entry: &ConfigEntry| wire::Pair { name: entry.name.clone(), value: entry.value.as_str().to_owned() };
    Some(wire::Pairs { pairs: config.iter().map(pair).collect() })
}

fn files(assets: &[Asset]) -> Option<wire::Pairs> {
    let pair = |asset: &Asset| wire::Pair { name: asset.name.clone(), value: asset.value.clone() };
    Some(wire::Pairs { pairs: assets.iter().map(pair).collect() })
}

fn project(project: &Project) -> wire::Project {
    let entry = |entry: &ConfigEntry| (entry.name.clone(), entry.value.as_str().to_owned());
    wire::Project {
        name: project.name.clone(),
        config: project.config.iter().map(entry).collect::<BTreeMap<_, _>>(),
    }
}

/// The window of a job file.
fn as_written(window: &TaskWindow) -> wire::TaskWindow {
    let seconds = |seconds| Some(wire::Time { seconds, nanos: 0 });
    wire::TaskWindow {
        size: seconds(window.size),
        offset: seconds(window.offset),
        truncate_to: window.truncate_to.clone(),
    }
}

/// A window that is the range where the schedule is its end: as long, not shifted, not truncated.
fn spanning(start: Timestamp, end: Timestamp) -> wire::TaskWindow {
    let size = nanoseconds(end) - nanoseconds(start);
    // Both parts of a duration have its sign.
    let seconds = (size / NANOSECONDS).clamp(i64::MIN.into(), i64::MAX.into());
    let seconds = i64::try_from(seconds).unwrap_or_default();
    let nanos = i32::try_from(size % NANOSECONDS).unwrap_or_default();
    wire::TaskWindow {
        size: Some(wire::Time { seconds, nanos }),
        offset: Some(wire::Time::default()),
        truncate_to: String::new(),
    }
}

const NANOSECONDS: i128 = 1_000_000_000;

fn nanoseconds(time: Timestamp) -> i128 {
    i128::from(time.seconds) * NANOSECONDS + i128::from(time.nanoseconds)
}

fn time(time: Timestamp) -> Option<wire::Time> {
    let nanos = i32::try_from(time.nanoseconds.min(999_999_999)).unwrap_or_default();
    Some(wire::Time { seconds: time.seconds, nanos })
}

fn numbered(data: &InstanceData) -> wire::InstanceSpecData {
    let kind = match data.kind {
        InstanceDataKind::Env => 1,
        InstanceDataKind::File => 2,
        InstanceDataKind::Other(_) => 0,
    };
    wire::InstanceSpecData { name: data.name.clone(), value: data.value.clone(), kind }
}

fn worded(data: &InstanceData) -> wire::InstanceData {
    wire::InstanceData {
        name: data.name.clone(),
        value: data.value.clone(),
        kind: data.kind.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sub_message_of_an_empty_request_is_absent() {
        let empty = validate(&ValidateQuestionRequest::default()).encode_to_vec();
        let option_40: &[u8] = &[0xc2, 0x02, 0x00];
        assert_eq!(empty, [&[0x0a, 0x02, 0x0a, 0x00], option_40].concat());
        let compile = compile(&CompileAssetsRequest::default());
        assert!(compile.configs.is_some() && compile.assets.is_some() && compile.instance_schedule.is_some());
        assert!(compile.window.is_some_and(|window| window.size.is_some() && window.offset.is_some()));
        assert!(compile.start_time.is_some() && compile.end_time.is_some() && compile.options.is_some());
        let resolve = resolve(&[], &[], None, PluginOptions::default());
        assert!(resolve.config.is_some() && resolve.assets.is_some() && resolve.project.is_some());
    }

    #[test]
    fn a_missing_window_is_the_range_from_start_to_end() {
        let at = |seconds| Timestamp { seconds, nanoseconds: 0 };
        let request = CompileAssetsRequest { start_time: at(1000), end_time: at(4600), ..Default::default() };
        let sent = compile(&request);
        assert_eq!(sent.window.unwrap().size.unwrap().seconds, 3600);
        assert_eq!(sent.instance_schedule.unwrap().seconds, 4600);
    }

    #[test]
    fn the_window_of_a_job_goes_with_its_schedule_and_not_without() {
        let at = |seconds| Timestamp { seconds, nanoseconds: 0 };
        let window = TaskWindow { size: 60, offset: -30, truncate_to: "h".into() };
        let mut request = CompileAssetsRequest {
            window: Some(window),
            instance_schedule: Some(at(7)),
            end_time: at(9),
            ..Default::default()
        };
        let sent = compile(&request);
        assert_eq!(
            (sent.window.unwrap().truncate_to.as_str(), sent.instance_schedule.unwrap().seconds),
            ("h", 7)
        );
        request.instance_schedule = None;
        let sent = compile(&request);
        assert_eq!(
            (sent.window.unwrap().truncate_to.as_str(), sent.instance_schedule.unwrap().seconds),
            ("", 9)
        );
    }

    #[test]
    fn the_size_of_a_range_has_one_sign_and_does_not_overflow() {
        let at = |seconds, nanoseconds| Timestamp { seconds, nanoseconds };
        let size = |start, end| {
            let size = spanning(start, end).size.unwrap();
            (size.seconds, size.nanos)
        };
        assert_eq!(size(at(1, 750_000_000), at(3, 250_000_000)), (1, 500_000_000));
        assert_eq!(size(at(3, 250_000_000), at(1, 750_000_000)), (-1, -500_000_000));
        assert_eq!(size(at(i64::MIN, 0), at(i64::MAX, 999_999_999)).0, i64::MAX);
    }

    #[test]
    fn instance_data_is_sent_in_both_forms() {
        let data = InstanceData { name: "N".into(), value: "V".into(), kind: InstanceDataKind::File };
        let sent = compile(&CompileAssetsRequest { instance_data: vec![data], ..Default::default() });
        assert_eq!((sent.instance_spec_data[0].kind, sent.instance_data[0].kind.as_str()), (2, "file"));
    }
}
