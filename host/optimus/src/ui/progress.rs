use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::JoinHandle,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// Whoever waits longer than this is told what for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Says what is being done until it is dropped. A thread of its own, so that it turns while the program is busy.
#[derive(Debug)]
pub(crate) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    pub(super) fn start(what: &str, terminal: bool) -> Self {
        let what = what.to_owned();
        Self(terminal.then(|| {
            let (stop, stopped) = mpsc::channel();
            (stop, std::thread::spawn(move || turn(&what, &stopped)))
        }))
    }
}

fn turn(what: &str, stopped: &mpsc::Receiver<()>) {
    if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.set_style(ProgressStyle::default_spinner());
    while stopped.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
        bar.tick();
    }
    bar.finish_and_clear();
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
