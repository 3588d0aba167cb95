//! Whether two threads get in each other's way.

use std::{sync::Barrier, thread};

use anyhow::{Result, anyhow, ensure};
use optimus_plugin_host::Plugin;

use crate::{calls::Requests, measure::quantile, raw::Raw, subjects::Subjects, sys};

/// Calls that are timed in one turn of a thread: 10 ms. Turns of one and of two threads alternate, so that a machine whose
/// CPUs are shared with somebody else slows both.
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
    let cpus = sys::two_cpus()?;
    let mut raw = [subjects.raw()?, subjects.raw()?];
    let [mut one, mut two, mut ratios, mut controls] = [(); 4].map(|()| Vec::new());
    for _ in 0..turns {
        let [alone, both] = compare(cpus, |cpus| fresh(&subjects.fresh, cpus))?;
        one.push(alone);
        two.push(both);
        ratios.push(alone / both);
        let [alone, both] = compare(cpus, |cpus| control(&mut raw, cpus))?;
        controls.push(alone / both);
    }
    let median = |values: &[f64]| quantile(values, 50).unwrap_or_default();
    let a_second = |seconds: &[f64]| 1e-3 / median(seconds);
    Ok(Scaling {
        one_thread: a_second(&one),
        two_threads: a_second(&two),
        ratio: median(&ratios),
        control: median(&controls),
    })
}

/// CPU seconds a call, of one thread and of two, each on a CPU of its own: where a neighbour of this machine slows one of its
/// CPUs, one thread is slowed in one turn of two, as are two.
fn compare(cpus: [usize; 2], mut seconds: impl FnMut(&[usize]) -> Result<f64>) -> Result<[f64; 2]> {
    let [first, second] = cpus;
    let alone = f64::midpoint(seconds(&[first])?, seconds(&[second])?);
    Ok([alone, seconds(&cpus)?])
}

/// Fresh calls of threads that have a runtime each.
fn fresh(plugin: &Plugin, cpus: &[usize]) -> Result<f64> {
    together(
        cpus.iter().map(|_| {
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
        }),
        cpus,
    )
}

fn control(raws: &mut [Raw], cpus: &[usize]) -> Result<f64> {
    together(
        raws.iter_mut().map(|raw| {
            move |barrier: &Barrier| {
                let mut calls = |count: u32| {
                    for _ in 0..count * CONTROL {
                        ensure!(raw.validate_question(), "an answer is wrong");
                    }
                    Ok(())
                };
                timed(barrier, &mut calls)
            }
        }),
        cpus,
    )
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

/// Runs work for each CPU on a thread of its own, at the same time. The mean of the CPU seconds that a call took.
fn together<W>(works: impl Iterator<Item = W>, cpus: &[usize]) -> Result<f64>
where
    W: FnOnce(&Barrier) -> Result<f64> + Send,
{
    let barrier = &Barrier::new(cpus.len());
    let seconds = thread::scope(|scope| {
        let on_its_own = |(work, cpu): (W, &usize)| {
            let cpu = *cpu;
            scope.spawn(move || {
                let pinned = sys::stay_on(cpu);
                let seconds = work(barrier)?;
                pinned.map(|()| seconds)
            })
        };
        let started: Vec<_> = works.zip(cpus).map(on_its_own).collect();
        let ended =
            started.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?);
        ended.sum::<Result<f64>>()
    })?;
    Ok(seconds / f64::from(CALLS) / f64::from(u32::try_from(cpus.len())?))
}
