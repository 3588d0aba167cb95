use std::time::Duration;

use optimus_plugin_api::{Code, Error, Retry};
use tokio::time::{Instant, sleep_until};

use crate::limits::{MOST_TRIES, RETRY_PAUSE};

/// How often one call may still be sent.
///
/// A file of its own instead of a crate for retries: what decides is the kind of the error and the call's own deadline, and
/// the rest is two numbers.
#[derive(Debug)]
pub(crate) struct Tries {
    left: u32,
    made: u32,
    pause: Duration,
    deadline: Instant,
}

impl Tries {
    /// As many as the context allows, and upstream means.
    pub(crate) fn of(retry: Retry, deadline: Instant) -> Self {
        let all = match retry {
            Retry::Idempotent(most) => most.clamp(1, MOST_TRIES),
            _ => 1,
        };
        Self { left: all - 1, made: 1, pause: RETRY_PAUSE, deadline }
    }

    /// Whether to send the call again after this error. If so, the pause before it is over.
    pub(crate) async fn again_after(&mut self, error: &Error) -> bool {
        let at = Instant::now() + self.pause;
        // A try that could only begin when time is over would hide why the one before failed.
        if self.left == 0 || at >= self.deadline || !may_pass(error) {
            return false;
        }
        sleep_until(at).await;
        self.left -= 1;
        self.made += 1;
        self.pause *= 2;
        true
    }

    /// The last error, with how often the call was tried.
    pub(crate) fn told(&self, error: Error) -> Error {
        if self.made == 1 { error } else { error.note("tries", self.made.to_string()) }
    }
}

/// gRPC's `UNAVAILABLE`, what a dying process leaves, and `RESOURCE_EXHAUSTED`; that of a message that is too large has
/// another code, and would be too large again.
fn may_pass(error: &Error) -> bool {
    [Code::PLUGIN_UNAVAILABLE, Code::CONNECTION_LOST, Code::RESTARTING].contains(&error.code())
        || error.plugin_code() == Some("ResourceExhausted")
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::Operation;

    use super::*;

    fn error(code: Code) -> Error {
        Error::new(code, "neo", Operation::CompileAssets, "no")
    }

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(3600)
    }

    #[tokio::test(start_paused = true)]
    async fn an_idempotent_call_is_tried_three_times_with_pauses_that_double() {
        let (start, lost) = (Instant::now(), error(Code::CONNECTION_LOST));
        let mut tries = Tries::of(Retry::Idempotent(9), far());
        assert!(tries.again_after(&lost).await && tries.again_after(&lost).await);
        assert_eq!(start.elapsed(), Duration::from_millis(200 + 400));
        assert!(!tries.again_after(&lost).await);
        assert_eq!(tries.told(lost).notes(), [("tries", "3".to_owned())]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_is_tried_no_more_often_than_it_may() {
        let lost = error(Code::PLUGIN_UNAVAILABLE);
        for (retry, more) in [(Retry::Never, 0), (Retry::Idempotent(0), 0), (Retry::Idempotent(2), 1)] {
            let mut tries = Tries::of(retry, far());
            let mut count = 0;
            while tries.again_after(&lost).await {
                count += 1;
            }
            assert_eq!(count, more, "{retry:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_may_pass_is_tried_again() {
        let exhausted = error(Code::PLUGIN_ERROR).with_plugin_code("ResourceExhausted");
        assert!(Tries::of(Retry::Idempotent(3), far()).again_after(&exhausted).await);
        for code in [Code::REQUEST_TOO_LARGE, Code::PLUGIN_ERROR, Code::TIME_LIMIT, Code::NOT_RESTARTED] {
            assert!(!Tries::of(Retry::Idempotent(3), far()).again_after(&error(code)).await, "{code}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_try_begins_after_the_deadline() {
        let mut tries = Tries::of(Retry::Idempotent(3), Instant::now() + Duration::from_millis(500));
        let lost = error(Code::PLUGIN_UNAVAILABLE);
        assert!(tries.again_after(&lost).await);
        assert!(!tries.again_after(&lost).await);
    }
}
