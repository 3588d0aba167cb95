use optimus_plugin_api::{
    Asset, Backend, CallContext, Code, CompileAssetsRequest, Error, GenerateDependenciesRequest,
};
use optimus_plugin_process::{MAX_REQUEST_BYTES, ProcessOptions, ProcessPlugin};

use super::peers::{DIALECTS, LIBRARIES};
use crate::support::{built, with_args};

async fn start(library: &str, dialect: &str, limit: usize) -> ProcessPlugin {
    let mut options: ProcessOptions = with_args(&["-speak", dialect]);
    options.max_request_bytes = limit;
    ProcessPlugin::start(&built(&format!("dialects-{library}")), &options).await.unwrap()
}

async fn compile(plugin: &ProcessPlugin, bytes: usize) -> Result<(), Error> {
    let assets = vec![Asset::new("query.sql", "x".repeat(bytes))];
    let request = CompileAssetsRequest { assets, ..Default::default() };
    plugin.asset_compiler().unwrap().compile_assets(&CallContext::default(), &request).await.map(drop)
}

/// The size of the asset with which the whole message has this many bytes.
async fn asset_for(plugin: &ProcessPlugin, message: usize) -> usize {
    let error = compile(plugin, message).await.unwrap_err();
    let size: usize = error.message().split(' ').find_map(|word| word.parse().ok()).unwrap();
    message - (size - message)
}

fn was_sent(error: &Error) -> bool {
    error.notes().iter().any(|(label, _)| *label == "server")
}

/// The limit is on the whole message, not on the assets, and a message of exactly 4,194,304 bytes is one that Go reads.
#[tokio::test]
async fn a_message_of_the_limit_arrives_and_one_byte_more_is_not_sent() {
    for library in LIBRARIES {
        let plugin = start(library, "D2b", MAX_REQUEST_BYTES).await;
        let fits = asset_for(&plugin, MAX_REQUEST_BYTES).await;
        assert!(fits < MAX_REQUEST_BYTES - 20, "the rest of the message counts");
        compile(&plugin, fits).await.unwrap();
        let error = compile(&plugin, fits + 1).await.unwrap_err();
        assert_eq!((error.code(), was_sent(&error)), (Code::REQUEST_TOO_LARGE, false));
        assert!(error.message().contains("4194305 bytes"), "{error}");
    }
}

/// That the limit is the server's own: a host that would send more hears of it at the same byte.
#[tokio::test]
async fn the_limit_is_the_one_of_the_server() {
    for library in LIBRARIES {
        let strict = start(library, "D2b", MAX_REQUEST_BYTES).await;
        let fits = asset_for(&strict, MAX_REQUEST_BYTES).await;
        let plugin = start(library, "D2b", 2 * MAX_REQUEST_BYTES).await;
        compile(&plugin, fits).await.unwrap();
        let error = compile(&plugin, fits + 1).await.unwrap_err();
        assert_eq!((error.code(), was_sent(&error)), (Code::REQUEST_TOO_LARGE, true));
        let (_, server) = error.notes().iter().find(|(label, _)| *label == "server").unwrap();
        assert!(server.contains("4194305 vs. 4194304"), "{server}");
    }
}

#[tokio::test]
async fn every_dialect_and_every_large_call_has_the_limit() {
    for dialect in &DIALECTS {
        let plugin = start("1.8.0", dialect.name, MAX_REQUEST_BYTES).await;
        assert_eq!(compile(&plugin, MAX_REQUEST_BYTES).await.unwrap_err().code(), Code::REQUEST_TOO_LARGE);
        let assets = vec![Asset::new("query.sql", "x".repeat(MAX_REQUEST_BYTES))];
        let request = GenerateDependenciesRequest { assets, ..Default::default() };
        let resolver = plugin.dependency_resolver().unwrap();
        let error = resolver.generate_dependencies(&CallContext::default(), &request).await.unwrap_err();
        assert_eq!((error.code(), was_sent(&error)), (Code::REQUEST_TOO_LARGE, false));
    }
}
