//! What one fresh call costs beside time: system calls, page faults, allocations.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{
    calls::Requests,
    measure::quantile,
    subjects::{self, Subjects},
    sys,
};

/// The argument by which this program counts for itself, as a traced child.
pub(crate) const TRACED: &str = "--traced";
/// Calls before counting: the pool's first slots are cold.
const WARM_UP: u32 = 200;
/// Calls that are counted, one by one.
const COUNTED: u32 = 200;

/// Calls for a profiler: seven seconds.
const PROFILED: u32 = 1_000_000;

/// Medians over many fresh calls of `validate-question`.
#[derive(Debug)]
pub(crate) struct Counts {
    /// `None` where a process may not be traced.
    pub(crate) syscalls: Option<f64>,
    pub(crate) page_faults: f64,
    pub(crate) host_allocations: f64,
}

pub(crate) async fn measure(subjects: &Subjects) -> Result<Counts> {
    let requests = Requests::small();
    let (mut faults, mut allocations) = (Vec::new(), Vec::new());
    for at in 0..WARM_UP + COUNTED {
        let before = (sys::page_faults(), sys::allocations());
        ensure!(requests.validate(&subjects.fresh).await, "an answer is wrong");
        let after = (sys::allocations(), sys::page_faults());
        if at >= WARM_UP {
            allocations.push(number(after.0 - before.1));
            faults.push(number(after.1 - before.0));
        }
    }
    Ok(Counts {
        syscalls: syscalls().inspect_err(|error| eprintln!("system calls are not counted: {error:#}")).ok(),
        page_faults: quantile(&faults, 50).context("calls were counted")?,
        host_allocations: quantile(&allocations, 50).context("calls were counted")?,
    })
}

/// The child: makes calls, each between two marks.
pub(crate) async fn run_traced() -> Result<()> {
    let requests = Requests::small();
    let (_host, plugin) = subjects::fresh_alone().await?;
    for at in 0..WARM_UP + COUNTED {
        if at >= WARM_UP {
            sys::mark();
        }
        ensure!(requests.validate(&plugin).await, "an answer is wrong");
    }
    sys::mark();
    Ok(())
}

/// Only calls: a profiler sees nothing else.
pub(crate) async fn run_profiled() -> Result<()> {
    let requests = Requests::small();
    let (_host, plugin) = subjects::fresh_alone().await?;
    for _ in 0..PROFILED {
        ensure!(requests.validate(&plugin).await, "an answer is wrong");
    }
    Ok(())
}

fn syscalls() -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    let mut child = sys::spawn_traced(command.arg(TRACED))?;
    let windows = sys::trace(&child);
    let _ = child.kill();
    let _ = child.wait();
    // What came before the first mark is setting up.
    let counted: Vec<f64> = windows?.into_iter().skip(1).map(number).collect();
    quantile(&counted, 50).context("the traced child ended before it was counted")
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few; nothing near 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}
