//! Signals from outside while a plugin is waited for.

use std::{
    os::unix::fs::PermissionsExt,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::world::World;

/// A guard against hanging: nothing here takes a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer.
#[track_caller]
fn wait_for<T>(what: &str, mut answer: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = answer() {
            return answer;
        }
        assert!(Instant::now() < until, "waited in vain: {what}");
        std::thread::yield_now();
    }
}

/// The program, waiting for an executable that never says that it is a plugin; and that executable's process.
fn waiting(world: &World) -> (Child, Pid) {
    let note = world.path().join("pid");
    let script = format!("#!/bin/sh\necho $$ > {0}.new\nmv {0}.new {0}\nexec sleep 1000\n", note.display());
    let arch = if cfg!(target_arch = "x86_64") { "amd64" } else { "arm64" };
    let plugin = world.write(&format!(".plugins/optimus-mute_linux_{arch}"), script);
    std::fs::set_permissions(&plugin, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = world.command(&["plugin", "list"]);
    let program = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = wait_for("the plugin to start", || std::fs::read_to_string(&note).ok()?.trim().parse().ok());
    (program, Pid::from_raw(pid).unwrap())
}

#[test]
fn ctrl_c_while_a_plugin_starts_ends_the_program_with_130_and_the_plugin_with_it() {
    for signal in [Signal::INT, Signal::TERM] {
        let world = World::empty();
        let (program, plugin) = waiting(&world);
        kill_process(Pid::from_child(&program), signal).unwrap();
        let output = program.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{signal:?}: {output:?}");
        assert!(output.stdout.is_empty());
        wait_for("the plugin to end", || test_kill_process(plugin).is_err().then_some(()));
    }
}
