use std::{fmt, sync::Arc};

type Lookup = dyn Fn(&str, Option<&str>) -> Option<String> + Send + Sync;

/// Where the values of secrets come from: by their name and the tenant of the call. The default knows none.
///
/// It is asked when a secret is used, in the task of the call, and must not block for long.
#[derive(Clone, Default)]
pub struct SecretSource(Option<Arc<Lookup>>);

impl SecretSource {
    /// Asks a function.
    pub fn new(lookup: impl Fn(&str, Option<&str>) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(lookup)))
    }

    /// The value of a secret for a tenant.
    #[must_use]
    pub fn get(&self, name: &str, tenant: Option<&str>) -> Option<String> {
        self.0.as_ref().and_then(|lookup| lookup(name, tenant))
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretSource")
    }
}
