//! That the strict servers are strict: what the adapter sends is accepted, and the same without one of its sub-messages
//! kills the process, as it would have killed a plugin of the time.

use std::{path::Path, process::Stdio};

use optimus_plugin_api::{
    Answer, Backend, CallContext, DefaultConfigRequest,
    Operation::{self, *},
};
use optimus_plugin_process::ProcessPlugin;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::UnixStream,
    process::{Child, Command},
    time::timeout,
};

use super::{
    peers::{DIALECTS, Spoken},
    scripted::{Reply, Scripted, ask, field, info},
};
use crate::support::{LONG, built};

const BASE: &str = "/odpf.optimus.plugins.v1beta1.BaseService/PluginInfo";

/// A call, its method, and the sub-messages in it by the numbers of their fields, one within the other.
const CALLS: [(Operation, &str, &[&[u32]]); 7] = [
    (GetQuestions, "GetQuestions", &[&[40]]),
    (ValidateQuestion, "ValidateQuestion", &[&[1], &[1, 1], &[40]]),
    (DefaultConfig, "DefaultConfig", &[&[1, 1], &[40]]),
    (DefaultAssets, "DefaultAssets", &[&[1, 1], &[40]]),
    (CompileAssets, "CompileAssets", &[&[1], &[2], &[3], &[3, 1], &[3, 2], &[4], &[6], &[7], &[40]]),
    (GenerateDestination, "GenerateDestination", &[&[1], &[2], &[3], &[40]]),
    (GenerateDependencies, "GenerateDependencies", &[&[1], &[2], &[3], &[40]]),
];

/// The path of a call in a dialect.
fn path(dialect: &Spoken, operation: Operation, method: &str) -> String {
    let package = match dialect.name {
        "D1" => "odpf.optimus.plugins",
        "D4a" | "D4b" => "gotocompany.optimus.plugins.v1beta1",
        "D5" => "raystack.optimus.plugins.v1beta1",
        _ => "odpf.optimus.plugins.v1beta1",
    };
    let resolver = matches!(operation, GenerateDestination | GenerateDependencies) || !dialect.is_whole;
    let service = if resolver { "DependencyResolverMod" } else { "CLIMod" };
    let ending = if dialect.name == "D1" { "" } else { "Service" };
    format!("/{package}.{service}{ending}/{method}")
}

fn knows(dialect: &Spoken, operation: Operation, first: u32) -> bool {
    match operation {
        CompileAssets => dialect.compile.contains(&first),
        GenerateDestination | GenerateDependencies => dialect.resolve.contains(&first),
        _ => dialect.is_whole,
    }
}

/// What the adapter sends for an empty request of each call: one superset for every dialect.
async fn sent() -> Vec<(Operation, Vec<u8>)> {
    let d2b = DIALECTS.iter().find(|dialect| dialect.name == "D2b").unwrap();
    let paths = CALLS.map(|(operation, method, _)| path(d2b, operation, method));
    let empty = paths.iter().map(|path| (path.as_str(), Reply::Message(Vec::new())));
    let replies: Vec<_> = empty.chain([(BASE, info("neo"))]).collect();
    let plugin = Scripted::start(&replies).await;
    make_every_call(plugin.served()).await;
    CALLS.iter().zip(&paths).map(|((operation, ..), path)| (*operation, plugin.sent_to(path))).collect()
}

async fn make_every_call(plugin: &ProcessPlugin) {
    let (ctx, cli) = (CallContext::default(), plugin.cli().unwrap());
    let answers = vec![Answer::default()];
    cli.get_questions(&ctx, &Default::default()).await.unwrap();
    cli.validate_question(&ctx, &Default::default()).await.unwrap();
    cli.default_config(&ctx, &DefaultConfigRequest { answers: answers.clone(), ..Default::default() })
        .await
        .unwrap();
    let request = optimus_plugin_api::DefaultAssetsRequest { answers, ..Default::default() };
    cli.default_assets(&ctx, &request).await.unwrap();
    plugin.asset_compiler().unwrap().compile_assets(&ctx, &Default::default()).await.unwrap();
    let resolver = plugin.dependency_resolver().unwrap();
    resolver.generate_destination(&ctx, &Default::default()).await.unwrap();
    resolver.generate_dependencies(&ctx, &Default::default()).await.unwrap();
}

/// The message without the sub-message at a place.
fn without(message: &[u8], place: &[u32]) -> Vec<u8> {
    let (first, deeper) = place.split_first().unwrap();
    let mut out = Vec::new();
    for (number, content) in fields(message) {
        if number != *first {
            out.extend(field(number, content));
        } else if !deeper.is_empty() {
            out.extend(field(number, &without(content, deeper)));
        }
    }
    out
}

/// The fields of a message in which every field has a length, as is so in empty requests.
fn fields(mut message: &[u8]) -> Vec<(u32, &[u8])> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let (key, rest) = varint(message);
        assert_eq!(key & 7, 2, "a field without a length in {message:?}");
        let (length, rest) = varint(rest);
        let (content, rest) = rest.split_at(usize::try_from(length).unwrap());
        found.push((u32::try_from(key >> 3).unwrap(), content));
        message = rest;
    }
    found
}

fn varint(bytes: &[u8]) -> (u64, &[u8]) {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap();
    let value = bytes[..=end].iter().rev().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f));
    (value, &bytes[end + 1..])
}

/// The strict server without the adapter between.
struct Server {
    _folder: tempfile::TempDir,
    child: Child,
    address: String,
}

impl Server {
    async fn start(dialect: &Spoken) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = command(folder.path(), dialect.name).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap();
        Self { _folder: folder, child, address: line.split('|').nth(3).unwrap().to_owned() }
    }

    /// Whether it lives after a request.
    async fn survives(&mut self, path: &str, message: &[u8]) -> bool {
        let stream = UnixStream::connect(&self.address).await.unwrap();
        match ask(stream, path, message).await {
            Ok(status) => {
                assert_eq!(status, "0", "{path}");
                true
            }
            Err(_) => {
                let status = timeout(LONG, self.child.wait()).await.expect("it hangs").unwrap();
                assert_eq!(status.code(), Some(2), "Go's own ending of a panic");
                false
            }
        }
    }
}

fn command(folder: &Path, dialect: &str) -> Command {
    let mut command = Command::new(built("dialects-1.8.0"));
    let cookie = "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk";
    command.args(["-speak", dialect]).env("OP_PLUGIN_MAGIC_COOKIE", cookie);
    command.env("PLUGIN_UNIX_SOCKET_DIR", folder).env("PLUGIN_PROTOCOL_VERSIONS", "1");
    command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null()).kill_on_drop(true);
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sub_message_less_than_the_adapter_sends_kills_the_server_of_every_dialect() {
    let sent = sent().await;
    let mut kills = 0;
    for dialect in &DIALECTS {
        let mut server = Server::start(dialect).await;
        for ((operation, method, places), (_, message)) in CALLS.iter().zip(&sent) {
            let path = path(dialect, *operation, method);
            let known: Vec<_> = places.iter().filter(|place| knows(dialect, *operation, place[0])).collect();
            if !known.is_empty() {
                assert!(server.survives(&path, message).await, "{path} of {}", dialect.name);
            }
            for place in known {
                let less = without(message, place);
                assert!(!server.survives(&path, &less).await, "{path} lives without {place:?}");
                (server, kills) = (Server::start(dialect).await, kills + 1);
            }
        }
    }
    println!("killed by a missing sub-message: {kills} of {kills}");
    assert!(kills > 100, "{kills}");
}
