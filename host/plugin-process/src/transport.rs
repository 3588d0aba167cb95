//! gRPC to one process: a connection that is made once, calls as bytes, and what a failure means.

mod codec;
mod connect;
mod socket;
mod status;
#[cfg_attr(not(feature = "auto-mtls"), path = "transport/tls_absent.rs")]
mod tls;

use std::time::Duration;

use optimus_plugin_api::{CallContext, Code, Error, Operation};
use prost::{Message, bytes::Bytes};
use tokio::sync::watch;
use tonic::{
    Request, Status, Streaming,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};

pub(crate) use connect::{Dialled, dial, dial_once};
pub(crate) use socket::Address;
pub(crate) use status::{Failure, Reply, cause, is_too_large, is_unimplemented, said};
pub(crate) use tls::{Certificate, Credentials, is_turned_away};

use crate::limits;
use codec::BytesCodec;

/// A connection to one process. It is never made again: who listens at that address later may be somebody else.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    channel: Channel,
    closed: watch::Receiver<bool>,
}

impl Connection {
    /// Whether the connection is gone.
    pub(crate) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    /// Waits until the connection is gone.
    pub(crate) async fn closed(&self) {
        let mut closed = self.closed.clone();
        // An error means that whoever would tell is gone, and so is the connection.
        let _ = closed.wait_for(|closed| *closed).await;
    }

    /// One request, one reply, each as bytes. Dropping the future resets the call's stream.
    pub(crate) async fn unary(
        &self,
        method: &'static str,
        request: Request<Bytes>,
        limit: usize,
    ) -> Result<Bytes, Status> {
        let mut grpc = Grpc::new(self.channel.clone()).max_decoding_message_size(limit);
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let reply = grpc.unary(request, PathAndQuery::from_static(method), BytesCodec).await?;
        Ok(reply.into_inner())
    }

    /// A call of the protocol's own services, with an empty or small request. The deadline is for the plugin to see; who
    /// calls has a closer one.
    pub(crate) async fn plain(&self, method: &'static str, request: &impl Message) -> Result<Bytes, Status> {
        let mut request = Request::new(request.encode_to_vec().into());
        request.set_timeout(limits::START_TIMEOUT);
        self.unary(method, request, limits::MAX_REPLY_BYTES).await
    }

    /// One request, a stream of messages.
    pub(crate) async fn stream(&self, method: &'static str) -> Result<Streaming<Bytes>, Status> {
        let mut grpc = Grpc::new(self.channel.clone());
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let request = Request::new(Bytes::new());
        let reply = grpc.server_streaming(request, PathAndQuery::from_static(method), BytesCodec).await?;
        Ok(reply.into_inner())
    }

    /// One message on a stream in both directions, and the first that comes back, as bytes.
    pub(crate) async fn first(
        &self,
        method: &'static str,
        message: Bytes,
        limit: usize,
    ) -> Result<Bytes, Status> {
        let mut grpc = Grpc::new(self.channel.clone()).max_decoding_message_size(limit);
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let request = Request::new(tonic::codegen::tokio_stream::once(message));
        let reply = grpc.streaming(request, PathAndQuery::from_static(method), BytesCodec).await?;
        reply
            .into_inner()
            .message()
            .await?
            .ok_or_else(|| Status::unknown("the stream ended without a message"))
    }

    /// A stream in both directions on which this side never says anything.
    pub(crate) async fn listen(&self, method: &'static str) -> Result<Streaming<Bytes>, Status> {
        let mut grpc = Grpc::new(self.channel.clone());
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let request = Request::new(Silence);
        let reply = grpc.streaming(request, PathAndQuery::from_static(method), BytesCodec).await?;
        Ok(reply.into_inner())
    }
}

/// A stream of nothing, without end.
struct Silence;

impl tonic::codegen::tokio_stream::Stream for Silence {
    type Item = Bytes;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}

/// A call's request with the metadata that its context asks for.
pub(crate) fn request(ctx: &CallContext, body: Bytes, left: Duration) -> Request<Bytes> {
    let mut request = Request::new(body);
    request.set_timeout(left);
    let trace_parent = ctx.trace_parent().and_then(|text| text.parse::<MetadataValue<Ascii>>().ok());
    if let Some(trace_parent) = trace_parent {
        request.metadata_mut().insert("traceparent", trace_parent);
    }
    request
}

/// Encodes a request, unless it is larger than the plugin's server reads.
pub(crate) fn encode(
    plugin: &str,
    operation: Operation,
    message: &impl Message,
    limit: usize,
) -> Result<Bytes, Error> {
    let size = message.encoded_len();
    if size > limit {
        return Err(too_large(plugin, operation, &format!("the request has {size} bytes"))
            .note("limit", format!("{limit} bytes")));
    }
    Ok(message.encode_to_vec().into())
}

/// The error of a request that the plugin's server does not read.
pub(crate) fn too_large(plugin: &str, operation: Operation, message: &str) -> Error {
    Error::new(
        Code::REQUEST_TOO_LARGE,
        plugin,
        operation,
        format!("{message}, more than the plugin's server accepts"),
    )
    .with_help("make the job's assets smaller: a Go plugin reads 4 MiB in one message, all of them together")
}
