use super::{Attached, Child};

/// The process behind a connection.
#[derive(Debug)]
pub(crate) enum Process {
    /// Started here, and started again when it dies.
    Own(Box<Child>),
    /// Started by somebody else.
    Attached(Attached),
}

impl Process {
    /// Waits for the process's end and says how it came, after "it". Cancel-safe.
    pub(crate) async fn wait(&mut self) -> String {
        match self {
            Self::Own(child) => child.wait().await,
            Self::Attached(process) => process.wait().await,
        }
    }

    /// The limit of its group that it met.
    pub(crate) fn limit_met(&self) -> Option<&'static str> {
        match self {
            Self::Own(child) => child.limit_met(),
            Self::Attached(_) => None,
        }
    }

    /// Asks it to end, with a signal.
    pub(crate) fn terminate(&self) {
        match self {
            Self::Own(child) => child.terminate(),
            Self::Attached(process) => process.terminate(),
        }
    }

    /// Kills it: one that was started here with all that it started, another one only if it is known for sure. Whether it did.
    pub(crate) async fn kill(&mut self) -> bool {
        match self {
            Self::Own(child) => {
                child.kill().await;
                true
            }
            Self::Attached(process) => process.kill().await,
        }
    }

    /// Clears up after a connection that is gone: a process that was started here is killed, and what it said last is read.
    /// What is to be said, after "it", of one that did not end by itself.
    pub(crate) async fn bury(&mut self) -> &'static str {
        let Self::Own(child) = self else { return "closed its connection" };
        child.kill().await;
        child.last_words().await;
        "closed its connection and was killed"
    }
}
