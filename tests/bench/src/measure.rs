//! Samples and what is made of them.

use std::time::Instant;

/// Times of one way to make one call, in microseconds.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

/// The middle of the samples, and what all but one in a hundred stay below, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Summary {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Samples {
    /// Adds what one of `calls` took that ended just now. Calls that are shorter than a look at the clock are timed together.
    pub(crate) fn add(&mut self, begin: Instant, calls: u32) {
        self.0.push(begin.elapsed().as_secs_f64() * 1e6 / f64::from(calls));
    }

    /// `None` without samples.
    pub(crate) fn summary(&self) -> Option<Summary> {
        Some(Summary { p50: quantile(&self.0, 50)?, p99: quantile(&self.0, 99)? })
    }
}

/// The value below which so many per cent of the values lie.
pub(crate) fn quantile(values: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((sorted.len().checked_sub(1)? * percent).div_ceil(100)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let values: Vec<f64> = (0..101).rev().map(f64::from).collect();
        assert_eq!((quantile(&values, 50), quantile(&values, 99)), (Some(50.0), Some(99.0)));
        assert_eq!(quantile(&[], 50), None);
    }
}
