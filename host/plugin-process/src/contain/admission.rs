//! Whether an executable may be started: what the policy says of digests, and of what this machine cannot enforce.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::{AuditEvent, AuditVerdict, Digest, Enforce, Execution, Trust};

use super::{Lack, not_enforced};
use crate::{ProcessOptions, error::Site};

/// More are announced twice rather than kept.
const MOST_ANNOUNCED: usize = 10_000;

/// What was announced in this process.
static ANNOUNCED: OnceLock<Mutex<HashSet<Digest>>> = OnceLock::new();

/// Refuses a plugin of which the policy wants more than this machine can enforce.
///
/// # Errors
/// `P0504`.
pub(crate) fn enforceable(site: Site<'_>, options: &ProcessOptions) -> Result<(), Error> {
    let lacks = not_enforced(&options.containment).into_iter().filter(|found| found.lack == Lack::Machine);
    let lacks: Vec<_> = lacks.map(|found| format!("{} ({})", found.what, found.why)).collect();
    if lacks.is_empty() {
        return Ok(());
    }
    if options.enforce != Enforce::Strict {
        tell_once(lacks);
        return Ok(());
    }
    audit(options, site, None, "start", AuditVerdict::Denied, "enforce: strict".into());
    let message = "it is not run, because this machine cannot enforce what its policy says";
    Err(site.error(Code::NOT_ENFORCEABLE, message).note("not enforced", lacks.join("; ")))
}

/// Every plugin of this process lacks the same.
fn tell_once(lacks: Vec<String>) {
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    for lack in lacks {
        if !told.contains(&lack) {
            tracing::warn!("of executables this machine does not confine: {lack}");
            told.push(lack);
        }
    }
}

/// Reports that the place of an executable is not safe.
pub(crate) fn misplaced(site: Site<'_>, options: &ProcessOptions) {
    audit(
        options,
        site,
        None,
        "start",
        AuditVerdict::Denied,
        "default: only from a place that others cannot write".into(),
    );
}

/// Refuses a file that the policy does not name, and announces one that nobody knows.
///
/// # Errors
/// `P0509` another file than those that the policy names; `P0505` it names none, and wants every one named.
pub(crate) fn admit(site: Site<'_>, options: &ProcessOptions, digest: Option<Digest>) -> Result<(), Error> {
    let is_named = digest.is_some_and(|digest| options.digests.contains(&digest));
    if is_named {
        return Ok(());
    }
    let rule = &options.rule;
    let found =
        digest.map_or_else(|| "unknown: the file cannot be read".to_owned(), |digest| digest.to_string());
    if let Some(first) = options.digests.first() {
        audit(options, site, digest, "start", AuditVerdict::Denied, format!("{rule}.digest"));
        let message = "it is not run, because it is not the file that the policy names";
        return Err(site
            .error(Code::DIGEST_MISMATCH, message)
            .note("expected", first.to_string())
            .note("found", found)
            .note("rule", rule.to_string()));
    }
    if options.trust == Trust::Listed {
        audit(options, site, digest, "start", AuditVerdict::Denied, "trust: listed".into());
        let message = "it is not run, because the policy does not name its digest";
        return Err(site.error(Code::NOT_TRUSTED, message).note("digest", found.clone()).with_help(format!(
            "if it is the one meant, write into the policy, under its name: `digest: {found}`"
        )));
    }
    if let Some(digest) = digest {
        announce(site, options, digest);
    }
    Ok(())
}

fn announce(site: Site<'_>, options: &ProcessOptions, digest: Digest) {
    if options.known_digests.contains(&digest) {
        return;
    }
    let mut announced = ANNOUNCED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if announced.len() >= MOST_ANNOUNCED || !announced.insert(digest) {
        return;
    }
    drop(announced);
    tracing::warn!(plugin = site.plugin, %digest, "an executable that no policy names is run for the first time");
    audit(options, site, Some(digest), "first start", AuditVerdict::Allowed, "trust: announced".into());
}

/// One event about the start of an executable.
pub(crate) fn audit(
    options: &ProcessOptions,
    site: Site<'_>,
    digest: Option<Digest>,
    asked: &str,
    verdict: AuditVerdict,
    rule: String,
) {
    if options.audit.is_on() {
        let mut event = AuditEvent::new(&Arc::from(site.plugin), Operation::Load, asked, verdict, rule);
        event.digest = digest;
        options.audit.report(&event);
    }
}

/// Whether the very bytes that were hashed must run.
pub(crate) fn runs_verified(options: &ProcessOptions) -> bool {
    options.checksum.is_some() || options.containment.execution != Execution::Path
}
