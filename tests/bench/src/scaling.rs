//! Whether two threads get in each other's way.

use std::{sync::Barrier, thread};

use anyhow::{Result, anyhow, ensure};
use optimus_plugin_host::Plugin;

use crate::{calls::Requests, measure::quantile, raw::Raw, subjects::Subjects, sys};

/// Calls that are timed in one turn of a thread: 10 ms. Turns of one and of two threads alternate, so that a machine whose
/// cores are shared with somebody else slows both.
const CALLS: u32 = 1_500;
/// Calls of a new thread before that: its memory is cold.
const WARM_UP: u32 = 300;
/// Calls of the control stand for so many: they are shorter.
const CONTROL: u32 = 20;

/// Calls per CPU second of each thread, in thousands: a machine that is busy gives less CPU, not less of this.
#[derive(Debug)]
pub(crate) struct Scaling {
    pub(crate) one_thread: f64,
    pub(crate) two_threads: f64,
    /// The median of the turns' own ratios.
    pub(crate) ratio: f64,
    /// The same for two threads that share nothing (raw calls in two engines): what the machine itself loses when both its
    /// cores work.
    pub(crate) control: f64,
}

pub(crate) fn measure(subjects: &Subjects, quick: bool) -> Result<Scaling> {
    let turns = if quick { 20 } else { 150 };
    let mut raw = [subjects.raw()?, subjects.raw()?];
    let [mut one, mut two, mut ratios, mut controls] = [(); 4].map(|()| Vec::new());
    for _ in 0..turns {
        let (alone, together) = (fresh(&subjects.fresh, 1)?, fresh(&subjects.fresh, 2)?);
        one.push(alone);
        two.push(together);
        ratios.push(together / alone);
        let (first, _) = raw.split_at_mut(1);
        let alone = control(first)?;
        controls.push(control(&mut raw)? / alone);
    }
    let median = |values: &[f64]| quantile(values, 50).unwrap_or_default();
    Ok(Scaling {
        one_thread: median(&one),
        two_threads: median(&two),
        ratio: median(&ratios),
        control: median(&controls),
    })
}

/// Thousands of fresh calls per CPU second over so many threads, each with a runtime of its own.
fn fresh(plugin: &Plugin, threads: usize) -> Result<f64> {
    together((0..threads).map(|_| {
        move |barrier: &Barrier| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let requests = Requests::small();
            let mut calls = |count| {
                runtime.block_on(async {
                    for _ in 0..count {
                        ensure!(requests.validate(plugin).await, "an answer is wrong");
                    }
                    Ok(())
                })
            };
            timed(barrier, &mut calls)
        }
    }))
}

fn control(raws: &mut [Raw]) -> Result<f64> {
    together(raws.iter_mut().map(|raw| {
        move |barrier: &Barrier| {
            let mut calls = |count: u32| {
                for _ in 0..count * CONTROL {
                    ensure!(raw.validate_question(), "an answer is wrong");
                }
                Ok(())
            };
            timed(barrier, &mut calls)
        }
    }))
}

/// The CPU seconds that the thread's calls take, begun when all threads are warm.
fn timed(barrier: &Barrier, calls: &mut dyn FnMut(u32) -> Result<()>) -> Result<f64> {
    let warm = calls(WARM_UP);
    barrier.wait();
    warm?;
    let begin = sys::cpu_time();
    calls(CALLS)?;
    Ok((sys::cpu_time() - begin).as_secs_f64())
}

/// Runs each on a thread of its own, at the same time. Thousands of calls per CPU second.
fn together<W>(works: impl ExactSizeIterator<Item = W>) -> Result<f64>
where
    W: FnOnce(&Barrier) -> Result<f64> + Send,
{
    let (count, barrier) = (works.len(), Barrier::new(works.len()));
    let seconds = thread::scope(|scope| {
        let started: Vec<_> = works.map(|work| scope.spawn(|| work(&barrier))).collect();
        let ended =
            started.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?);
        ended.sum::<Result<f64>>()
    })?;
    let calls = f64::from(CALLS) * f64::from(u32::try_from(count)?);
    Ok(calls / 1e3 / seconds)
}
