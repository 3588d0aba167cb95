use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
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
/// ends it.
pub(crate) async fn drive<F: Future>(ticker: &Ticker, deadline: Instant, guest: F) -> Option<F::Output> {
    let mut guest = pin!(guest);
    let first = poll_fn(|cx| Poll::Ready(poll(ticker, guest.as_mut(), cx))).await;
    match first {
        Poll::Ready(output) => Some(output),
        Poll::Pending => drive_on(ticker, deadline, guest).await,
    }
}

async fn drive_on<F: Future>(
    ticker: &Ticker,
    deadline: Instant,
    mut guest: Pin<&mut F>,
) -> Option<F::Output> {
    let in_runtime = tokio::runtime::Handle::try_current().is_ok();
    let mut timer = pin!(in_runtime.then(|| tokio::time::sleep_until((deadline + GRACE).into())));
    poll_fn(|cx| {
        if let Poll::Ready(output) = poll(ticker, guest.as_mut(), cx) {
            return Poll::Ready(Some(output));
        }
        match timer.as_mut().as_pin_mut() {
            Some(timer) => timer.poll(cx).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// The guest may run for long inside a poll, so the clock must be running before each.
#[inline]
fn poll<F: Future>(ticker: &Ticker, guest: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
    ticker.touch();
    guest.poll(cx)
}
