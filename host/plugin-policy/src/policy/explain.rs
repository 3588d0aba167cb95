//! Where the limit was set that stopped something.

use std::path::Path;

use optimus_plugin_api::{CALLERS, Error};

use super::{
    raw::{LimitsRaw, ProcessRaw},
    shown_name,
};
use crate::{PluginRules, line};

/// How the note `limit` of an error ends where the limit holds over all plugins together.
pub const OF_ALL_PLUGINS: &str = ", of all plugins";

const MEMORY: &str = "limits.memory";

impl PluginRules {
    /// Says of an error about a limit where the policy sets that limit, or if it does not, where it can.
    ///
    /// `limit: time = 5s` becomes ``time = 5s, set by `plugins.neo.limits.time` in policy.yaml``; a limit that was the caller's,
    /// or is none of the policy, is left as it is. `name` is the one by which the policy knows the plugin, that of its file: what
    /// it calls itself could be another's.
    #[must_use]
    pub fn explain(&self, name: &str, error: Error) -> Error {
        error.map_notes("limit", |limit| match self.place_of(name, limit) {
            Some(place) => format!("{limit}{place}"),
            None => limit.to_owned(),
        })
    }

    fn place_of(&self, name: &str, limit: &str) -> Option<String> {
        let (key, _) = limit.split_once(" = ")?;
        if limit.ends_with(CALLERS) {
            return None;
        }
        let key = match key.strip_prefix("process.") {
            // An executable's memory has a key of its own, and where that is not written the one of all kinds holds.
            Some("memory") if !self.is_said("process.memory") && self.is_said(MEMORY) => MEMORY.to_owned(),
            Some(of_process) if ProcessRaw::has(of_process) => key.to_owned(),
            None if LimitsRaw::has(key) => format!("limits.{key}"),
            _ => return None,
        };
        let (prefix, file) = (self.origins.prefix(), in_file(self.origins.file()));
        if limit.ends_with(OF_ALL_PLUGINS) {
            return Some(format!("; to change it: `{prefix}{key}`{file}"));
        }
        Some(match self.whence(&key) {
            Some(place) => format!(", set by `{place}`{file}"),
            None if self.is_set(&key) => ", set by this program".to_owned(),
            None => {
                format!(", the default; to change it: `{prefix}plugins.{}.{key}`{file}", line::text(name))
            }
        })
    }

    fn is_said(&self, key: &str) -> bool {
        self.whence(key).is_some() || self.is_set(key)
    }

    /// Whether a limit is another than the kind's own. Said by no policy, a program said it.
    fn is_set(&self, key: &str) -> bool {
        let value = |rules: &Self| {
            let rows = rules.limit_rows().into_iter().chain(rules.process_rows());
            rows.filter(|row| row.name == key).find_map(|row| row.value)
        };
        value(self) != value(&Self::default())
    }
}

fn in_file(file: Option<&Path>) -> String {
    match file {
        Some(file) => format!(" in {}", Error::escape_line(&shown_name(file))),
        None => " in the policy".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::{Code, Operation};

    use crate::Policy;

    fn explained(policy: &str, limit: &str) -> String {
        let policy = Policy::from_text(policy).unwrap();
        let error = Error::new(Code::TIME_LIMIT, "neo", Operation::CompileAssets, "it was stopped");
        policy.rules("neo", None).explain("neo", error.note("limit", limit)).notes()[0].1.clone()
    }

    use super::*;

    #[test]
    fn a_limit_is_told_with_the_key_that_sets_it() {
        assert_eq!(
            explained("plugins: {neo: {limits: {time: 5s}}}", "time = 5s"),
            "time = 5s, set by `plugins.neo.limits.time` in the policy"
        );
        assert_eq!(
            explained("defaults: {process: {memory: 1 GiB}}", "process.memory = 1 GiB"),
            "process.memory = 1 GiB, set by `defaults.process.memory` in the policy"
        );
    }

    #[test]
    fn the_memory_of_an_executable_is_told_with_the_key_that_holds() {
        assert_eq!(
            explained("plugins: {neo: {limits: {memory: 1 GiB}}}", "process.memory = 1 GiB"),
            "process.memory = 1 GiB, set by `plugins.neo.limits.memory` in the policy"
        );
    }

    #[test]
    fn in_the_configuration_of_a_server_a_key_is_told_with_its_part() {
        assert_eq!(
            explained("plugin: {defaults: {limits: {time: 5s}}}", "queue = 1000"),
            "queue = 1000, the default; to change it: `plugin.plugins.neo.limits.queue` in the policy"
        );
    }

    #[test]
    fn a_default_is_told_with_the_key_that_would_change_it() {
        assert_eq!(
            explained("{}", "memory = 128 MiB"),
            "memory = 128 MiB, the default; to change it: `plugins.neo.limits.memory` in the policy"
        );
        assert_eq!(
            explained("{}", "calls = 1000, of all plugins"),
            "calls = 1000, of all plugins; to change it: `limits.calls` in the policy"
        );
    }

    #[test]
    fn what_the_program_itself_set_is_not_called_the_default() {
        let mut rules = PluginRules::default();
        rules.limits.calls = Some(3);
        let error = Error::new(Code::OVERLOADED, "neo", Operation::CompileAssets, "it was not called");
        let error = rules.explain("neo", error.note("limit", "calls = 3"));
        assert_eq!(error.notes()[0].1, "calls = 3, set by this program");
        rules.containment.tasks = Some(20);
        let error = Error::new(Code::CONNECTION_LOST, "neo", Operation::CompileAssets, "it died");
        let error = rules.explain("neo", error.note("limit", "process.tasks = 20"));
        assert_eq!(error.notes()[0].1, "process.tasks = 20, set by this program");
    }

    #[test]
    fn what_no_policy_sets_is_left_as_it_is() {
        for limit in ["time = 1s, the caller's", "4096 bytes", "compile time = 30s"] {
            assert_eq!(explained("{}", limit), limit);
        }
    }
}
