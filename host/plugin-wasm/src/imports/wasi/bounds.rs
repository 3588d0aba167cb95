//! What wasmtime's HTTP keeps of a plugin's words without a bound of its own: a method and an authority of megabytes, times the
//! requests that may be held, would be memory of the host that no limit counts.

use wasmtime::{
    StoreContextMut,
    component::{Linker, Resource},
};
use wasmtime_wasi_http::p2::{bindings::http::types::Method, types::HostOutgoingRequest};

use crate::host::HostState;

/// Longer than any method.
const METHOD_BYTES: usize = 32;
/// Longer than any host with its port.
const AUTHORITY_BYTES: usize = 300;
/// What the judge of requests allows.
const PATH_BYTES: usize = 16 * 1024;

type Set<T> = (Resource<HostOutgoingRequest>, T);
type Done = wasmtime::Result<(Result<(), ()>,)>;

/// In place of the same functions without bounds.
pub(super) fn link(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    let mut types = linker.instance("wasi:http/types@0.2.12")?;
    types.func_wrap("[method]outgoing-request.set-method", set_method)?;
    types.func_wrap("[method]outgoing-request.set-authority", set_authority)?;
    types.func_wrap("[method]outgoing-request.set-path-with-query", set_path)?;
    Ok(())
}

fn set_method(mut store: StoreContextMut<'_, HostState>, (request, method): Set<Method>) -> Done {
    let is_bad = |other: &str| other.len() > METHOD_BYTES || other.parse::<http::Method>().is_err();
    if matches!(&method, Method::Other(other) if is_bad(other)) {
        return Ok((Err(()),));
    }
    store.data_mut().wasi().table().get_mut(&request)?.method = method;
    Ok((Ok(()),))
}

fn set_authority(
    mut store: StoreContextMut<'_, HostState>,
    (request, authority): Set<Option<String>>,
) -> Done {
    let is_bad =
        |text: &String| text.len() > AUTHORITY_BYTES || text.parse::<http::uri::Authority>().is_err();
    if authority.as_ref().is_some_and(is_bad) {
        return Ok((Err(()),));
    }
    store.data_mut().wasi().table().get_mut(&request)?.authority = authority;
    Ok((Ok(()),))
}

fn set_path(mut store: StoreContextMut<'_, HostState>, (request, path): Set<Option<String>>) -> Done {
    let is_bad = |text: &String| {
        let begins = text.is_empty() || text.starts_with(['/', '?']);
        text.len() > PATH_BYTES || !begins || text.parse::<http::uri::PathAndQuery>().is_err()
    };
    if path.as_ref().is_some_and(is_bad) {
        return Ok((Err(()),));
    }
    store.data_mut().wasi().table().get_mut(&request)?.path_with_query = path;
    Ok((Ok(()),))
}
