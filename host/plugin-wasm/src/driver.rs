use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use crate::ticker::Ticker;

/// How long after the deadline the future is dropped whatever it does. The guest's own clock looks at the deadline every
/// tick and stops it with a backtrace; this is for a guest that is not in its own code.
const GRACE: Duration = Duration::from_millis(50);

/// Polls a guest to its end or its deadline; `None` when the wall clock ended it.
///
/// Most calls end in their first poll, so no timer is made before it. Without a tokio runtime the guest's own clock alone
/// ends it. The guest is pinned by the caller, so that it is not moved, and its future is not held twice.
pub(crate) async fn drive<F: Future>(
    ticker: &Ticker,
    deadline: Instant,
    mut guest: Pin<&mut F>,
) -> Option<F::Output> {
    let mut timer = None;
    poll_fn(|cx| {
        if let Poll::Ready(output) = poll(ticker, guest.as_mut(), cx) {
            return Poll::Ready(Some(output));
        }
        match timer.get_or_insert_with(|| timer_at(deadline)) {
            Some(timer) => timer.as_mut().poll(cx).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// Boxed, because a call that needs it is long anyway, and all others are smaller without it.
fn timer_at(deadline: Instant) -> Option<Pin<Box<tokio::time::Sleep>>> {
    let in_runtime = tokio::runtime::Handle::try_current().is_ok();
    in_runtime.then(|| Box::pin(tokio::time::sleep_until((deadline + GRACE).into())))
}

/// The guest may run for long inside a poll, so the clock must be running before each.
#[inline]
fn poll<F: Future>(ticker: &Ticker, guest: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
    ticker.touch();
    guest.poll(cx)
}
