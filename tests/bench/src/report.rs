//! The figures, for people and for programs.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::{
    calls::{ASSET_BYTES, GO_ASSET_BYTES, Row},
    cold::Cold,
    counts::Counts,
    limits::{Cost, Costs},
    measure::Summary,
    scaling::Scaling,
};

/// Everything that was measured.
pub(crate) struct Report {
    pub(crate) calls: Vec<Row>,
    pub(crate) fresh: Counts,
    pub(crate) scaling: Scaling,
    pub(crate) cold: Cold,
    pub(crate) limits: Costs,
}

impl Report {
    /// One object, times in microseconds.
    pub(crate) fn json(&self) -> Value {
        let calls: Map<_, _> = self.calls.iter().map(|row| (row.name.to_owned(), columns(row))).collect();
        json!({
            "calls": calls,
            "compile_assets_bytes": {"go_plugin": GO_ASSET_BYTES, "others": ASSET_BYTES},
            "fresh": {
                "syscalls": self.fresh.syscalls,
                "page_faults": self.fresh.page_faults,
                "host_allocations": self.fresh.host_allocations,
            },
            "scaling": {
                "one_thread_kcalls_per_cpu_second": rounded(self.scaling.one_thread),
                "two_threads_kcalls_per_cpu_second": rounded(self.scaling.two_threads),
                "two_threads_over_one": rounded(self.scaling.ratio),
                "control": rounded(self.scaling.control),
            },
            "limits": {
                "fresh": cost_json(self.limits.fresh),
                "warm": cost_json(self.limits.warm),
            },
            "cold": {
                "engine": summary(self.cold.engine),
                "load_cached": summary(self.cold.cached),
                "load_compiled": summary(self.cold.compiled),
                "digest": summary(self.cold.digest),
            },
        })
    }

    /// Lines for a terminal.
    pub(crate) fn table(&self) -> String {
        let mut text = format!("{:<18}", "p50 / p99 in us");
        for column in ["native", "raw", "warm", "fresh", "go plugin"] {
            let _ = write!(text, " {column:>17}");
        }
        for row in &self.calls {
            let _ = write!(text, "\n{:<18}", row.name);
            for (_, summary) in row.columns() {
                let _ = write!(text, " {:>17}", cell(summary));
            }
        }
        text + "\n\n" + &self.ratios() + &self.counted() + &self.cold_start() + &self.costs()
    }

    fn ratios(&self) -> String {
        let mut text = String::new();
        for row in &self.calls {
            let [_, (_, raw), _, (_, fresh), (_, go)] = row.columns();
            let Some(fresh) = fresh else { continue };
            let times = |other: Option<Summary>| {
                other.map_or("-".to_owned(), |one| format!("{:.1}", fresh.p50 / one.p50))
            };
            let faster = go.map_or("-".to_owned(), |go| {
                format!("{:.1} (p99 {:.1})", go.p50 / fresh.p50, go.p99 / fresh.p99)
            });
            let _ = writeln!(
                text,
                "{:<18} fresh is {} times raw; go plugin is {faster} times fresh",
                row.name,
                times(raw)
            );
        }
        text
    }

    fn cold_start(&self) -> String {
        let Cold { engine, cached, compiled, digest } = self.cold;
        let cell = |one| cell(Some(one));
        format!(
            "cold start in us: engine {}, loading from the cache {} (the digest {}), loading and compiling {}\n",
            cell(engine),
            cell(cached),
            cell(digest),
            cell(compiled)
        )
    }

    fn costs(&self) -> String {
        let told = |Cost { without, with }| {
            let percent = (with.p50 / without.p50 - 1.0) * 100.0;
            format!("{} without, {} with ({percent:+.1} %)", cell(Some(without)), cell(Some(with)))
        };
        format!("limits in us: fresh {}, warm {}\n", told(self.limits.fresh), told(self.limits.warm))
    }

    fn counted(&self) -> String {
        let syscalls = self.fresh.syscalls.map_or("not counted".to_owned(), |count| count.to_string());
        let (mb, go_mb) = (ASSET_BYTES / 1_000_000, GO_ASSET_BYTES / 1_000_000);
        let Counts { page_faults, host_allocations, .. } = self.fresh;
        let Scaling { one_thread, two_threads, ratio, control } = self.scaling;
        format!(
            "compile-assets sends {mb} MB, and {go_mb} MB to the go plugin, which takes no larger message\n\
             \na fresh call: system calls {syscalls}, page faults {page_faults}, host allocations {host_allocations}\n\
             thousand fresh calls per CPU second: 1 thread {one_thread:.1}, 2 threads {two_threads:.1}, ratio {ratio:.3} (threads that share nothing: {control:.3})\n"
        )
    }
}

fn cost_json(cost: Cost) -> Value {
    json!({"without": summary(cost.without), "with": summary(cost.with)})
}

fn columns(row: &Row) -> Value {
    let column =
        |(name, figures): (&str, Option<Summary>)| (name.to_owned(), figures.map_or(Value::Null, summary));
    Value::Object(row.columns().into_iter().map(column).collect())
}

fn summary(one: Summary) -> Value {
    json!({"p50": rounded(one.p50), "p99": rounded(one.p99)})
}

fn cell(summary: Option<Summary>) -> String {
    let number = |value: f64| if value < 10.0 { format!("{value:.3}") } else { format!("{value:.1}") };
    summary.map_or("-".to_owned(), |one| format!("{} / {}", number(one.p50), number(one.p99)))
}

/// To a nanosecond.
fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}
