use std::{
    env,
    ffi::{OsStr, OsString},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use tempfile::TempDir;

use super::handshake::APP_VERSION;

const COOKIE: (&str, &str) =
    ("OP_PLUGIN_MAGIC_COOKIE", "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk");
/// The ports that a plugin may choose from where it has no unix sockets. go-plugin's own defaults.
const PORTS: (&str, &str) = ("10000", "25000");
/// What every plugin inherits. Proxies and credentials of cloud providers are not among it.
const INHERITED: [&str; 7] = ["PATH", "HOME", "LANG", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LANGUAGE"];
const INHERITED_PREFIX: &str = "LC_";
/// The longest folder for sockets: a socket's path has 107 bytes, and go-plugin adds `/plugin` and ten digits.
const FOLDER_BYTES: usize = 80;

/// The variables of a child, beginning with those granted: none of them can replace what the protocol sets.
pub(super) fn variables(granted: &[(OsString, OsString)], folder: &Path) -> Vec<(OsString, OsString)> {
    let mut all: Vec<_> = env::vars_os().filter(|(name, _)| is_inherited(name)).collect();
    all.extend_from_slice(granted);
    let own = [
        COOKIE,
        ("PLUGIN_MIN_PORT", PORTS.0),
        ("PLUGIN_MAX_PORT", PORTS.1),
        ("PLUGIN_PROTOCOL_VERSIONS", APP_VERSION),
    ];
    all.extend(own.map(|(name, value)| (name.into(), value.into())));
    // Servers of go-plugin 1.4 put their socket into the one, those since 1.5 into the other.
    all.extend(["TMPDIR", "PLUGIN_UNIX_SOCKET_DIR"].map(|name| (name.into(), folder.as_os_str().to_owned())));
    all
}

fn is_inherited(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| INHERITED.contains(&name) || name.starts_with(INHERITED_PREFIX))
}

/// A folder for one process, which nobody else can enter. It is removed when it is dropped.
pub(super) fn folder() -> std::io::Result<TempDir> {
    let temporary = env::temp_dir();
    let base = if temporary.as_os_str().len() > FOLDER_BYTES - "/op-123456".len() {
        Path::new("/tmp")
    } else {
        &temporary
    };
    let private = std::fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().prefix("op-").permissions(private).tempdir_in(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_inherited() {
        for name in ["PATH", "HOME", "LC_ALL", "TZ", "SSL_CERT_DIR"] {
            assert!(is_inherited(OsStr::new(name)), "{name}");
        }
        for name in ["AWS_SECRET_ACCESS_KEY", "https_proxy", "LD_PRELOAD", "PLUGIN_CLIENT_CERT", "GODEBUG"] {
            assert!(!is_inherited(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn a_grant_cannot_replace_what_the_protocol_sets() {
        let grant = [("TMPDIR".into(), "/elsewhere".into()), ("TOKEN".into(), "t".into())];
        let all = variables(&grant, Path::new("/own"));
        let last = |name: &str| all.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        assert_eq!(last("TMPDIR"), Some("/own".into()));
        assert_eq!(last("TOKEN"), Some("t".into()));
    }

    #[test]
    fn the_folder_is_private_short_and_removed() {
        let folder = folder().unwrap();
        let path = folder.path().to_owned();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert!(path.as_os_str().len() <= FOLDER_BYTES, "{path:?}");
        drop(folder);
        assert!(!path.exists());
    }
}
