use crate::logs::LogState;

/// What a call has logged: counted in its own state, or where it has standard streams besides, together with them.
#[derive(Debug)]
pub(crate) enum CallLog {
    Own(LogState),
    #[cfg(feature = "wasi")]
    Shared(crate::imports::SharedLog),
}

impl CallLog {
    /// Does something with the counters.
    pub(crate) fn with<T>(&mut self, work: impl FnOnce(&mut LogState) -> T) -> T {
        match self {
            Self::Own(log) => work(log),
            #[cfg(feature = "wasi")]
            Self::Shared(shared) => shared.with(work),
        }
    }

    /// Whether nothing more is relayed.
    pub(crate) fn is_full(&self) -> bool {
        self.look(LogState::is_full)
    }

    /// Bytes that were relayed.
    pub(crate) fn bytes(&self) -> usize {
        self.look(LogState::bytes)
    }

    /// The panic that the call logged, bounded and not escaped.
    pub(crate) fn panic(&self) -> Option<String> {
        self.look(|log| log.panic().map(str::to_owned))
    }

    /// Lines that were dropped.
    pub(crate) fn dropped_lines(&self) -> u64 {
        self.look(LogState::dropped_lines)
    }

    /// Looks at the counters.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&LogState) -> T) -> T {
        match self {
            Self::Own(log) => work(log),
            #[cfg(feature = "wasi")]
            Self::Shared(shared) => shared.with(|log| work(log)),
        }
    }
}
