//! The prompts of `job create`, typed at through a pseudo-terminal.

use std::{
    fs::File,
    io::{Read, Write},
    os::fd::OwnedFd,
    process::Child,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use rustix::{
    fs::{Mode, OFlags},
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{InputModes, LocalModes, Winsize, tcgetattr, tcsetwinsize},
};

use crate::world::{NEO, World};

const ENTER: &str = "\r";
const ESC: &str = "\u{1b}";
const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";
const CTRL_C: &str = "\u{3}";
/// A guard against hanging: nothing here takes a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with a terminal on its three streams.
struct Typed {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
    read: usize,
}

impl Typed {
    fn start(world: &World, args: &[&str]) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        tcsetwinsize(&master, Winsize { ws_row: 50, ws_col: 160, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let open =
            || -> OwnedFd { rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap() };
        let mut command = world.command(args);
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        let child = command.stdin(open()).stdout(open()).stderr(open()).spawn().unwrap();
        drop(command);
        let keyboard = File::from(master);
        let screen = listen(keyboard.try_clone().unwrap());
        Self { child, keyboard, screen, seen: String::new(), read: 0 }
    }

    /// Waits until the screen shows this after what was waited for before.
    #[track_caller]
    fn sees(&mut self, text: &str) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        while !self.seen[self.read..].contains(text) {
            match self.screen.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no `{text}` in\n{}\nall of it:\n{}", &self.seen[self.read..], self.seen),
            }
        }
        self.read += self.seen[self.read..].find(text).unwrap() + text.len();
        self
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self
    }

    fn is_sent(&mut self, signal: Signal) -> &mut Self {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        self
    }

    /// How the terminal treats what is typed.
    fn mode(&self) -> (InputModes, LocalModes) {
        let mode = tcgetattr(&self.keyboard).unwrap();
        (mode.input_modes, mode.local_modes)
    }

    #[track_caller]
    fn ends(&mut self) -> i32 {
        // The screen closes when the program ends.
        loop {
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().unwrap().code().unwrap(),
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.seen),
            }
        }
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut screen: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Reading fails when nobody has the terminal open any more.
        while let Ok(count @ 1..) = screen.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn world() -> World {
    let other = NEO.replace("name: neo", "name: zeo").replace("Date range start", "Zero");
    let world = World::with(&[("neo", NEO), ("zeo", &other)]);
    world.write(
        "optimus.yaml",
        "version: 1\nproject:\n  name: p\nnamespaces:\n- name: team\n  job:\n    path: jobs\n",
    );
    std::fs::create_dir(world.path().join("jobs")).unwrap();
    world
}

/// Answers everything before the plugin's own questions.
fn about_the_job(typed: &mut Typed) {
    typed.sees("Please choose the namespace:").types(ENTER);
    typed.sees("Provide new directory name").types("sales").types(ENTER);
    typed.sees("What is the job name?").types("sales.daily").types(ENTER);
    typed.sees("Who is the owner of this job?").types("me@example.org").types(ENTER);
    typed.sees("Select task to run?").sees("zeo").types("ne").types(ENTER);
    typed.sees("Specify the schedule start date").types("2026-01-01").types(ENTER);
    typed.sees("Specify the schedule interval").types(ENTER);
    typed.sees("Transformation window").types(DOWN).types(ENTER);
}

#[test]
fn a_job_is_created_from_answers_that_are_typed_chosen_rejected_and_taken_back() {
    let world = world();
    let mut typed = Typed::start(&world, &["job", "create"]);
    about_the_job(&mut typed);
    // An empty answer is rejected by the plugin's rule and asked again below the reason.
    typed.sees("Date range start (YYYY-MM-DD format)").types(ENTER);
    typed.sees("Value is required").sees("Date range start").types("{{.DSTART}}").types(ENTER);
    // Back to the question before, which has the answer in its line already.
    typed.sees("Date range end").types(ESC);
    typed.sees("Date range start").types("x").types(ENTER);
    typed.sees("Date range end").types("{{.DEND}}").types(ENTER);
    typed.sees("Job successfully created at ");
    assert_eq!(typed.ends(), 0, "{}", typed.seen);
    let job = world.read("jobs/sales/job.yaml");
    for line in ["name: sales.daily", "RANGE_START: '{{.DSTART}}x'", "RANGE_END: '{{.DEND}}'", "size: 168h"] {
        assert!(job.contains(line), "{line} in\n{job}");
    }
}

#[test]
fn an_empty_choice_can_be_chosen_and_is_marked_again_when_gone_back_to() {
    let world = world();
    let mode = "- name: MODE\n  prompt: Which mode?\n  multiselect: ['x', '', 'y']\n  default: y\n";
    let last = "- name: LAST\n  prompt: Last one?\n";
    let (head, tail) = NEO.split_at(NEO.find("- name: RANGE_START").unwrap());
    let (_, tail) = tail.split_at(tail.find("defaultconfig:").unwrap());
    world.write(".plugins/optimus-plugin-neo.yaml", [head, mode, last, tail].concat());
    let mut typed = Typed::start(&world, &["job", "create"]);
    about_the_job(&mut typed);
    typed.sees("Which mode?").sees("> y").types(UP).sees("> (empty)").types(ENTER);
    typed.sees("Last one?").types(ESC);
    typed.sees("Which mode?").sees("> (empty)").types(ENTER);
    typed.sees("Last one?").types("z").types(ENTER).sees("Job successfully created at ");
    assert_eq!(typed.ends(), 0, "{}", typed.seen);
    assert!(
        world.read("jobs/sales/job.yaml").contains("    MODE: \"\"\n"),
        "{}",
        world.read("jobs/sales/job.yaml")
    );
}

#[test]
fn ctrl_c_in_the_middle_leaves_no_file_and_ends_with_130() {
    let world = world();
    let before = world.files();
    let mut typed = Typed::start(&world, &["job", "create"]);
    about_the_job(&mut typed);
    typed.sees("Date range start").types(CTRL_C);
    assert_eq!(typed.ends(), 130, "{}", typed.seen);
    assert_eq!(world.files(), before);
}

#[test]
fn a_signal_while_a_question_waits_ends_with_130_and_gives_the_terminal_back() {
    for signal in [Signal::INT, Signal::TERM] {
        let world = world();
        let before = world.files();
        let mut typed = Typed::start(&world, &["job", "create"]);
        let mode = typed.mode();
        // The whole question is there when the cursor is shown again.
        typed.sees("Please choose the namespace:").sees("typing to filter").sees("\u{1b}[?25h");
        assert_ne!(typed.mode(), mode, "keys come one by one while a question waits");
        typed.is_sent(signal);
        assert_eq!(typed.ends(), 130, "{signal:?}: {}", typed.seen);
        assert_eq!(typed.mode(), mode, "{signal:?}");
        for (begun, ended) in [("\u{1b}[?25l", "\u{1b}[?25h"), ("\u{1b}[?2004h", "\u{1b}[?2004l")] {
            assert!(typed.seen.rfind(begun) < typed.seen.rfind(ended), "{signal:?}: {:?}", typed.seen);
        }
        assert!(typed.seen.ends_with("\r\ninterrupted\r\n"), "{signal:?}: {:?}", typed.seen);
        assert_eq!(world.files(), before);
    }
}
