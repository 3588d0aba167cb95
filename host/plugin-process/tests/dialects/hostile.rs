//! What a server may say when it is asked who it is, true or not.

use std::time::{Duration, Instant};

use optimus_plugin_api::{Backend, Code, MAX_NAME_BYTES};

use crate::{aftermath::attacked, support::most_memory};

use super::scripted::{REFLECTION, REFLECTION_V1, Reply, Scripted, info, listing, name};

const D1: &str = "/odpf.optimus.plugins.Base/PluginInfo";
const D2: &str = "/odpf.optimus.plugins.v1beta1.BaseService/PluginInfo";
const D3: &str = "/odpf.optimus.plugins.v1beta1.DependencyResolverModService/GetName";
const D4: &str = "/gotocompany.optimus.plugins.v1beta1.DependencyResolverModService/GetName";
const D5: &str = "/raystack.optimus.plugins.v1beta1.DependencyResolverModService/GetName";

/// The service of a method.
fn service(method: &str) -> &str {
    method.trim_start_matches('/').split('/').next().unwrap()
}

#[tokio::test]
async fn what_reflection_lists_is_asked_first() {
    for version in [REFLECTION, REFLECTION_V1] {
        let plugin = Scripted::start(&[(version, listing(&["x.Y", service(D4)])), (D4, name("neo"))]).await;
        assert_eq!(plugin.served().name(), "neo");
        assert_eq!(plugin.asked(), [D4], "{version}");
    }
}

#[tokio::test]
async fn without_reflection_everything_is_asked_until_something_answers() {
    let plugin = Scripted::start(&[(D3, name("neo"))]).await;
    assert_eq!((plugin.served().name(), plugin.served().speaks()), ("neo", "Optimus 0.5 and 0.6"));
    assert_eq!(plugin.asked(), [D2, D1, D5, D4, D3]);
}

/// Upstream never built such a plugin, since one service of both dialects has one name; nothing forbids it by hand.
#[tokio::test]
async fn a_server_of_two_dialects_under_one_name_is_taken_for_the_one_with_info() {
    let services = listing(&[service(D3), service(D2)]);
    let plugin = Scripted::start(&[(REFLECTION, services), (D2, info("neo")), (D3, name("other"))]).await;
    assert_eq!((plugin.served().name(), plugin.served().info().is_some()), ("neo", true));
}

#[tokio::test]
async fn a_service_that_cannot_say_who_the_plugin_is_is_not_enough() {
    let no_method = Reply::Status(12, "unknown method GetName for service x");
    let error = Scripted::start(&[(D3, no_method)]).await.refused();
    assert_eq!(error.code(), Code::UNKNOWN_DIALECT);
    assert!(error.message().contains("nothing that says who it is"), "{error}");
    let left_out = Reply::Status(12, "method PluginInfo not implemented");
    assert_eq!(Scripted::start(&[(D2, left_out)]).await.refused().code(), Code::UNKNOWN_DIALECT);
}

#[tokio::test]
async fn a_resolver_that_leaves_its_name_out_is_called_after_its_file() {
    for reply in [
        Reply::Status(12, "method GetName not implemented"),
        Reply::Status(12, "Method not implemented!"),
        name(""),
        name(" \u{a0} "),
    ] {
        let plugin = Scripted::start(&[(D5, reply)]).await;
        assert_eq!((plugin.served().name(), plugin.served().info()), ("handshake.sh", None));
    }
}

#[tokio::test]
async fn a_name_that_is_too_long_or_cannot_be_seen_is_refused() {
    assert!(Scripted::start(&[(D5, name(&"n".repeat(MAX_NAME_BYTES)))]).await.plugin.is_ok());
    for (bad, words) in [
        ("n".repeat(MAX_NAME_BYTES + 1), "257 bytes"),
        ("neo\nforged line".into(), "`neo\\nforged line`"),
        ("neo\u{1b}[2J".into(), "\\u{1b}"),
        ("neo\u{202e}cexe".into(), "\\u{202e}"),
        ("tab\there".into(), "cannot be seen"),
    ] {
        for (method, reply) in [(D5, name(&bad)), (D2, info(&bad))] {
            let error = Scripted::start(&[(method, reply)]).await.refused();
            assert_eq!(error.code(), Code::MALFORMED_ANSWER, "{bad:?}");
            assert!(
                error.message().contains(words) && !error.message().contains(['\n', '\u{1b}']),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_name_of_ten_megabytes_is_not_read() {
    let error = Scripted::start(&[(D5, name(&"n".repeat(10 << 20)))]).await.refused();
    assert_eq!((error.code(), error.is_limit()), (Code::RESULT_TOO_LARGE, true));
    assert!(error.to_string().len() < 1000);
}

/// Field 4, packed: a byte for each, and four million of them.
#[tokio::test]
async fn an_info_of_millions_of_mods_is_not_read() {
    let mut mods = vec![0x22, 0x80, 0x80, 0x80, 0x02];
    mods.resize(mods.len() + (4 << 20), 1);
    let error = Scripted::start(&[(D2, Reply::Message(mods))]).await.refused();
    assert_eq!((error.code(), error.is_limit()), (Code::RESULT_TOO_LARGE, true), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_no_message_or_no_grpc_is_an_error() {
    for method in [D2, D5] {
        let no_message = Scripted::start(&[(method, Reply::Message(vec![0x0a, 0xff]))]).await.refused();
        assert_eq!(no_message.code(), Code::MALFORMED_ANSWER);
        let no_grpc = Scripted::start(&[(method, Reply::Raw(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()))]).await;
        assert_eq!(no_grpc.refused().code(), Code::START_FAILED);
        let its_own = Scripted::start(&[(method, Reply::Status(2, "no \u{1b}[2Jlicence"))]).await.refused();
        assert_eq!(its_own.code(), Code::START_FAILED);
    }
}

/// A kilobyte that becomes a gigabyte: compression was not offered, so it is refused unread.
#[test]
fn p17_an_answer_that_is_compressed_is_refused_and_not_unpacked() {
    attacked(async {
        let packed = std::process::Command::new("sh")
            .args(["-c", "head -c 268435456 /dev/zero | gzip -9"])
            .output()
            .unwrap();
        assert!(packed.status.success() && packed.stdout.len() < 1 << 20);
        let before = most_memory();
        for method in [D2, D5] {
            let error = Scripted::start(&[(method, Reply::Gzip(packed.stdout.clone()))]).await.refused();
            // A server that answers what cannot be read is one of no dialect.
            assert!([Code::START_FAILED, Code::UNKNOWN_DIALECT].contains(&error.code()), "{error:?}");
        }
        let more = most_memory() - before;
        assert!(more < 64 << 20, "{more} bytes");
    });
}

#[tokio::test]
async fn a_name_that_never_comes_ends_with_the_start_time() {
    let short = &mut |options: &mut optimus_plugin_process::ProcessOptions| {
        options.start_timeout = Duration::from_secs(1);
    };
    let error = Scripted::with(&[(D5, Reply::Silence)], short).await.refused();
    assert_eq!(error.code(), Code::START_TIMEOUT);
}

#[tokio::test]
async fn reflection_that_fails_lies_or_floods_changes_nothing() {
    let many: Vec<_> = (0..20_000).map(|number| format!("service.Number{number}")).collect();
    for reply in [
        Reply::Status(7, "not for you"),
        Reply::Status(12, "unknown service grpc.reflection.v1alpha.ServerReflection"),
        Reply::Message(vec![0xff; 64]),
        Reply::Message(Vec::new()),
        Reply::Message(vec![0; 2 << 20]),
        Reply::Raw(b"garbage".to_vec()),
        Reply::Raw(Vec::new()),
        listing(&[]),
        listing(&["\u{1b}[2J", service(D5), service(D1)]),
        listing(&many.iter().map(String::as_str).collect::<Vec<_>>()),
    ] {
        let plugin = Scripted::start(&[(REFLECTION, reply.clone()), (D2, info("neo"))]).await;
        assert_eq!(plugin.served().name(), "neo", "{reply:?}");
    }
}

#[tokio::test]
async fn reflection_that_never_answers_costs_two_seconds() {
    let started = Instant::now();
    let plugin = Scripted::start(&[(REFLECTION, Reply::Silence), (D2, info("neo"))]).await;
    assert_eq!(plugin.served().name(), "neo");
    assert!(started.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn a_plugin_of_another_program_is_told_with_the_services_that_it_has() {
    let services = listing(&["grpc.health.v1.Health", "plugin.GRPCStdio", "proto.KV", "a.\u{1b}[2JB"]);
    let error = Scripted::start(&[(REFLECTION, services)]).await.refused();
    assert_eq!(error.code(), Code::UNKNOWN_DIALECT);
    assert_eq!(error.notes()[1], ("serves", "proto.KV, a.\\u{1b}[2JB".to_owned()));
    let error = Scripted::start(&[]).await.refused();
    assert!(error.message().contains("none of the services"), "{error}");
}
