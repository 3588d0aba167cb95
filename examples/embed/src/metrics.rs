//! The counters of a host as a page that Prometheus reads.

use std::fmt::{self, Write as _};

use optimus_plugin_host::wasm::EngineCounters;
use optimus_plugin_host::{Histogram, OperationCounters, PluginCounters, Snapshot};

/// What the page is to be called in the head of the answer.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The page.
pub(crate) fn page(snapshot: &Snapshot, engine: &EngineCounters) -> String {
    let mut page = Page(String::new());
    // Writing into a string cannot fail.
    let _ = page.all(snapshot).and_then(|()| page.engine(engine));
    page.0
}

struct Page(String);

impl Page {
    fn all(&mut self, snapshot: &Snapshot) -> fmt::Result {
        self.head("optimus_calls_running", "gauge", "Calls of all plugins that run now.")?;
        writeln!(self.0, "optimus_calls_running {}", snapshot.running)?;
        let plugins = &snapshot.plugins;
        self.of_each(plugins, "running", "gauge", "Calls that run now.", |one| one.running)?;
        self.of_each(plugins, "queued", "gauge", "Calls that wait for their turn now.", |one| one.queued)?;
        let text = "Calls that were turned away because too many ran and waited.";
        self.of_each(plugins, "rejected_total", "counter", text, |one| one.rejected)?;
        self.outcomes(plugins)?;
        self.codes(plugins)?;
        self.times(plugins)
    }

    fn engine(&mut self, engine: &EngineCounters) -> fmt::Result {
        let counters = [
            ("compilations_total", "counter", "Components that were compiled.", engine.compilations),
            ("compile_failures_total", "counter", "Components that could not be.", engine.compile_failures),
            ("cache_hits_total", "counter", "Compiled components that the cache had.", engine.cache_hits),
            ("cache_misses_total", "counter", "Those that it did not have.", engine.cache_misses),
            (
                "cache_damaged_total",
                "counter",
                "Files of the cache that were put aside.",
                engine.cache_damaged,
            ),
            ("instances", "gauge", "Instances of components that exist now.", engine.instances),
            (
                "instances_limit",
                "gauge",
                "How many may exist at once, in all pools that were made.",
                engine.instances_limit,
            ),
        ];
        for (name, kind, text, value) in counters {
            let name = format!("optimus_components_{name}");
            self.head(&name, kind, text)?;
            writeln!(self.0, "{name} {value}")?;
        }
        let name = "optimus_components_compile_seconds_total";
        self.head(name, "counter", "How long components were compiled for.")?;
        writeln!(self.0, "{name} {}", engine.compile_time.as_secs_f64())
    }

    fn head(&mut self, name: &str, kind: &str, text: &str) -> fmt::Result {
        writeln!(self.0, "# HELP {name} {text}\n# TYPE {name} {kind}")
    }

    fn of_each(
        &mut self,
        plugins: &[PluginCounters],
        name: &str,
        kind: &str,
        text: &str,
        value: impl Fn(&PluginCounters) -> u64,
    ) -> fmt::Result {
        let name = format!("optimus_plugin_calls_{name}");
        self.head(&name, kind, text)?;
        let mut each = plugins.iter();
        each.try_for_each(|one| writeln!(self.0, "{name}{{plugin={}}} {}", Label(&one.plugin), value(one)))
    }

    fn outcomes(&mut self, plugins: &[PluginCounters]) -> fmt::Result {
        let name = "optimus_plugin_calls_total";
        self.head(name, "counter", "Calls that came to an end, by how they came out.")?;
        for (one, call) in of_all(plugins) {
            let outcomes = [
                ("answered", call.answered),
                ("error", call.errors),
                ("fault", call.faults),
                ("refused", call.refused),
                ("unavailable", call.unavailable),
                ("cancelled", call.cancelled),
            ];
            for (outcome, count) in outcomes {
                let (plugin, call) = (Label(&one.plugin), Label(call.operation.as_str()));
                writeln!(self.0, "{name}{{plugin={plugin},call={call},outcome=\"{outcome}\"}} {count}")?;
            }
        }
        Ok(())
    }

    fn codes(&mut self, plugins: &[PluginCounters]) -> fmt::Result {
        let name = "optimus_plugin_errors_total";
        self.head(name, "counter", "Calls that ended with an error, by its code.")?;
        for (one, (code, count)) in
            plugins.iter().flat_map(|one| one.codes.iter().map(move |code| (one, code)))
        {
            writeln!(self.0, "{name}{{plugin={},code=\"{code}\"}} {count}", Label(&one.plugin))?;
        }
        Ok(())
    }

    fn times(&mut self, plugins: &[PluginCounters]) -> fmt::Result {
        let name = "optimus_plugin_call_duration_seconds";
        self.head(name, "histogram", "How long calls took that came to their end.")?;
        for (one, call) in of_all(plugins) {
            let labels = format!("plugin={},call={}", Label(&one.plugin), Label(call.operation.as_str()));
            let Histogram { buckets, count, sum, .. } = &call.times;
            for (end, calls) in buckets {
                writeln!(self.0, "{name}_bucket{{{labels},le=\"{}\"}} {calls}", end.as_secs_f64())?;
            }
            writeln!(self.0, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}")?;
            writeln!(self.0, "{name}_sum{{{labels}}} {}", sum.as_secs_f64())?;
            writeln!(self.0, "{name}_count{{{labels}}} {count}")?;
        }
        Ok(())
    }
}

fn of_all(plugins: &[PluginCounters]) -> impl Iterator<Item = (&PluginCounters, &OperationCounters)> {
    plugins.iter().flat_map(|one| one.operations.iter().map(move |call| (one, call)))
}

/// The value of a label, in quotes: a plugin chose its own name.
struct Label<'a>(&'a str);

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '\\' => f.write_str("\\\\")?,
                '"' => f.write_str("\\\"")?,
                '\n' => f.write_str("\\n")?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
