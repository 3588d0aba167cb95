use optimus_plugin_api::{Backend, Code, Error, Verdict};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::aftermath::attacked;
use crate::support::{LONG, built, folder, note, peers, pid, survey, validate, with_args};

fn secure(args: &[&str]) -> ProcessOptions {
    let mut options = with_args(args);
    options.auto_mtls = true;
    options
}

async fn refused(args: &[&str]) -> Error {
    ProcessPlugin::start(&built("plain"), &secure(args)).await.map(|_| ()).unwrap_err()
}

#[tokio::test]
async fn both_versions_of_tls_are_spoken() {
    for version in ["good", "tls1.2"] {
        for network in ["unix", "tcp"] {
            let options = secure(&["-tls", version, "-fields", "6", "-network", network]);
            let plugin = ProcessPlugin::start(&built("plain"), &options).await.unwrap();
            assert_eq!(validate(&plugin, "Q", "x").await.unwrap(), Verdict::Accepted, "{version} {network}");
        }
    }
}

#[test]
fn p16_who_shows_another_certificate_than_the_one_it_named_is_refused() {
    attacked(async {
        let error = refused(&["-tls", "impostor", "-fields", "6"]).await;
        assert_eq!(error.code(), Code::TLS_REFUSED);
        assert!(error.message().contains("does not prove to have its certificate"), "{error}");
    });
}

#[test]
fn p16_who_names_a_certificate_and_speaks_no_tls_is_refused() {
    attacked(async {
        let error = refused(&["-tls", "plaintext", "-fields", "6"]).await;
        assert_eq!(error.code(), Code::TLS_REFUSED);
    });
}

#[test]
fn p16_a_certificate_that_has_expired_or_is_none_is_refused() {
    attacked(async {
        let error = refused(&["-tls", "expired", "-fields", "6"]).await;
        assert_eq!((error.code(), error.message()), (Code::TLS_REFUSED, "its certificate has expired"));
        let error = refused(&["-tls", "garbage", "-fields", "6"]).await;
        assert_eq!(
            (error.code(), error.message()),
            (Code::TLS_REFUSED, "its certificate is not a certificate")
        );
    });
}

#[test]
fn p16_who_was_asked_for_a_certificate_and_has_none_is_refused() {
    attacked(async {
        let error = refused(&[]).await;
        assert_eq!(error.code(), Code::TLS_REFUSED);
        assert!(error.message().contains("has no certificate, and AutoMTLS is on"), "{error}");
        assert!(error.help().unwrap().contains("turn AutoMTLS off"));
    });
}

#[tokio::test]
async fn a_plugin_that_does_not_know_this_host_is_told_so() {
    for how in ["stranger", "stranger1.2"] {
        let error = refused(&["-tls", how, "-fields", "6"]).await;
        assert_eq!(error.code(), Code::TLS_REFUSED, "{error:?}");
        assert!(error.message().contains("does not accept this program's certificate"), "{how}: {error:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_asked_for_is_told_so() {
    let options = with_args(&["-tls", "good", "-fields", "6"]);
    let error = ProcessPlugin::start(&built("plain"), &options).await.unwrap_err();
    assert_eq!(error.code(), Code::PROTOCOL_MISMATCH);
    assert!(error.message().contains("insists on TLS"), "{error}");
}

#[tokio::test]
async fn nobody_else_is_let_in() {
    for peer in peers().filter(|peer| peer.auto_mtls && peer.program != "python") {
        let plugin = peer.start().await;
        let socket = std::fs::read_dir(folder(&plugin).await).unwrap().next().unwrap().unwrap().path();
        let to = optimus_plugin_process::PluginAddress::Unix(socket);
        let to = optimus_plugin_process::Reattach::new(to, pid(&plugin).await);
        let error = ProcessPlugin::reattach(&to, &ProcessOptions::default()).await.unwrap_err();
        assert_eq!(error.code(), Code::START_FAILED, "{peer}: {error:?}");
        assert!(survey(&plugin, "a").await.is_ok());
    }
}

#[tokio::test]
async fn each_start_has_certificates_of_its_own() {
    for peer in peers().filter(|peer| peer.auto_mtls) {
        let mut options = peer.options();
        options.restart_patience = LONG;
        let plugin = peer.start_with(options).await;
        assert_eq!(survey(&plugin, "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
        assert!(survey(&plugin, "a").await.is_ok(), "{peer}");
    }
}

/// Some other part of a program may want another one, or none.
#[tokio::test]
async fn no_provider_of_cryptography_is_set_for_the_whole_process() {
    let plugin = peers().last().unwrap().start().await;
    assert!(survey(&plugin, "a").await.is_ok());
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    plugin.shutdown().await.unwrap();
}

#[tokio::test]
async fn the_key_is_not_in_what_an_error_shows() {
    let error = refused(&["-tls", "impostor", "-fields", "6"]).await;
    assert!(!format!("{error:?}").contains("PRIVATE"), "{error:?}");
    assert_eq!(note(&error, "path"), built("plain").display().to_string());
}
