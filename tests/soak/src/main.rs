//! A million calls, many of which trap, run out of time, are taken back, grow their memory or flood the log, of several tenants, on
//! components and on a process that dies now and then. What this process holds must stay the same.
//!
//! The calls are made in rounds. Between two rounds nothing runs, and memory, file descriptors, mappings and child processes are
//! counted. The first rounds warm everything up; what the last one leaves is compared with them. Every call must come to what it is
//! made to come to.

mod calls;
mod plugins;
mod sample;

use std::{process::ExitCode, sync::Arc, time::Instant};

use anyhow::{Context, Result, ensure};

use crate::{calls::Outcomes, plugins::Plugins, sample::Sample};

/// Rounds of calls; between them it is counted.
const ROUNDS: u64 = 20;
/// Rounds at the beginning after which everything has been used.
const WARM_UP: usize = 4;

fn main() -> ExitCode {
    match calls_wanted().and_then(soak) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn calls_wanted() -> Result<u64> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Ok(1_000_000),
        ["--calls", calls] => calls.parse().context("usage: optimus-soak [--calls N]"),
        _ => anyhow::bail!("usage: optimus-soak [--calls N]"),
    }
}

fn soak(calls: u64) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let plugins = Arc::new(runtime.block_on(Plugins::load())?);
    calls::warm_pools(&plugins)?;
    runtime.block_on(rounds(&plugins, calls))
}

async fn rounds(plugins: &Arc<Plugins>, calls: u64) -> Result<()> {
    let (mut samples, mut outcomes) = (Vec::new(), Outcomes::default());
    let begin = Instant::now();
    println!("{}", Sample::HEADER);
    for round in 1..=ROUNDS {
        outcomes.add(&calls::round(plugins, calls / ROUNDS).await?);
        let sample = Sample::now()?;
        println!("{}", sample.row(round * (calls / ROUNDS), begin.elapsed()));
        samples.push(sample);
    }
    println!("\n{outcomes}");
    let (warm, rest) = samples.split_at(WARM_UP);
    let last = rest.last().context("there are more rounds than warm up")?;
    let verdict = last.compared_with(warm);
    plugins.shutdown().await;
    ensure!(verdict.is_empty(), "not flat: {}", verdict.join("; "));
    ensure!(Sample::now()?.children == 0, "a child process is left");
    println!("\nflat: memory, descriptors, mappings, processes");
    Ok(())
}
