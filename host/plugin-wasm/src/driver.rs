use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use crate::ticker::Ticker;

/// How long after the deadline the future is dropped whatever it does. The guest's own clock looks at the deadline every
/// tick and stops it with a backtrace; this is for a guest that is not in its own code.
const GRACE: Duration = Duration::from_millis(50);

/// Why a guest did not get to its own end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stopped {
    /// The wall clock ended it.
    ByClock,
    /// Code of the host that it called into panicked: a function that it imports, or the embedder's own code behind one (a log
    /// subscriber, a sink for audit events). The panic hook has reported it.
    ByPanic,
}

/// Polls a guest to its end or its deadline. A panic on the way is caught: the engine has unwound the guest by then, and whoever
/// gets [`Stopped`] drops its instance, so nothing that the panic left half done is seen again.
///
/// Most calls end in their first poll, so no timer is made before it. Without a tokio runtime the guest's own clock alone
/// ends it. The guest is pinned by the caller, so that it is not moved, and its future is not held twice.
pub(crate) async fn drive<F: Future>(
    ticker: &Ticker,
    deadline: Instant,
    mut guest: Pin<&mut F>,
) -> Result<F::Output, Stopped> {
    let (mut timer, mut yielded) = (None, None);
    poll_fn(|cx| {
        if yielded.is_some_and(|yielded| has_waited_too_long(yielded, deadline)) {
            return Poll::Ready(Err(Stopped::ByClock));
        }
        match poll(ticker, guest.as_mut(), cx) {
            Ok(Poll::Ready(output)) => return Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => yielded = Some(Instant::now()),
            Err(panic) => {
                forget(panic);
                return Poll::Ready(Err(Stopped::ByPanic));
            }
        }
        match timer.get_or_insert_with(|| timer_at(deadline)) {
            Some(timer) => timer.as_mut().poll(cx).map(|()| Err(Stopped::ByClock)),
            None => Poll::Pending,
        }
    })
    .await
}

/// A guest whose time passed while it waited for its next turn would run for a tick before it sees that; of a storm of them that
/// would be a tick each. One that goes on at once is let see it, so that the error says where it was.
fn has_waited_too_long(yielded: Instant, deadline: Instant) -> bool {
    // The usual one: who waited for less was given its next turn at once.
    const A_TICK: Duration = Duration::from_millis(10);
    let now = Instant::now();
    now >= deadline && now.saturating_duration_since(yielded) > A_TICK
}

/// Boxed, because a call that needs it is long anyway, and all others are smaller without it.
fn timer_at(deadline: Instant) -> Option<Pin<Box<tokio::time::Sleep>>> {
    let in_runtime = tokio::runtime::Handle::try_current().is_ok();
    in_runtime.then(|| Box::pin(tokio::time::sleep_until((deadline + GRACE).into())))
}

/// The guest may run for long inside a poll, so the clock must be running before each.
#[inline]
fn poll<F: Future>(
    ticker: &Ticker,
    guest: Pin<&mut F>,
    cx: &mut Context<'_>,
) -> Result<Poll<F::Output>, Panic> {
    ticker.touch();
    catch_unwind(AssertUnwindSafe(|| guest.poll(cx)))
}

/// What a panic carries.
type Panic = Box<dyn Any + Send>;

/// Drops what a panic carried, which is the embedder's and may panic in its turn.
#[cold]
fn forget(panic: Panic) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
}
