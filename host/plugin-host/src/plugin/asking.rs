use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use optimus_plugin_api::{Backend, CALLERS, Call, CallContext, Code, Error, Operation};
use tokio::task::coop;

use super::Part;
use crate::admission::{Desk, For, Place, Turn, Wait, Waited};

/// How to put a request to a backend; `None` if the backend has no such call.
pub(super) type Ask<'a, R, T> = fn(&'a dyn Backend, &'a CallContext, &'a R) -> Option<Call<'a, T>>;

/// An outcome that is known without asking, or a call on its way.
#[must_use = "a call does nothing until it is awaited"]
pub(super) enum Asked<'a, R, T> {
    AtOnce(Option<Result<T, Error>>),
    Asking(Asking<'a, R, T>),
}

impl<R, T> Asked<'_, R, T> {
    pub(super) fn at_once(outcome: Result<T, Error>) -> Self {
        Self::AtOnce(Some(outcome))
    }
}

impl<R, T: Unpin> Future for Asked<'_, R, T> {
    type Output = Result<T, Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Asking(asking) => asking.poll(cx),
            Self::AtOnce(outcome) => outcome.take().map_or(Poll::Pending, Poll::Ready),
        }
    }
}

/// What is asked, of whom.
pub(super) struct Request<'a, R, T> {
    pub(super) desk: &'a Desk,
    pub(super) part: &'a Part,
    /// The part of its plugin that computes, whose rules bound its calls.
    pub(super) first: &'a Part,
    pub(super) operation: Operation,
    pub(super) ctx: &'a CallContext,
    pub(super) request: &'a R,
    pub(super) ask: Ask<'a, R, T>,
}

/// One call from its request to its outcome: it waits for its place, takes turns on the CPUs, and is counted.
///
/// The backend's future is made once the call has its place, and dropped before that is free again.
pub(super) struct Asking<'a, R, T> {
    call: Option<Call<'a, T>>,
    of_host: Option<Place<'a>>,
    of_plugin: Option<Place<'a>>,
    wait: Option<Box<Wait<'a>>>,
    /// An earlier poll of it was long.
    was_long: bool,
    is_over: bool,
    came: Option<Instant>,
    began: Option<Instant>,
    asked: Request<'a, R, T>,
}

impl<'a, R, T> Asking<'a, R, T> {
    pub(super) fn new(asked: Request<'a, R, T>) -> Self {
        let (call, of_host, of_plugin, wait, came, began) = Default::default();
        Self { call, of_host, of_plugin, wait, was_long: false, is_over: false, came, began, asked }
    }

    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, Error>> {
        if self.is_over {
            return Poll::Pending;
        }
        if self.came.is_none() {
            // Calls often end in their first poll: without this a task that makes one after the other would never yield.
            ready!(coop::poll_proceed(cx)).made_progress();
        }
        let mut now = Instant::now();
        loop {
            if let Err(turned_away) = ready!(self.admit(cx, now)) {
                self.is_over = true;
                return Poll::Ready(Err(self.asked.first.explained(turned_away)));
            }
            let began = *self.began.get_or_insert(now);
            let turn = ready!(self.turn(cx, now, began));
            let Some(outcome) = ready!(self.go_on(cx, &mut now)) else { continue };
            self.is_over = true;
            self.asked.desk.tally.ended(self.asked.operation, now.saturating_duration_since(began), &outcome);
            (self.of_host, self.of_plugin) = (None, None);
            return match outcome {
                Ok(answer) => Poll::Ready(Ok(answer)),
                Err(error) => Poll::Ready(Err(self.failed(error, turn))),
            };
        }
    }

    /// Waits for a place among the calls of its plugin, then for one among all.
    #[inline]
    fn admit(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<Result<(), Error>> {
        let came = *self.came.get_or_insert(now);
        while self.of_host.is_none() && !self.asked.part.is_data() {
            let what = if self.of_plugin.is_none() { For::Plugin } else { For::Host };
            let free = if self.wait.is_none() { self.asked.desk.enter(what) } else { None };
            let waited = match free {
                Some(place) => Waited::In(place),
                None => ready!(self.wait(cx, what, false, self.asked.desk.patience(self.asked.ctx, came))),
            };
            match waited {
                Waited::In(place) if what == For::Plugin => self.of_plugin = Some(place),
                Waited::In(place) => self.of_host = Some(place),
                Waited::Refused => return Poll::Ready(Err(self.turn_away(what, None))),
                Waited::Late => return Poll::Ready(Err(self.turn_away(what, Some(came.elapsed())))),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Waits for its turn. At its deadline it goes on without one, for its backend has to see that the time is over.
    #[inline]
    fn turn(&mut self, cx: &mut Context<'_>, now: Instant, began: Instant) -> Poll<Option<Place<'a>>> {
        let Request { desk, part, operation, ctx, .. } = self.asked;
        if part.is_data() {
            return Poll::Ready(None);
        }
        let is_long = desk.is_long(operation, self.was_long, now);
        loop {
            if self.wait.is_none() {
                match desk.turn(is_long, now) {
                    Turn::NotNeeded => return Poll::Ready(None),
                    Turn::Now(place) => return Poll::Ready(Some(place)),
                    Turn::Later => {}
                }
            }
            match ready!(self.wait(cx, For::Turn, is_long, desk.last_turn(ctx, began, is_long, now))) {
                // What came to be long while it stood in the line of short ones goes to its own: a storm that begins would
                // otherwise be short until each of its calls had had a turn.
                Waited::In(place) if is_long && !desk.is_long_turn(&place) => drop(place),
                Waited::In(place) => return Poll::Ready(Some(place)),
                Waited::Refused | Waited::Late => return Poll::Ready(None),
            }
        }
    }

    #[cold]
    fn wait(&mut self, cx: &mut Context<'_>, what: For, is_long: bool, until: Instant) -> Poll<Waited<'a>> {
        if self.wait.is_none() {
            match self.asked.desk.wait(what, is_long, self.asked.ctx, until) {
                Ok(wait) => self.wait = Some(Box::new(wait)),
                Err(waited) => return Poll::Ready(waited),
            }
        }
        let waited = self.wait.as_mut().map_or(Poll::Pending, |wait| wait.poll(cx));
        if waited.is_ready() {
            self.wait = None;
        }
        waited
    }

    /// Polls the backend's future. `None` if its engine has no room just now: then it has not begun, and waits once more.
    #[inline]
    fn go_on(&mut self, cx: &mut Context<'_>, now: &mut Instant) -> Poll<Option<Result<T, Error>>> {
        let Request { desk, part, operation, ctx, request, ask, .. } = self.asked;
        if self.call.is_none() {
            self.call = ask(part.backend(), ctx, request);
        }
        let Some(call) = &mut self.call else { return Poll::Ready(Some(Err(self.absent()))) };
        let watch = desk.watch(operation, *now);
        let polled = call.as_mut().poll(cx);
        let after = Instant::now();
        let was_long = desk.charge(operation, after.saturating_duration_since(*now), watch, after);
        *now = after;
        let Poll::Ready(outcome) = polled else {
            self.was_long |= was_long;
            return Poll::Pending;
        };
        self.call = None;
        match &outcome {
            Err(error) if is_for_want_of_room(error) && desk.is_full_behind() => {
                self.of_host = None;
                return Poll::Ready(None);
            }
            Err(error) if is_costly(error) => desk.charge_fault(operation, after),
            _ => {}
        }
        desk.found_room();
        Poll::Ready(Some(outcome))
    }

    /// The error of a call that was not answered, and the end of its turn.
    #[cold]
    fn failed(&self, error: Error, turn: Option<Place<'a>>) -> Error {
        if let Some(turn) = turn.filter(|_| is_costly(&error)) {
            self.asked.desk.keep_for_a_moment(turn);
        }
        self.asked.part.explained(error)
    }

    #[cold]
    fn turn_away(&self, what: For, waited: Option<Duration>) -> Error {
        self.asked.desk.turn_away(self.asked.ctx, self.asked.operation, what, waited)
    }

    #[cold]
    fn absent(&self) -> Error {
        let message = "it has no such call";
        Error::new(Code::NO_CAPABILITY, self.asked.part.backend().name(), self.asked.operation, message)
    }
}

impl<R, T> Drop for Asking<'_, R, T> {
    fn drop(&mut self) {
        if self.came.is_some() && !self.is_over {
            self.asked.desk.tally.cancelled(self.asked.operation);
        }
    }
}

impl<R, T> Clone for Request<'_, R, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T> Copy for Request<'_, R, T> {}

/// An engine whose room is taken says when to come back. What a host lacks otherwise, it lacks then too.
fn is_for_want_of_room(error: &Error) -> bool {
    error.code() == Code::OVERLOADED && error.retry_after().is_some()
}

/// Faults that the host pays for: it unwinds the guest and tells where it was. What the caller limited is no fault of the plugin's.
fn is_costly(error: &Error) -> bool {
    let of_guest = [Code::TRAPPED, Code::STACK_OVERFLOW, Code::MEMORY_LIMIT, Code::FUEL_LIMIT];
    let by_caller = || error.notes().iter().any(|(label, text)| *label == "limit" && text.ends_with(CALLERS));
    of_guest.contains(&error.code()) && !by_caller()
}
