//! The same plugin called in five ways, side by side in one run.
//!
//! | column | what is called |
//! |---|---|
//! | native | the same logic in Rust, through the traits as a `dyn` object: what a plugin compiled into the server would cost |
//! | raw | the same component in wasmtime alone: one instance kept, a synchronous typed call, no limits, no clock |
//! | warm | the whole public path (registry, context, deadline, yielding clock) with instances kept warm |
//! | fresh | the whole public path as it is by default: a fresh instance for each call |
//! | go plugin | the same plugin on hashicorp/go-plugin, through the same public path: a round trip over a unix socket |
//!
//! The ways take turns in every round, so that whatever else the machine does hits them alike: compare columns of one run,
//! never figures of two. The first calls of a turn are not counted. `plugin-info` is asked once, at load, and kept; here it is asked of the component again, past the
//! registry, and of the executable not at all. `compile-assets` sends 5 MiB, but 4 MB to the executable: a Go plugin takes no
//! larger message.
//!
//! Figures beside the times: system calls (counted by tracing a child process, which stops at each), page faults (the
//! kernel's own count for the thread) and allocations of the host (counted by the allocator of this program) for one fresh
//! call, as the median over many; and calls per CPU second with two threads, over those with one. And what a cold start costs:
//! an engine, and loading a plugin whose machine code is in the verified cache, beside compiling it.
//!
//! What the limits cost is measured in wasmtime alone, on a pool: the same fresh and warm calls without limits, and with a
//! bound on memory, on what an answer holds, on handles, and a clock that the guest looks at.
//!
//! `--profiled-fresh` makes nothing but fresh calls, a million of them, for whoever looks with a profiler; `--profiled-cold`
//! nothing but cold starts.

mod calls;
mod cold;
mod counts;
mod limits;
mod measure;
mod native;
mod raw;
mod report;
mod scaling;
mod subjects;
mod sys;

use std::process::ExitCode;

use anyhow::Result;

use crate::subjects::Subjects;

/// What a profiler is to see, and nothing else.
#[derive(Debug, Clone, Copy)]
enum Profiled {
    Fresh,
    Cold,
}

/// What was asked for on the command line.
#[derive(Debug, Clone, Copy, Default)]
struct Wanted {
    json: bool,
    quick: bool,
    traced: bool,
    profiled: Option<Profiled>,
}

fn main() -> ExitCode {
    let Some(wanted) = arguments() else {
        eprintln!("usage: optimus-bench [--quick] [--json] [--profiled-fresh | --profiled-cold]");
        return ExitCode::from(2);
    };
    match bench(wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Option<Wanted> {
    let mut wanted = Wanted::default();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => wanted.json = true,
            "--quick" => wanted.quick = true,
            "--profiled-fresh" => wanted.profiled = Some(Profiled::Fresh),
            "--profiled-cold" => wanted.profiled = Some(Profiled::Cold),
            counts::TRACED => wanted.traced = true,
            _ => return None,
        }
    }
    Some(wanted)
}

fn bench(wanted: Wanted) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if wanted.traced {
        return runtime.block_on(counts::run_traced());
    }
    match wanted.profiled {
        Some(Profiled::Fresh) => return runtime.block_on(counts::run_profiled()),
        Some(Profiled::Cold) => return runtime.block_on(cold::run_profiled()),
        None => {}
    }
    let subjects = runtime.block_on(Subjects::load())?;
    let calls = runtime.block_on(calls::measure(&subjects, wanted.quick))?;
    let fresh = runtime.block_on(counts::measure(&subjects))?;
    let scaling = scaling::measure(&subjects, wanted.quick)?;
    let cold = runtime.block_on(cold::measure(&subjects.component, wanted.quick))?;
    let limits = runtime.block_on(limits::measure(&subjects.component, wanted.quick))?;
    runtime.block_on(subjects.shutdown());
    let report = report::Report { calls, fresh, scaling, cold, limits };
    if wanted.json {
        println!("{}", report.json());
    } else {
        print!("{}", report.table());
    }
    Ok(())
}
