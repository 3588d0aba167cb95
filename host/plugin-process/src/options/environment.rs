use std::{
    env,
    ffi::{OsStr, OsString},
};

/// Proxies and credentials of cloud providers are not among it.
const SHORT_LIST: [&str; 7] = ["PATH", "HOME", "LANG", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LANGUAGE"];
const SHORT_LIST_PREFIX: &str = "LC_";

/// What a plugin process gets of the host's own variables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostEnvironment {
    /// What most programs need to run at all: `PATH HOME LANG LANGUAGE LC_* TZ SSL_CERT_FILE SSL_CERT_DIR`.
    #[default]
    ShortList,
    /// All of them, secrets included, as Optimus hands them on.
    Inherit,
    /// None (go-plugin's `SkipHostEnv`). Without `PATH`, a script that begins with `#!/usr/bin/env` does not start.
    Nothing,
}

impl HostEnvironment {
    /// The variables.
    pub(crate) fn variables(self) -> impl Iterator<Item = (OsString, OsString)> {
        env::vars_os().filter(move |(name, _)| self.includes(name))
    }

    fn includes(self, name: &OsStr) -> bool {
        match self {
            Self::ShortList => name
                .to_str()
                .is_some_and(|name| SHORT_LIST.contains(&name) || name.starts_with(SHORT_LIST_PREFIX)),
            Self::Inherit => true,
            Self::Nothing => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_default_little_is_inherited() {
        let default = HostEnvironment::default();
        for name in ["PATH", "HOME", "LC_ALL", "TZ", "SSL_CERT_DIR"] {
            assert!(default.includes(OsStr::new(name)), "{name}");
            assert!(!HostEnvironment::Nothing.includes(OsStr::new(name)), "{name}");
        }
        for name in ["AWS_SECRET_ACCESS_KEY", "https_proxy", "LD_PRELOAD", "PLUGIN_CLIENT_CERT", "GODEBUG"] {
            assert!(!default.includes(OsStr::new(name)), "{name}");
            assert!(HostEnvironment::Inherit.includes(OsStr::new(name)), "{name}");
        }
    }
}
