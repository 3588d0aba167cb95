//! The policy file.

mod explain;
mod field;
mod grants;
mod judge;
mod limits;
mod process;
mod raw;
mod section;
mod show;

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use optimus_plugin_api::{Code, Diagnostics, Error, Operation, Severity, Span};
use optimus_yaml_nodes::{Entries, Options, read_bytes, shorten};

pub use self::{explain::OF_ALL_PLUGINS, limits::Overall, show::Row};
use self::{
    judge::Judge,
    raw::{FileRaw, PluginRaw, PolicyRaw},
    section::{ENFORCE, Section},
};
use crate::{Digest, Enforce, PluginRules, Trust};

/// The largest policy file, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// The most plugins in one.
const MAX_PLUGINS: usize = 10_000;

/// What the operator says about plugins: for all, for each by name, and for each by digest.
///
/// # What holds for a plugin
/// Its part of the policy by *digest* comes before that by *name*, and that before the *defaults*; what none of them names is
/// denied, and limits are those of the kind. Each key is looked up for itself: a part that names `limits.time` leaves
/// `limits.memory` to the more general part. A list is one key: `grants: {http: [...]}` of a plugin takes the place of all of
/// `http` in the defaults, and `http: []` denies all requests, whatever the defaults grant. The same is so for the keys of
/// `process`.
///
/// # Forms
/// The policy is a file of its own, or the part `plugin:` of a server's configuration, beside upstream's `plugin.artifacts`.
///
/// ```
/// use optimus_plugin_policy::Policy;
///
/// let policy = Policy::from_text("
/// defaults: {limits: {time: 5s}}
/// plugins:
///   neo:
///     limits: {memory: 64 MiB}
///     grants: {http: [{host: api.example.com, methods: [GET], path: /v1}]}
/// ")?;
/// let rules = policy.rules("neo", None);
/// assert!(rules.grants.allows_request("GET", true, "api.example.com", 443, "/v1/x").is_ok());
/// assert_eq!(rules.limits.memory_bytes, Some(64 << 20));
/// assert_eq!(policy.rules("other", None).grants.http, []);
/// # Ok::<(), optimus_plugin_api::Diagnostics>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Policy {
    file: Option<PathBuf>,
    /// Before every key, where it is a part of a server's configuration.
    prefix: &'static str,
    enforce: Enforce,
    trust: Trust,
    overall: Overall,
    defaults: Section,
    named: HashMap<String, Section>,
    by_digest: HashMap<Digest, Section>,
}

impl Policy {
    /// Reads a policy, or a server's configuration with one in it.
    ///
    /// # Errors
    /// P0501: the file cannot be read, or has mistakes: all of them with their places are its diagnostics.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let fail = |message: String| Error::new(Code::BAD_POLICY, shown_name(file), Operation::Load, message);
        let bytes = bytes_of(file)
            .map_err(|cause| fail("the policy cannot be read".to_owned()).with_source(cause))?;
        let mut policy = Self::from_bytes(&bytes).map_err(|found| {
            let mistakes = match found.list.len() {
                1 => "a mistake".to_owned(),
                many => format!("{many} mistakes"),
            };
            fail(format!("the policy has {mistakes}, so nothing of it holds"))
                .with_diagnostics(found.in_file(file))
        })?;
        policy.file = Some(file.to_owned());
        Ok(policy)
    }

    /// Reads a policy from its text.
    ///
    /// # Errors
    /// Every mistake, with its place.
    pub fn from_text(text: &str) -> Result<Self, Diagnostics> {
        Self::from_bytes(text.as_bytes())
    }

    /// Reads a policy from the bytes of a file.
    ///
    /// # Errors
    /// Every mistake, with its place.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Diagnostics> {
        let mut limits = optimus_yaml_nodes::Limits::default();
        limits.bytes = MAX_BYTES;
        let read = read_bytes::<FileRaw>(bytes, &Options::strict().limits(limits).refuse_foreign_tags());
        let mut found = read.diagnostics;
        let policy = Self::of(&read.value, &mut found);
        if let Some(second) = found.text.as_deref().and_then(second_document) {
            let message = "a policy is one document, and here a second one begins";
            Judge { found: &mut found }.wrong(second, message, "what follows would say nothing");
        }
        // Where a doubt is about what plugins may do, it is a mistake.
        found.list.iter_mut().for_each(|doubt| doubt.severity = Severity::Error);
        found.list.sort_by_key(|mistake| mistake.labels.first().map(|label| label.span.start));
        if found.is_empty() { Ok(policy) } else { Err(found) }
    }

    fn of(file: &FileRaw, found: &mut Diagnostics) -> Self {
        let PolicyRaw { version, enforce, trust, limits, defaults, plugins, .. } = &file.policy;
        let mut judge = Judge { found };
        let prefix = if file.is_config { "plugin." } else { "" };
        judge.choice("version", version, &[("1", ())]);
        let mut policy = Self {
            file: None,
            prefix,
            enforce: judge.choice("enforce", enforce, ENFORCE).unwrap_or_default(),
            trust: judge
                .choice("trust", trust, &[("announced", Trust::Announced), ("listed", Trust::Listed)])
                .unwrap_or_default(),
            overall: limits::overall(&mut judge, limits),
            defaults: section::of_defaults(&mut judge, defaults, &format!("{prefix}defaults")),
            named: HashMap::new(),
            by_digest: HashMap::new(),
        };
        if let Some(entries) = &plugins.value {
            policy.add_plugins(&mut judge, entries, plugins.span, prefix);
        }
        policy.check_hosts_of_secrets(&mut judge);
        policy
    }

    fn add_plugins(&mut self, judge: &mut Judge<'_>, entries: &Entries<PluginRaw>, span: Span, prefix: &str) {
        if entries.iter().len() > MAX_PLUGINS {
            judge.wrong(span, format!("`plugins` has more than {MAX_PLUGINS} of them"), "this mapping");
        }
        for (key, raw) in entries.iter().take(MAX_PLUGINS) {
            let rule = format!("{prefix}plugins.{}", shorten(&key.value, 80));
            let section = section::of_plugin(judge, raw, &rule);
            if key.value.starts_with("sha256:") {
                match section::digest(&key.value) {
                    Ok(_) if !section.digests.is_empty() => {
                        judge.wrong(
                            raw.digest.span,
                            "a part that is named by a digest names no other",
                            "not here",
                        );
                    }
                    Ok(digest) => {
                        self.by_digest.insert(digest, section);
                    }
                    Err(why) => judge.wrong(key.span, format!("no digest: {why}"), why),
                }
            } else if let Err(why) = plugin_name(&key.value) {
                judge.wrong(
                    key.span,
                    format!("`{}` is no plugin's name: {why}", shorten(&key.value, 60)),
                    why,
                );
            } else {
                self.named.insert(key.value.clone(), section);
            }
        }
    }

    /// A secret goes to a host to which requests are granted: else it could be in none, and the host is mistyped.
    fn check_hosts_of_secrets(&self, judge: &mut Judge<'_>) {
        let all = || self.named.values().chain(self.by_digest.values()).chain([&self.defaults]);
        let everywhere: HashSet<&str> = all().flat_map(Section::hosts).collect();
        let defaults: HashSet<&str> = self.defaults.hosts().collect();
        let named = self.named.values().chain([&self.defaults]).map(|section| (section, &defaults));
        // Under which name a file with a digest is served, is not known here.
        let by_digest = self.by_digest.values().map(|section| (section, &everywhere));
        for (section, otherwise) in named.chain(by_digest) {
            let own: HashSet<&str> = section.hosts().collect();
            let granted = if section.grants.http.is_some() { &own } else { otherwise };
            for (host, span) in
                section.grants.secret_hosts.iter().filter(|(host, _)| !granted.contains(&**host))
            {
                let message = format!("the secret goes to `{host}`, and no grant of `http` has that host");
                judge.wrong(*span, message, "write it as in the grant of `http`");
            }
        }
    }

    /// What holds for a plugin: by the name in its file name, and by the digest of its file if that is known.
    #[must_use]
    pub fn rules(&self, name: &str, digest: Option<&Digest>) -> PluginRules {
        let mut rules = PluginRules {
            enforce: self.enforce,
            trust: self.trust,
            rule: "default: deny".into(),
            ..PluginRules::default()
        };
        rules.origins.of_file(self.file.as_deref(), self.prefix);
        self.defaults.lay_over(&mut rules);
        let named = self.named.get(name);
        let by_digest = digest.and_then(|digest| Some((*digest, self.by_digest.get(digest)?)));
        if let Some(section) = named {
            section.lay_over(&mut rules);
            rules.digests.clone_from(&section.digests);
        }
        if let Some((digest, section)) = by_digest {
            section.lay_over(&mut rules);
            // A name that is bound to other digests stays so.
            if rules.digests.is_empty() {
                rules.digests = vec![digest];
            }
        }
        rules
    }

    /// What holds over all plugins together.
    #[must_use]
    pub fn overall(&self) -> Overall {
        self.overall
    }

    /// How many instances of components may be kept in all, as far as it can be known: of each plugin of which it speaks, and of one
    /// more.
    #[must_use]
    pub fn warm_instances(&self) -> usize {
        let others = self.defaults.warm_instances.unwrap_or_default();
        let named = self.named.values().chain(self.by_digest.values());
        let kept = named.map(|section| section.warm_instances.unwrap_or(others));
        kept.fold(others, usize::saturating_add)
    }

    /// Which executables are run.
    #[must_use]
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The file that it was read from.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The names of plugins that it has parts for, sorted: one that is not installed is mistyped, maybe.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.named.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

/// Where a second document begins: readers of YAML stop there, and what an operator wrote below would not hold.
fn second_document(text: &str) -> Option<Span> {
    let (mut start, mut has_content) = (0, false);
    for (line, content) in text.split_inclusive('\n').enumerate() {
        let is_marker = content
            .strip_prefix("---")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']));
        if is_marker && has_content {
            return Some(Span { start, end: start + 3, line: line + 1, column: 1 });
        }
        has_content |=
            is_marker || !content.trim().is_empty() && !content.trim_start().starts_with(['#', '%']);
        start += content.len();
    }
    None
}

fn plugin_name(name: &str) -> Result<(), &'static str> {
    match name {
        "" => Err("it is empty"),
        _ if name.len() > optimus_plugin_api::MAX_NAME_BYTES => Err("it is longer than 256 bytes"),
        _ if Error::escape(name) != name || name.contains(['\n', '\t']) => {
            Err("it has a character that cannot be seen")
        }
        _ => Ok(()),
    }
}

/// The whole file, or one byte more than it may have.
fn bytes_of(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn shown_name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
