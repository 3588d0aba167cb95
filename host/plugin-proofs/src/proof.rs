use std::{future::Future, pin::Pin};

use optimus_plugin_host::PluginKind;

use crate::{Outcome, Setting, grants, process, requests, wasm, yaml};

/// A limit or a grant, and how it is broken for one kind of plugin.
#[derive(Clone, Copy)]
pub struct Proof {
    /// The key in the policy: `limits.memory`, `grants.http`, `process.profile`.
    pub subject: &'static str,
    /// The kind of plugin that tries.
    pub kind: PluginKind,
    /// What the hostile plugin does, after "it".
    pub attempt: &'static str,
    pub(crate) run: Run,
}

pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
pub(crate) type Run = for<'a> fn(&'a Setting) -> Running<'a>;

impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proof")
            .field("subject", &self.subject)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Proof {
    /// Makes the proof, in a second or less. It must be awaited on a tokio runtime with time and io; nothing is left behind.
    pub async fn make(&self, setting: &Setting) -> Outcome {
        (self.run)(setting).await
    }
}

/// Every proof: by kind, and in the order of the policy.
#[must_use]
pub fn all() -> Vec<Proof> {
    [wasm::PROOFS, requests::PROOFS, grants::PROOFS, process::PROOFS, yaml::PROOFS].concat()
}

/// One row of a table of proofs.
macro_rules! proof {
    ($kind:ident $subject:literal, $attempt:literal, $run:path) => {
        $crate::Proof {
            subject: $subject,
            kind: optimus_plugin_host::PluginKind::$kind,
            attempt: $attempt,
            run: |setting| Box::pin($run(setting)),
        }
    };
}
pub(crate) use proof;
