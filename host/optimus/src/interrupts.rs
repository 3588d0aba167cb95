//! Signals that end the program: Ctrl-C, a supervisor's, a terminal that is closed.

use std::{future::Future, io};

use crate::failure::{Failure, Outcome};

/// Signals that end the program, all of them in order and with exit code 130.
pub(crate) struct Interrupts(sys::Signals);

impl Interrupts {
    /// Signals are noticed from here on, and do nothing by themselves any more.
    pub(crate) fn new() -> io::Result<Self> {
        sys::Signals::new().map(Self)
    }

    /// What the work gives, unless a signal comes first: then the work is dropped.
    pub(crate) async fn or<T>(&mut self, work: impl Future<Output = T>) -> Outcome<T> {
        tokio::select! {
            given = work => Ok(given),
            () = self.0.next() => Err(Failure::Interrupted),
        }
    }
}

#[cfg(unix)]
mod sys {
    use std::{future::pending, io};

    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
        /// `None` where it is ignored: `nohup` asks that a closed terminal be no reason to end.
        hang_up: Option<Signal>,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            let hang_up = SignalKind::hangup();
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: if is_ignored(hang_up) { None } else { Some(signal(hang_up)?) },
            })
        }

        pub(super) async fn next(&mut self) {
            let hang_up = async {
                match &mut self.hang_up {
                    Some(signal) => signal.recv().await,
                    None => pending().await,
                }
            };
            tokio::select! { _ = self.interrupt.recv() => (), _ = self.terminate.recv() => (), _ = hang_up => () }
        }
    }

    /// Whether whoever started this program had the signal ignored. Told where there is a `/proc`; elsewhere nothing is.
    fn is_ignored(kind: SignalKind) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0);
        mask >> (kind.as_raw_value() - 1) & 1 == 1
    }
}

#[cfg(not(unix))]
mod sys {
    use std::io;

    pub(super) struct Signals;

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) async fn next(&mut self) {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
