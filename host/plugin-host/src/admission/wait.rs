use std::{
    future::Future,
    pin::Pin,
    sync::atomic::{AtomicU32, Ordering},
    task::{Context, Poll},
    time::Instant,
};

use tokio::{runtime::Handle, time::Sleep};

use super::{
    Place, Refused,
    fair::Line,
    gate::{Gate, Queued},
};

/// How a wait ended.
#[derive(Debug)]
pub(crate) enum Waited<'a> {
    /// It is inside.
    In(Place<'a>),
    /// The queue is full.
    Refused,
    /// Its time is over.
    Late,
}

/// Somebody who waits before a gate, until a moment at the latest. Dropping it gives up.
#[derive(Debug)]
pub(crate) struct Wait<'a> {
    queued: Queued<'a>,
    timer: Option<Pin<Box<Sleep>>>,
    _counted: Option<Counted<'a>>,
}

impl<'a> Wait<'a> {
    /// Lines up; `counted` is one higher for as long as it waits.
    ///
    /// Outside of a tokio runtime nobody keeps the time, and it waits until its turn comes.
    pub(super) fn new(
        gate: &'a Gate,
        line: Line<'_>,
        until: Instant,
        counted: Option<&'a AtomicU32>,
    ) -> Result<Self, Waited<'a>> {
        let queued = match gate.line_up(line) {
            Ok(Ok(place)) => return Err(Waited::In(place)),
            Ok(Err(queued)) => queued,
            Err(Refused) => return Err(Waited::Refused),
        };
        let in_runtime = Handle::try_current().is_ok();
        let timer = in_runtime.then(|| Box::pin(tokio::time::sleep_until(until.into())));
        Ok(Self { queued, timer, _counted: counted.map(Counted::new) })
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Waited<'a>> {
        match self.queued.poll(cx.waker()) {
            Some(Ok(place)) => return Poll::Ready(Waited::In(place)),
            Some(Err(Refused)) => return Poll::Ready(Waited::Refused),
            None => {}
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(cx).map(|()| Waited::Late),
            None => Poll::Pending,
        }
    }
}

#[derive(Debug)]
struct Counted<'a>(&'a AtomicU32);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
