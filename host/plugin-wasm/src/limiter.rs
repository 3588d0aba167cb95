use wasmtime::ResourceLimiter;

/// Bounds the linear memory of one instance over all its memories, and remembers that it said no.
///
/// wasmtime's own `StoreLimits` counts each memory by itself. A refused `memory.grow` is silent, -1 to the guest, which then
/// usually traps somewhere else: only who remembers the refusal can say which limit that was.
#[derive(Debug)]
pub(crate) struct MemoryLimiter {
    limit: usize,
    used: usize,
    refused: Option<usize>,
}

impl MemoryLimiter {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: 0, refused: None }
    }

    /// Begins another call of the same instance, under a limit of its own.
    pub(crate) fn again(&mut self, limit: usize) {
        self.limit = limit;
        self.refused = None;
    }

    /// What the instance holds. It never shrinks, so it is also the most that it held.
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// How much in all it wanted when it was refused.
    pub(crate) fn refused(&self) -> Option<usize> {
        self.refused
    }
}

impl ResourceLimiter for MemoryLimiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let total = self.used.saturating_sub(current).saturating_add(desired);
        if total > self.limit {
            self.refused = Some(total);
            return Ok(false);
        }
        self.used = total;
        Ok(true)
    }

    // Tables are bounded by the pool: so many entries, so many tables.
    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_holds_over_all_memories_together() {
        let mut limiter = MemoryLimiter::new(100);
        assert!(limiter.memory_growing(0, 60, None).unwrap());
        assert!(!limiter.memory_growing(0, 60, None).unwrap());
        assert_eq!((limiter.used(), limiter.refused()), (60, Some(120)));
        assert!(limiter.memory_growing(60, 100, None).unwrap());
    }
}
