//! Signals from outside while a plugin is waited for.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::Value;

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

/// An executable that notes its process in its own folder, where alone it may write, and then does something else than saying
/// that it is a plugin.
fn mute(world: &World, then: &str) {
    let script =
        format!("#!/bin/sh\necho $$ > \"$TMPDIR/pid.new\"\nmv \"$TMPDIR/pid.new\" \"$TMPDIR/pid\"\n{then}\n");
    let arch = if cfg!(target_arch = "x86_64") { "amd64" } else { "arm64" };
    let plugin = world.write(&format!(".plugins/optimus-mute_linux_{arch}"), script);
    std::fs::set_permissions(&plugin, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The process of the executable that was started, and its folder, which is one of these.
fn started(folders: &Path) -> (Pid, PathBuf) {
    let noted = |folder: PathBuf| {
        let pid = std::fs::read_to_string(folder.join("pid")).ok()?.trim().parse().ok()?;
        Some((Pid::from_raw(pid)?, folder))
    };
    let mut found = || std::fs::read_dir(folders).ok()?.find_map(|entry| noted(entry.ok()?.path()));
    wait_for("the plugin to start", &mut found)
}

/// Signals that end a program. Whoever runs these tests under `nohup` has had the last of them ignored for all that they
/// start, the program included, and the program minds that.
fn signals() -> Vec<Signal> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    let is_under_nohup = u64::from_str_radix(ignored.trim(), 16).unwrap() & 1 == 1;
    let all = [Signal::INT, Signal::TERM, Signal::HUP];
    all.into_iter().filter(|signal| !(is_under_nohup && *signal == Signal::HUP)).collect()
}

fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_signal_while_a_plugin_starts_ends_the_program_with_130_and_leaves_nothing_of_the_plugin() {
    for signal in signals() {
        for args in [&["plugin", "list"][..], &["plugin", "validate"]] {
            let world = World::empty();
            mute(&world, "exec sleep 1000");
            let temporary = tempfile::tempdir().unwrap();
            let program = start(world.command(args).arg("--json").env("TMPDIR", temporary.path()));
            let (plugin, _) = started(temporary.path());
            kill_process(Pid::from_child(&program), signal).unwrap();
            let output = program.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(130), "{signal:?}, {args:?}: {output:?}");
            let told: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(told["error"]["class"], "interrupted", "{told}");
            wait_for("the plugin to end", || test_kill_process(plugin).is_err().then_some(()));
            let left: Vec<_> = std::fs::read_dir(temporary.path()).unwrap().collect();
            assert!(left.is_empty(), "{signal:?}, {args:?}: {left:?}");
        }
    }
}

#[test]
fn nohup_is_minded() {
    let world = World::empty();
    mute(&world, "while [ ! -e \"$TMPDIR/go\" ]; do sleep 0.1; done");
    let temporary = tempfile::tempdir().unwrap();
    let program = world.command(&["plugin", "list"]);
    let mut command = Command::new("nohup");
    command.arg(program.get_program()).args(program.get_args()).current_dir(world.path());
    let program = start(command.env("TMPDIR", temporary.path()));
    let (_, folder) = started(temporary.path());
    kill_process(Pid::from_child(&program), Signal::HUP).unwrap();
    std::fs::write(folder.join("go"), "").unwrap();
    let output = program.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// A component that takes minutes to compile: many long functions that compute and do nothing.
fn endless(world: &World) {
    let section = |id: u8, content: &[u8]| [&[id], &*number(content.len()), content].concat();
    // local.get 0, local.get 1, i64.mul, local.get 1, local.get 0, i64.rotl, i64.add, local.set 0
    let step = [0x20, 0, 0x20, 1, 0x7e, 0x20, 1, 0x20, 0, 0x89, 0x7c, 0x21, 0];
    let body = [&[0], &*step.repeat(2_000), &[0x0b]].concat();
    let function = [number(body.len()), body].concat();
    let count = number(1_000);
    let module = [
        b"\0asm\x01\0\0\0".to_vec(),
        // One type: (i64, i64) -> ().
        section(1, &[1, 0x60, 2, 0x7e, 0x7e, 0]),
        section(3, &[&*count, &[0; 1_000]].concat()),
        section(10, &[count, function.repeat(1_000)].concat()),
    ];
    let component = [b"\0asm\x0d\0\x01\0".to_vec(), section(1, &module.concat())].concat();
    world.write(".plugins/optimus-plugin-endless.wasm", component);
}

/// As LEB128.
fn number(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// The process that compiles for the program, and how long it has computed, in hundredths of a second.
fn compiler_of(pid: Pid) -> Option<(Pid, u64)> {
    let parent = pid.as_raw_nonzero().to_string();
    std::fs::read_dir("/proc").ok()?.find_map(|entry| {
        let entry = entry.ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let fields: Vec<_> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let number = entry.file_name().to_str()?.parse().ok()?;
        (fields.get(1) == Some(&parent.as_str()))
            .then_some((Pid::from_raw(number)?, fields.get(11)?.parse().ok()?))
    })
}

#[test]
fn a_signal_while_a_component_is_compiled_ends_the_program_at_once() {
    let world = World::empty();
    endless(&world);
    for args in [&["plugin", "list"][..], &["plugin", "validate"]] {
        let mut program = start(world.command(args).env("XDG_CACHE_HOME", world.path().join("cache")));
        let pid = Pid::from_child(&program);
        let (compiler, _) =
            wait_for("the compiler to work", || compiler_of(pid).filter(|(_, spent)| *spent > 20));
        kill_process(pid, Signal::TERM).unwrap();
        let sent = Instant::now();
        let status = wait_for("the program to end", || program.try_wait().unwrap());
        assert_eq!(status.code(), Some(130), "{args:?}");
        let ended = || test_kill_process(compiler).is_err().then_some(());
        wait_for("the compiler to end", ended);
        assert!(sent.elapsed() < Duration::from_secs(5), "{args:?}: {:?}", sent.elapsed());
    }
}
