use std::{fmt, sync::Arc};

use optimus_plugin_api::Operation;
use optimus_plugin_policy::{AuditEvent, AuditSink, AuditVerdict, Digest, Grants, SecretSource};

use super::{CacheStore, store::Owner};
use crate::{LoadOptions, logs::Speaker};

/// What one plugin may reach, who is asked for it and who is told. One for each plugin, held by its linker.
pub(crate) struct Access {
    pub(crate) grants: Arc<Grants>,
    pub(crate) secrets: SecretSource,
    pub(crate) cache: Arc<CacheStore>,
    #[cfg(feature = "wasi")]
    pub(crate) http: super::http::Client,
    /// The granted variables of the host's environment, as they were when the plugin was loaded.
    #[cfg(feature = "wasi")]
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) speaker: Arc<Speaker>,
    audit: AuditSink,
    digest: Digest,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither variables nor whatever holds secrets.
        f.debug_struct("Access").field("plugin", &self.speaker.name()).finish_non_exhaustive()
    }
}

/// In which call something was asked, and for whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) call: Operation,
    pub(crate) tenant: Option<&'a str>,
}

impl Access {
    pub(crate) fn new(
        options: &LoadOptions,
        speaker: Arc<Speaker>,
        digest: Digest,
        cache: Arc<CacheStore>,
    ) -> Self {
        let grants = Arc::clone(&options.grants);
        Self {
            #[cfg(feature = "wasi")]
            http: super::http::Client::new(&options.http),
            #[cfg(feature = "wasi")]
            environment: variables(&grants),
            grants,
            secrets: options.secrets.clone(),
            cache,
            speaker,
            audit: options.audit.clone(),
            digest,
        }
    }

    /// Of no plugin, and grants nothing.
    #[cfg(feature = "wasi")]
    pub(crate) fn inert() -> Self {
        Self::of(&LoadOptions { grants: Arc::default(), ..LoadOptions::default() })
    }

    /// Of a plugin without a name.
    #[cfg(any(test, feature = "wasi"))]
    pub(crate) fn of(options: &LoadOptions) -> Self {
        let speaker = Arc::new(Speaker::new(String::new()));
        Self::new(options, speaker, Digest::of(b""), Arc::new(CacheStore::new(0)))
    }

    /// Whose entries of the cache those of a call are.
    pub(crate) fn owner(&self, tenant: Option<&str>) -> Owner {
        let plugin = self.speaker.name().into();
        Owner { plugin, digest: self.digest, tenant: tenant.map(Arc::from) }
    }

    /// Whether anybody wants to know of decisions.
    pub(crate) fn is_watched(&self) -> bool {
        self.audit.is_on()
    }

    /// Reports one decision. `asked` is made only if somebody wants to know.
    pub(crate) fn report(
        &self,
        asking: Asking<'_>,
        verdict: AuditVerdict,
        rule: &str,
        asked: impl FnOnce() -> String,
    ) {
        if !self.audit.is_on() {
            return;
        }
        let plugin: Arc<str> = self.speaker.name().into();
        let mut event = AuditEvent::new(&plugin, asking.call, &asked(), verdict, rule);
        event.digest = Some(self.digest);
        event.tenant = asking.tenant.map(Arc::from);
        self.audit.report(&event);
    }
}

#[cfg(feature = "wasi")]
fn variables(grants: &Grants) -> Vec<(String, String)> {
    // What is not text is not there: WASI's variables are strings.
    let granted = grants.environment.iter();
    granted.filter_map(|name| Some((name.clone(), std::env::var(name).ok()?))).collect()
}
