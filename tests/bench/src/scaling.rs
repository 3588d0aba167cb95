//! Whether two threads get in each other's way.

use std::{sync::Arc, thread};

use anyhow::{Result, anyhow, ensure};
use optimus_plugin_host::Plugin;

use crate::{calls::Requests, measure::quantile, subjects::Subjects, sys};

/// Fresh calls of one thread in one round.
const CALLS: u32 = 20_000;

/// Calls per CPU second of each thread, in thousands: a machine that is busy with something else gives less CPU, not less of
/// this.
#[derive(Debug)]
pub(crate) struct Scaling {
    pub(crate) one_thread: f64,
    pub(crate) two_threads: f64,
    /// The median of the rounds' own ratios.
    pub(crate) ratio: f64,
}

pub(crate) fn measure(subjects: &Subjects, quick: bool) -> Result<Scaling> {
    let rounds = if quick { 3 } else { 15 };
    let (mut one, mut two, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let alone = rate(&subjects.fresh, 1)?;
        let together = rate(&subjects.fresh, 2)?;
        one.push(alone);
        two.push(together);
        ratios.push(together / alone);
    }
    let median = |values: &[f64]| quantile(values, 50).unwrap_or_default();
    Ok(Scaling { one_thread: median(&one), two_threads: median(&two), ratio: median(&ratios) })
}

/// Thousands of calls per second of CPU over so many threads, each with a runtime of its own.
fn rate(plugin: &Arc<Plugin>, threads: u32) -> Result<f64> {
    let workers: Vec<_> = (0..threads).map(|_| spawn(plugin.clone())).collect();
    let mut cpu = 0.0;
    for worker in workers {
        cpu += worker.join().map_err(|_| anyhow!("a thread panicked"))??;
    }
    Ok(f64::from(CALLS * threads) / 1e3 / cpu)
}

fn spawn(plugin: Arc<Plugin>) -> thread::JoinHandle<Result<f64>> {
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let requests = Requests::new();
        runtime.block_on(async {
            let begin = sys::cpu_time();
            for _ in 0..CALLS {
                ensure!(requests.validate(&plugin).await, "an answer is wrong");
            }
            Ok((sys::cpu_time() - begin).as_secs_f64())
        })
    })
}
