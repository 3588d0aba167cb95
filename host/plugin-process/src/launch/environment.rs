use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use crate::{ProcessOptions, transport::Credentials};

const COOKIE: (&str, &str) =
    ("OP_PLUGIN_MAGIC_COOKIE", "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk");
const CERTIFICATE: &str = "PLUGIN_CLIENT_CERT";
const SOCKET_GROUP: &str = "PLUGIN_UNIX_SOCKET_GROUP";
/// What the protocol does not always set, and what must then not come from elsewhere: a host that is a plugin itself has them
/// from its own host.
const NEVER_HANDED_ON: [&str; 3] = [CERTIFICATE, SOCKET_GROUP, "PLUGIN_MULTIPLEX_GRPC"];

/// The variables of a child: the host's, then those granted, then the protocol's own, which replace what came before.
pub(super) fn variables(
    options: &ProcessOptions,
    folder: &Path,
    credentials: Option<&Credentials>,
) -> Vec<(OsString, OsString)> {
    let mut all: Vec<_> = options.host_environment.variables().collect();
    all.extend_from_slice(&options.environment);
    all.retain(|(name, _)| !NEVER_HANDED_ON.iter().any(|never| name == never));
    let mut set = |name: &str, value: &OsStr| all.push((name.into(), value.to_owned()));
    set(COOKIE.0, COOKIE.1.as_ref());
    set("PLUGIN_MIN_PORT", options.ports.start().to_string().as_ref());
    set("PLUGIN_MAX_PORT", options.ports.end().to_string().as_ref());
    let versions: Vec<_> = options.protocol_versions.iter().map(u32::to_string).collect();
    set("PLUGIN_PROTOCOL_VERSIONS", versions.join(",").as_ref());
    // Servers of go-plugin 1.4 put their socket into the one, those since 1.5 into the other.
    set("TMPDIR", folder.as_os_str());
    set("PLUGIN_UNIX_SOCKET_DIR", folder.as_os_str());
    if let Some(credentials) = credentials {
        set(CERTIFICATE, credentials.pem().as_ref());
    }
    if let Some(group) = options.socket_group {
        set(SOCKET_GROUP, group.to_string().as_ref());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HostEnvironment;

    fn value(options: &ProcessOptions, name: &str) -> Option<OsString> {
        let all = variables(options, Path::new("/own"), None);
        all.into_iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    #[test]
    fn a_grant_cannot_replace_what_the_protocol_sets() {
        let environment = [
            ("TMPDIR", "/elsewhere"),
            ("TOKEN", "t"),
            (CERTIFICATE, "forged"),
            ("PLUGIN_MULTIPLEX_GRPC", "1"),
        ]
        .map(|(name, value)| (name.into(), value.into()))
        .to_vec();
        let options = ProcessOptions { environment, ..Default::default() };
        assert_eq!(value(&options, "TMPDIR"), Some("/own".into()));
        assert_eq!(value(&options, "TOKEN"), Some("t".into()));
        assert_eq!(value(&options, CERTIFICATE), None);
        assert_eq!(value(&options, "PLUGIN_MULTIPLEX_GRPC"), None);
    }

    #[test]
    fn options_of_the_protocol_become_its_variables() {
        let options = ProcessOptions {
            protocol_versions: vec![2, 1],
            ports: 5..=9,
            socket_group: Some(7),
            host_environment: HostEnvironment::Nothing,
            ..Default::default()
        };
        let text = |name| value(&options, name).and_then(|value| value.into_string().ok());
        assert_eq!(text("PLUGIN_PROTOCOL_VERSIONS").as_deref(), Some("2,1"));
        assert_eq!(text("PLUGIN_MIN_PORT").zip(text("PLUGIN_MAX_PORT")), Some(("5".into(), "9".into())));
        assert_eq!(text("PLUGIN_UNIX_SOCKET_GROUP").as_deref(), Some("7"));
        assert_eq!((text("PATH"), value(&ProcessOptions::default(), SOCKET_GROUP)), (None, None));
    }
}
