//! What a process that is confined reaches, and what not: each attempt is made by a real plugin in Python, which tells what
//! the system answered. Where this machine lacks a part, the test says so and asserts that `not_enforced` does.

use std::{
    net::{TcpListener, UdpSocket},
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram, UnixListener},
    },
    path::Path,
};

use optimus_plugin_api::{Backend, Code, Error, Verdict};
use optimus_plugin_policy::{Containment, Execution, Profile};
use optimus_plugin_process::{Lack, ProcessOptions, ProcessPlugin, not_enforced};

use crate::aftermath::attacked;
use crate::support::{
    FULL, LONG, built, note, pid, python, runs, start_plain, survey, told, until, validate, with_args,
};

/// The plugin in Python over a unix socket, under a profile.
fn under(profile: Profile) -> ProcessOptions {
    let mut options = with_args(&["-unix"]);
    options.containment.profile = profile;
    options.containment.read = python();
    options.restart_patience = LONG;
    options
}

async fn python_under(profile: Profile) -> ProcessPlugin {
    python_with(under(profile)).await
}

async fn python_with(options: ProcessOptions) -> ProcessPlugin {
    let started = ProcessPlugin::start(&built("python"), &options).await;
    started.unwrap_or_else(|error| panic!("{error:?}"))
}

/// What came of an attempt.
async fn attempt(plugin: &ProcessPlugin, words: &str) -> String {
    told(plugin, &format!("do:try {words}")).await.remove(0)
}

async fn refused(plugin: &ProcessPlugin, words: &str, errors: &[&str]) {
    let came = attempt(plugin, words).await;
    assert!(errors.contains(&came.as_str()), "{words}: {came}");
}

async fn allowed(plugin: &ProcessPlugin, words: &str) {
    let came = attempt(plugin, words).await;
    assert!(came.starts_with("ok"), "{words}: {came}");
}

/// Whether all that a policy says can be enforced here; tests of what the machine lacks assert that it is said.
fn is_enforced(containment: &Containment, what: &str) -> bool {
    let lacks: Vec<_> =
        not_enforced(containment).into_iter().filter(|found| found.lack == Lack::Machine).collect();
    let lacks = lacks.iter().any(|found| found.what.contains(what) || found.what.contains("everything"));
    if lacks {
        println!("not enforced on this machine, and said so: {what}");
    }
    !lacks
}

#[test]
fn a_go_and_a_python_plugin_run_under_each_profile() {
    attacked(async {
        for profile in [Profile::Default, Profile::Network(vec![443]), Profile::Open] {
            for execution in [Execution::Verified, Execution::Path] {
                for program in FULL {
                    let mut options = ProcessOptions::default();
                    options.containment.profile = profile.clone();
                    options.containment.execution = execution;
                    let plugin = ProcessPlugin::start(&built(program), &options).await.unwrap();
                    assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
                    plugin.shutdown().await.unwrap();
                }
                let mut options = under(profile.clone());
                options.containment.execution = execution;
                let plugin = python_with(options).await;
                assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
                plugin.shutdown().await.unwrap();
            }
        }
    });
}

/// Its own folder, what is granted, and what programs need; nothing else of this user's files.
#[test]
fn files_that_are_not_granted_can_be_neither_read_nor_written() {
    attacked(async {
        if !is_enforced(&Containment::default(), "files") {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        for name in ["secret", "granted", "writable"] {
            std::fs::write(path(name), "text").unwrap();
        }
        for profile in [Profile::Default, Profile::Network(vec![])] {
            let mut options = under(profile);
            options.containment.read.push(path("granted").into());
            options.containment.write.push(path("writable").into());
            let plugin = python_with(options).await;
            let own = crate::support::folder(&plugin).await.display().to_string();
            for words in [
                format!("read {}", path("secret")),
                format!("write {}", path("secret")),
                format!("write {}", path("granted")),
                format!("write {}", path("new")),
            ] {
                refused(&plugin, &words, &["EACCES"]).await;
            }
            refused(&plugin, "read /etc/shadow", &["EACCES", "ENOENT"]).await;
            let host = format!("read /proc/{}/environ", std::process::id());
            refused(&plugin, &host, &["EACCES", "EPERM"]).await;
            for words in [
                format!("read {}", path("granted")),
                format!("write {}", path("writable")),
                format!("write {own}/file"),
                "read /etc/passwd".into(),
                "write /dev/null".into(),
                "read /proc/self/environ".into(),
            ] {
                allowed(&plugin, &words).await;
            }
            plugin.shutdown().await.unwrap();
        }
        let plugin = python_under(Profile::Open).await;
        allowed(&plugin, &format!("read {}", path("secret"))).await;
        plugin.shutdown().await.unwrap();
    });
}

/// Whose file it is and who may open it is no content, and landlock does not know it: the filter does.
#[test]
fn the_mode_and_the_owner_of_no_file_can_be_changed() {
    attacked(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let mut options = under(Profile::Default);
        options.containment.write.push(folder.path().into());
        let plugin = python_with(options).await;
        for what in ["chmod", "chown"] {
            refused(&plugin, &format!("{what} {}", file.display()), &["EPERM"]).await;
        }
        plugin.shutdown().await.unwrap();
    });
}

/// Every way to another machine, or to another program of this one.
#[test]
fn without_a_grant_there_is_no_network_and_no_foreign_unix_socket() {
    attacked(async {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = tcp.local_addr().unwrap().port();
        tcp.set_nonblocking(true).unwrap();
        let datagrams = UdpSocket::bind("127.0.0.1:0").unwrap();
        let udp = datagrams.local_addr().unwrap().port();
        datagrams.set_nonblocking(true).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (stream, packets) = (folder.path().join("s"), folder.path().join("d"));
        let _listener = UnixListener::bind(&stream).unwrap();
        let packet = UnixDatagram::bind(&packets).unwrap();
        packet.set_nonblocking(true).unwrap();
        let name = format!("optimus-test-{}", std::process::id());
        let _abstract = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        // The paths themselves are granted: what is refused is the connection.
        let mut options = under(Profile::Default);
        options.containment.write.push(folder.path().into());
        let plugin = python_with(options).await;
        for words in [
            format!("connect 127.0.0.1 {port}"),
            format!("fast_open 127.0.0.1 {port}"),
            format!("mptcp 127.0.0.1 {port}"),
            format!("udp 127.0.0.1 {udp}"),
            "raw".into(),
            "listen".into(),
            format!("unix {}", stream.display()),
            format!("abstract {name}"),
            format!("datagram {}", packets.display()),
        ] {
            refused(&plugin, &words, &["EPERM", "EACCES"]).await;
        }
        assert!(tcp.accept().is_err(), "somebody connected");
        let mut buffer = [0; 8];
        assert!(
            datagrams.recv(&mut buffer).is_err() && packet.recv(&mut buffer).is_err(),
            "something was sent"
        );
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    });
}

/// TCP to the ports that are granted, to no other one, and by no other protocol that would reach it.
#[test]
fn with_a_port_granted_no_other_one_is_reached() {
    attacked(async {
        let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [granted, other] = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
        let mut containment = Containment::default();
        containment.profile = Profile::Network(vec![granted]);
        if !is_enforced(&containment, "ports") {
            return;
        }
        let plugin = python_under(containment.profile).await;
        allowed(&plugin, &format!("connect 127.0.0.1 {granted}")).await;
        allowed(&plugin, "resolve localhost").await;
        allowed(&plugin, "listen").await;
        for words in [
            format!("connect 127.0.0.1 {other}"),
            format!("fast_open 127.0.0.1 {other}"),
            format!("mptcp 127.0.0.1 {other}"),
            "raw".into(),
        ] {
            refused(&plugin, &words, &["EPERM", "EACCES"]).await;
        }
        listeners[1].set_nonblocking(true).unwrap();
        assert!(listeners[1].accept().is_err(), "somebody connected");
        plugin.shutdown().await.unwrap();
    });
}

#[test]
fn a_port_that_is_not_granted_is_told_with_the_line_that_grants_it() {
    attacked(async {
        start_plain(&["-network", "tcp"]).await.expect("with the profile for it, it runs");
        let mut options = with_args(&["-network", "tcp"]);
        options.containment.profile = Profile::Default;
        let error = ProcessPlugin::start(&built("plain"), &options).await.unwrap_err();
        assert_eq!(error.code(), Code::EXITED_EARLY);
        assert_eq!(note(&error, "would allow it"), "`process: {profile: network, ports: [443]}`");
        assert!(note(&error, "profile").starts_with("default"));
        let mut options = with_args(&["-unix"]);
        options.containment.read.clear();
        let error = ProcessPlugin::start(&built("python"), &options).await.unwrap_err();
        let line = note(&error, "would allow it");
        assert!(line.starts_with("`process: {read: [\"/") && line.contains("python"), "{error:?}");
    });
}

/// Other processes: signals, memory, descriptors; and the ways into the kernel that plugins do not need.
#[test]
fn other_processes_and_what_only_attacks_use_are_out_of_reach() {
    attacked(async {
        for profile in [Profile::Default, Profile::Network(vec![])] {
            let signals = is_enforced(&Containment::default(), "signals");
            let plugin = python_under(profile).await;
            let host = std::process::id();
            if signals {
                refused(&plugin, &format!("signal {host}"), &["EPERM"]).await;
            }
            for words in [
                format!("call ptrace 16 {host} 0 0"),
                format!("call process_vm_readv {host} 0 0 0 0 0"),
                "call io_uring_setup 1 0".into(),
                "call pidfd_getfd 0 0 0".into(),
                "namespace".into(),
            ] {
                refused(&plugin, &words, &["EPERM"]).await;
            }
            refused(&plugin, "call clone3 0 0", &["ENOSYS"]).await;
            if cfg!(target_arch = "x86_64") {
                refused(&plugin, "call getpid_of_x32", &["ENOSYS"]).await;
            }
            assert_eq!(attempt(&plugin, "status").await, "ok 1 2 0000000000000000 0000000000000000");
            plugin.shutdown().await.unwrap();
        }
        let plugin = python_under(Profile::Open).await;
        assert!(
            attempt(&plugin, "status").await.starts_with("ok 1 0 "),
            "no_new_privs holds under each profile"
        );
        plugin.shutdown().await.unwrap();
    });
}

#[test]
fn memory_open_files_and_core_dumps_are_limited() {
    attacked(async {
        let mut options = under(Profile::Default);
        options.containment.memory_bytes = Some(300 << 20);
        let plugin = python_with(options).await;
        let limits = attempt(&plugin, "limits").await;
        let numbers: Vec<u64> = limits.split(' ').skip(1).map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers[..2], [300 << 20, 0], "{limits}");
        assert!(numbers[2] <= 1024, "{limits}");
        assert_eq!(attempt(&plugin, "eat 1000").await, "MemoryError");
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    });
}

/// A Go program that gets no memory ends: the error names the limit, and the next call finds a new process.
#[test]
fn a_process_that_takes_too_much_memory_is_ended_by_its_limit_which_is_named() {
    attacked(async {
        let mut options = ProcessOptions::default();
        options.restart_patience = LONG;
        options.containment.memory_bytes = Some(256 << 20);
        let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
        let error = survey(&plugin, "do:help 2000000000").await.unwrap_err();
        assert_eq!(error.code(), Code::CONNECTION_LOST, "{error:?}");
        assert!(limit_of_memory(&error).starts_with("process.memory = 268435456 bytes"), "{error:?}");
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
        options.containment.memory_bytes = Some(64 << 20);
        let error = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap_err();
        assert!(limit_of_memory(&error).starts_with("process.memory = 67108864 bytes"), "{error:?}");
    });
}

/// Go does not always notice that it got no memory, and then dies of that in its collector.
fn limit_of_memory(error: &Error) -> String {
    [note(error, "limit"), note(error, "may be")].concat()
}

#[test]
fn processes_and_threads_are_limited_where_a_cgroup_can_be_made() {
    attacked(async {
        let mut options = under(Profile::Default);
        options.containment.tasks = Some(40);
        if !is_enforced(&options.containment, "threads") {
            // What is not enforced is refused where that is wanted.
            options.enforce = optimus_plugin_policy::Enforce::Strict;
            let error = ProcessPlugin::start(&built("python"), &options).await.unwrap_err();
            assert_eq!(error.code(), Code::NOT_ENFORCEABLE);
            return;
        }
        let plugin = python_with(options).await;
        let started = attempt(&plugin, "threads 200").await;
        let started: u32 = started.strip_prefix("ok ").unwrap().parse().unwrap();
        assert!(started < 40, "{started}");
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    });
}

/// `setsid`: out of reach of signals to the group, and not of its cgroup.
#[test]
fn a_process_that_leaves_the_group_ends_with_the_plugin_where_a_cgroup_can_be_made() {
    attacked(async {
        let mut options = under(Profile::Default);
        options.containment.read.push("/bin/sleep".into());
        let plugin = python_with(options).await;
        let left: u32 = attempt(&plugin, "leave").await.strip_prefix("ok ").unwrap().parse().unwrap();
        assert!(runs(left));
        plugin.shutdown().await.unwrap();
        let is_out_of_reach =
            not_enforced(&Containment::default()).iter().any(|found| found.what.contains("leave its group"));
        if is_out_of_reach {
            println!("not enforced on this machine, and said so: processes that leave the group");
            let killed = std::process::Command::new("kill").args(["-9", &left.to_string()]).status();
            assert!(killed.unwrap().success());
        }
        until("it is gone", || !runs(left)).await;
    });
}

#[test]
fn p15_nobody_else_can_connect_to_the_socket() {
    attacked(async {
        let plugin = python_under(Profile::Default).await;
        let folder = crate::support::folder(&plugin).await;
        let socket = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let socket = socket.into_iter().find(|path| path.ends_with("socket")).unwrap();
        let mode =
            |path: &Path| std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
        assert_eq!(mode(&folder) & 0o777, 0o700);
        assert_eq!(mode(&socket) & 0o077, 0, "nobody else's, whatever the folder is");
        if rustix::process::geteuid().is_root() {
            assert!(as_nobody(&socket).contains("Permission denied"), "of the folder");
            // Were the folder open, the socket is not.
            std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
            assert!(as_nobody(&socket).contains("Permission denied"), "of the socket");
        }
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    });
}

/// What the system answers another user who connects.
fn as_nobody(socket: &Path) -> String {
    use std::os::unix::process::CommandExt;
    let program = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])";
    let mut python = std::process::Command::new("/usr/bin/python3");
    python.args(["-c", program]).arg(socket).uid(65534).gid(65534).current_dir("/");
    let output = python.output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The host connects to nobody of another user, also where the policy lets a plugin listen where it likes.
#[test]
fn p15_a_socket_of_another_user_is_refused() {
    attacked(async {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
        let socket = folder.path().join("s");
        let mut other = listening_as_nobody(&socket);
        until("it listens", || socket.exists()).await;
        let mut options = with_args(&[&format!("1|1|unix|{}|grpc|", socket.display())]);
        options.any_socket = true;
        let error =
            ProcessPlugin::start(&crate::support::script("handshake.sh"), &options).await.unwrap_err();
        assert_eq!(error.code(), Code::START_FAILED);
        assert!(error.message().contains("uid 65534 listens there"), "{error}");
        other.kill().unwrap();
        other.wait().unwrap();
    });
}

fn listening_as_nobody(socket: &Path) -> std::process::Child {
    use std::os::unix::process::CommandExt;
    let program = "import socket, sys, time; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); time.sleep(300)";
    let mut python = std::process::Command::new("/usr/bin/python3");
    python.args(["-c", program]).arg(socket).uid(65534).gid(65534).current_dir("/");
    python.spawn().unwrap()
}

/// The calls that it had are lost; it is found to answer nothing, killed and started again.
#[test]
fn p20_a_plugin_that_answers_nothing_any_more_is_killed_and_started_again() {
    attacked(async {
        let mut options = under(Profile::Default);
        options.hang_patience = std::time::Duration::from_millis(500);
        options.survey_timeout = LONG;
        let plugin = python_with(options).await;
        let before = pid(&plugin).await;
        let ctx =
            optimus_plugin_api::CallContext::builder().timeout(std::time::Duration::from_millis(300)).build();
        let error = crate::support::survey_with(&plugin, &ctx, "do:try spin 300").await.unwrap_err();
        assert_eq!(error.code(), Code::TIME_LIMIT);
        until("it is killed", || !runs(before)).await;
        // The host may not have noticed yet: then the call is sent, and lost.
        let lost = survey(&plugin, "a").await.err().map(|error| error.code());
        assert!(matches!(lost, None | Some(Code::CONNECTION_LOST)), "{lost:?}");
        assert!(pid(&plugin).await != before);
        plugin.shutdown().await.unwrap();
    });
}

/// A plugin that ends a call late, and answers others meanwhile, is left alone.
#[test]
fn p20_a_plugin_that_answers_others_meanwhile_is_not_killed() {
    attacked(async {
        let mut options = ProcessOptions::default();
        options.hang_patience = LONG;
        let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
        let before = pid(&plugin).await;
        let ctx =
            optimus_plugin_api::CallContext::builder().timeout(std::time::Duration::from_millis(100)).build();
        for _ in 0..5 {
            let error = crate::support::survey_with(&plugin, &ctx, "do:sleep").await.unwrap_err();
            assert_eq!(error.code(), Code::TIME_LIMIT);
        }
        assert_eq!(pid(&plugin).await, before);
        plugin.shutdown().await.unwrap();
    });
}
