use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::JoinHandle,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// Whoever waits longer than this is told what for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Says what is being done until it is dropped. A thread of its own, so that it turns while the program is busy.
#[derive(Debug)]
pub(crate) struct Progress {
    turning: Option<(Sender<()>, JoinHandle<()>)>,
    what: Doing,
}

/// What is being done now; can be changed while it is done.
#[derive(Debug, Clone)]
pub(crate) struct Doing(Arc<Mutex<String>>);

impl Doing {
    /// Says something else from now on.
    pub(crate) fn say(&self, what: impl Into<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = what.into();
    }

    fn now(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Progress {
    pub(super) fn start(what: &str, terminal: bool) -> Self {
        let what = Doing(Arc::new(Mutex::new(what.to_owned())));
        let turning = terminal.then(|| {
            let ((stop, stopped), what) = (mpsc::channel(), what.clone());
            (stop, std::thread::spawn(move || turn(&what, &stopped)))
        });
        Self { turning, what }
    }

    /// What it says, to change it.
    pub(crate) fn doing(&self) -> Doing {
        self.what.clone()
    }
}

fn turn(what: &Doing, stopped: &mpsc::Receiver<()>) {
    if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::new_spinner().with_message(what.now());
    bar.set_style(ProgressStyle::default_spinner());
    while stopped.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
        bar.set_message(what.now());
        bar.tick();
    }
    bar.finish_and_clear();
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.turning.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
