//! What this process holds, as the kernel counts it.

use std::{fs, time::Duration};

use anyhow::{Context, Result};

/// One count. Nothing runs meanwhile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    rss_kib: u64,
    descriptors: usize,
    mappings: usize,
    pub(crate) children: usize,
}

impl Sample {
    pub(crate) const HEADER: &str = "     calls   seconds   RSS MiB   descriptors   mappings   children";

    pub(crate) fn now() -> Result<Self> {
        let status = fs::read_to_string("/proc/self/status")?;
        let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(Self {
            rss_kib: rss.trim().trim_end_matches(" kB").parse()?,
            descriptors: fs::read_dir("/proc/self/fd")?.count(),
            mappings: fs::read_to_string("/proc/self/maps")?.lines().count(),
            children: children()?,
        })
    }

    pub(crate) fn row(&self, calls: u64, after: Duration) -> String {
        format!(
            "{calls:>10} {:>9.1} {:>9.1} {:>13} {:>10} {:>10}",
            after.as_secs_f64(),
            mib(self.rss_kib),
            self.descriptors,
            self.mappings,
            self.children
        )
    }

    /// What is more than in any of these, beyond what an allocator does in its own time.
    pub(crate) fn compared_with(&self, warm: &[Self]) -> Vec<String> {
        let most = |of: fn(&Self) -> u64| warm.iter().map(of).max().unwrap_or_default();
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let (rss, mappings) = (most(|s| s.rss_kib), most(|s| u64::try_from(s.mappings).unwrap_or_default()));
        let descriptors = most(|s| u64::try_from(s.descriptors).unwrap_or_default());
        let children = most(|s| u64::try_from(s.children).unwrap_or_default());
        let mut found = Vec::new();
        let mut check = |what: &str, is: u64, most: u64| {
            if is > most {
                found.push(format!("{is} {what}, at most {most} were expected"));
            }
        };
        check("KiB of memory", self.rss_kib, rss + rss / 10 + 8 * 1024);
        check("mappings", count(self.mappings), mappings + mappings / 20 + 16);
        check("file descriptors", count(self.descriptors), descriptors);
        check("child processes", count(self.children), children);
        found
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit behind the point")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

fn children() -> Result<usize> {
    let mut count = 0;
    for task in fs::read_dir("/proc/self/task")? {
        // A thread may end meanwhile; it has no children then.
        let children = fs::read_to_string(task?.path().join("children")).unwrap_or_default();
        count += children.split_whitespace().count();
    }
    Ok(count)
}
