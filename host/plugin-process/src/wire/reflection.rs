//! `grpc.reflection.v1alpha` and `v1`, and as much of descriptors as tells which methods a service has.

use prost::{Message, bytes::Bytes};

/// `ServerReflectionRequest`: one of the two questions.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Request {
    #[prost(string, optional, tag = "4")]
    file_containing_symbol: Option<String>,
    #[prost(string, optional, tag = "7")]
    list_services: Option<String>,
}

impl Request {
    /// Which services are there?
    pub(crate) fn services() -> Self {
        Self { file_containing_symbol: None, list_services: Some(String::new()) }
    }

    /// Which file describes this service?
    pub(crate) fn about(service: &str) -> Self {
        Self { file_containing_symbol: Some(service.to_owned()), list_services: None }
    }
}

/// `ServerReflectionResponse`. An error of the server is an answer without either.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Response {
    #[prost(message, optional, tag = "4")]
    pub(crate) files: Option<Files>,
    #[prost(message, optional, tag = "6")]
    pub(crate) services: Option<Services>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Files {
    /// Each an encoded [`FileDescriptor`].
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub(crate) files: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Services {
    #[prost(message, repeated, tag = "1")]
    pub(crate) services: Vec<Service>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Service {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}

/// `google.protobuf.FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct FileDescriptor {
    #[prost(string, tag = "2")]
    pub(crate) package: String,
    #[prost(message, repeated, tag = "6")]
    pub(crate) services: Vec<ServiceDescriptor>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ServiceDescriptor {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) methods: Vec<MethodDescriptor>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct MethodDescriptor {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}
