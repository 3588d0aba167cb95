use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::record::{End, Level, Record};
use crate::error::shown;

/// The lines of a panic that an error shows: its text and where it was.
const PANIC_LINES: usize = 3;
/// The other lines that an error shows.
const LAST_LINES: usize = 5;

/// What is said later than this belongs to another end: the process lived on after what was taken for one.
const ONE_END: Duration = Duration::from_secs(2);

/// The last words of a process, for the error that tells of its end.
#[derive(Debug, Default)]
pub(crate) struct Tail(Mutex<Words>);

#[derive(Debug, Default)]
struct Words {
    /// What the panic began with, and when.
    end: Option<(End, Instant)>,
    panic: Vec<String>,
    last: VecDeque<String>,
}

impl Tail {
    /// Keeps a line, if it is one that explains an end: a panic, a warning, or what no logger wrote.
    pub(super) fn keep(&self, record: &Record) {
        let worth = record.is_raw || matches!(record.level, Level::Warn | Level::Error);
        if !worth || record.message.trim().is_empty() {
            return;
        }
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = record.end.is_some_and(|end| words.is_replaced_by(end));
        if begins {
            words.end = record.end.map(|end| (end, Instant::now()));
            words.panic.clear();
        }
        if begins || (1..PANIC_LINES).contains(&words.panic.len()) {
            words.panic.push(shown(&record.message));
        } else {
            words.push_last(shown(&record.message));
        }
    }

    /// What was kept, one line each; nothing if the process was silent.
    pub(crate) fn text(&self) -> Option<String> {
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lines =
            if words.panic.is_empty() { words.last.iter().cloned().collect() } else { words.panic.clone() };
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

impl Words {
    fn is_replaced_by(&self, end: End) -> bool {
        self.end.is_none_or(|(known, when)| end >= known || when.elapsed() > ONE_END)
    }

    fn push_last(&mut self, line: String) {
        self.last.push_back(line);
        if self.last.len() > LAST_LINES {
            self.last.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::record::Parser, *};

    #[test]
    fn a_panic_is_kept_and_not_pushed_out_by_what_follows() {
        let tail = Tail::default();
        tail.keep(&Record::plain(Level::Debug, "before"));
        tail.keep(&Record { end: Some(End::Cause), ..Record::plain(Level::Error, "panic: no") });
        (0..100).for_each(|line| tail.keep(&Record::plain(Level::Error, &format!("frame {line}"))));
        assert_eq!(tail.text().unwrap(), "panic: no\nframe 0\nframe 1");
    }

    #[test]
    fn what_explains_an_end_most_is_kept_whatever_its_trace_says() {
        let told = |lines: &[&str]| {
            let (tail, mut parser) = (Tail::default(), Parser::default());
            lines.iter().for_each(|line| tail.keep(&parser.record(line)));
            tail.text().unwrap()
        };
        let signal = "SIGSEGV: segmentation violation\nPC=0x1 m=4 sigcode=1 addr=0x0\ngoroutine 0 [idle]:";
        let by_signal: Vec<_> = signal.split('\n').chain(["runtime: g 0: unknown pc 0x2"]).collect();
        assert_eq!(told(&by_signal), signal);
        let no_thread = "runtime/cgo: pthread_create failed: Resource temporarily unavailable";
        let lines = [&["runtime: a remark, days ago", no_thread], &*by_signal].concat();
        assert_eq!(told(&lines), format!("{no_thread}\n{}\n{}", by_signal[0], by_signal[1]));
    }

    #[test]
    fn what_was_said_long_before_an_end_does_not_explain_it() {
        let (tail, mut parser) = (Tail::default(), Parser::default());
        tail.keep(&parser.record("panic: recovered, days ago"));
        let long_ago = Instant::now().checked_sub(ONE_END * 2).unwrap();
        tail.0.lock().unwrap().end = Some((End::Cause, long_ago));
        tail.keep(&parser.record("SIGABRT: abort"));
        assert_eq!(tail.text().unwrap(), "SIGABRT: abort");
    }

    #[test]
    fn without_a_panic_the_last_lines_are_kept_and_log_lines_are_not() {
        let tail = Tail::default();
        (0..9).for_each(|line| tail.keep(&Record::plain(Level::Debug, &format!("{line}"))));
        tail.keep(&Record { is_raw: false, ..Record::plain(Level::Info, "of a logger") });
        assert_eq!(tail.text().unwrap(), "4\n5\n6\n7\n8");
    }
}
