//! Messages as they go over the wire. One encoding serves every dialect from Optimus 0.0.3 on: numbers of fields never
//! changed their meaning, and a field that a dialect does not have is skipped by its reader.
//!
//! Sub-messages of requests are `Option`s that are always `Some`: Go plugins dereference them unchecked. Questions nest
//! without limit, and prost recurses without asking; so each level stays bytes until `convert` opens it and counts.

pub(crate) mod reflection;

use std::collections::BTreeMap;

use prost::{Message, bytes::Bytes};

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Empty {}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Options {
    #[prost(bool, tag = "1")]
    pub(crate) dry_run: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct PluginInfo {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) description: String,
    #[prost(int32, tag = "3")]
    pub(crate) plugin_type: i32,
    #[prost(int32, repeated, tag = "4")]
    pub(crate) plugin_mods: Vec<i32>,
    #[prost(string, tag = "5")]
    pub(crate) plugin_version: String,
    #[prost(string, repeated, tag = "6")]
    pub(crate) api_version: Vec<String>,
    #[prost(string, tag = "10")]
    pub(crate) image: String,
    #[prost(string, repeated, tag = "20")]
    pub(crate) depends_on: Vec<String>,
    #[prost(int32, tag = "21")]
    pub(crate) hook_type: i32,
    #[prost(string, tag = "30")]
    pub(crate) secret_path: String,
}

/// Reply of `GetName`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct GetNameResponse {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Question {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) prompt: String,
    #[prost(string, tag = "3")]
    pub(crate) help: String,
    #[prost(string, tag = "4")]
    pub(crate) default: String,
    #[prost(string, repeated, tag = "5")]
    pub(crate) multiselect: Vec<String>,
    /// Each an encoded [`SubQuestion`].
    #[prost(bytes = "bytes", repeated, tag = "6")]
    pub(crate) sub_questions: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct SubQuestion {
    #[prost(string, tag = "1")]
    pub(crate) if_value: String,
    /// Each an encoded [`Question`].
    #[prost(bytes = "bytes", repeated, tag = "2")]
    pub(crate) questions: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Answer {
    /// An encoded [`Question`].
    #[prost(bytes = "bytes", optional, tag = "1")]
    pub(crate) question: Option<Bytes>,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
}

/// An entry of a configuration or a file: both are a name and a value on the wire.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Pair {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
}

/// A configuration, or a set of files.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Pairs {
    #[prost(message, repeated, tag = "1")]
    pub(crate) pairs: Vec<Pair>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct GetQuestionsRequest {
    #[prost(string, tag = "1")]
    pub(crate) job_name: String,
    #[prost(message, optional, tag = "40")]
    pub(crate) options: Option<Options>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct GetQuestionsResponse {
    /// Each an encoded [`Question`].
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub(crate) questions: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ValidateQuestionRequest {
    #[prost(message, optional, tag = "1")]
    pub(crate) answer: Option<Answer>,
    #[prost(message, optional, tag = "40")]
    pub(crate) options: Option<Options>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ValidateQuestionResponse {
    #[prost(bool, tag = "1")]
    pub(crate) success: bool,
    #[prost(string, tag = "2")]
    pub(crate) error: String,
}

/// Request of `DefaultConfig` and of `DefaultAssets`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct AnswersRequest {
    #[prost(message, repeated, tag = "1")]
    pub(crate) answers: Vec<Answer>,
    #[prost(message, optional, tag = "40")]
    pub(crate) options: Option<Options>,
}

/// Reply of `DefaultConfig`, `DefaultAssets` and `CompileAssets`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct PairsResponse {
    /// An encoded [`Pairs`], or none. In several parts it would still be one: parts of a message add up.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub(crate) pairs: Vec<Bytes>,
}

/// `google.protobuf.Duration` and `google.protobuf.Timestamp` have the same form.
#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct Time {
    #[prost(int64, tag = "1")]
    pub(crate) seconds: i64,
    #[prost(int32, tag = "2")]
    pub(crate) nanos: i32,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct TaskWindow {
    #[prost(message, optional, tag = "1")]
    pub(crate) size: Option<Time>,
    #[prost(message, optional, tag = "2")]
    pub(crate) offset: Option<Time>,
    #[prost(string, tag = "3")]
    pub(crate) truncate_to: String,
}

/// A datum of a run with its kind as a number (field 5 of the request).
#[derive(Clone, PartialEq, Message)]
pub(crate) struct InstanceSpecData {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
    #[prost(int32, tag = "5")]
    pub(crate) kind: i32,
}

/// The same with its kind as a word (field 8 of the request).
#[derive(Clone, PartialEq, Message)]
pub(crate) struct InstanceData {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
    #[prost(string, tag = "3")]
    pub(crate) kind: String,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct CompileAssetsRequest {
    #[prost(message, optional, tag = "1")]
    pub(crate) configs: Option<Pairs>,
    #[prost(message, optional, tag = "2")]
    pub(crate) assets: Option<Pairs>,
    #[prost(message, optional, tag = "3")]
    pub(crate) window: Option<TaskWindow>,
    #[prost(message, optional, tag = "4")]
    pub(crate) instance_schedule: Option<Time>,
    #[prost(message, repeated, tag = "5")]
    pub(crate) instance_spec_data: Vec<InstanceSpecData>,
    #[prost(message, optional, tag = "6")]
    pub(crate) start_time: Option<Time>,
    #[prost(message, optional, tag = "7")]
    pub(crate) end_time: Option<Time>,
    #[prost(message, repeated, tag = "8")]
    pub(crate) instance_data: Vec<InstanceData>,
    #[prost(message, optional, tag = "40")]
    pub(crate) options: Option<Options>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Project {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub(crate) config: BTreeMap<String, String>,
}

/// Request of `GenerateDestination` and of `GenerateDependencies`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct ResolveRequest {
    #[prost(message, optional, tag = "1")]
    pub(crate) config: Option<Pairs>,
    #[prost(message, optional, tag = "2")]
    pub(crate) assets: Option<Pairs>,
    #[prost(message, optional, tag = "3")]
    pub(crate) project: Option<Project>,
    #[prost(message, optional, tag = "40")]
    pub(crate) options: Option<Options>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct GenerateDestinationResponse {
    #[prost(string, tag = "1")]
    pub(crate) destination: String,
    #[prost(string, tag = "2")]
    pub(crate) destination_type: String,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct GenerateDependenciesResponse {
    #[prost(string, repeated, tag = "1")]
    pub(crate) dependencies: Vec<String>,
}

/// `grpc.health.v1.HealthCheckRequest`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct HealthRequest {
    #[prost(string, tag = "1")]
    pub(crate) service: String,
}

/// `grpc.health.v1.HealthCheckResponse`; status 1 is `SERVING`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct HealthResponse {
    #[prost(int32, tag = "1")]
    pub(crate) status: i32,
}

/// `plugin.StdioData`; channel 1 is stdout, 2 is stderr.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct StdioData {
    #[prost(int32, tag = "1")]
    pub(crate) channel: i32,
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) data: Bytes,
}
