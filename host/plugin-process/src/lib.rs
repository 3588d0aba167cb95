//! Plugins that are processes: hashicorp/go-plugin over gRPC, the host side.
//!
//! [`ProcessPlugin::start`] runs an executable `optimus-<name>_<os>_<arch>`, reads its handshake, connects and asks it who
//! it is. From then on it is a [`Backend`](optimus_plugin_api::Backend) like any other: what it can do is known, and calls
//! go to one process that serves all of them at once.
//!
//! ```no_run
//! use std::path::Path;
//! use optimus_plugin_api::{Backend, CallContext, GetQuestionsRequest};
//! use optimus_plugin_process::{ProcessOptions, ProcessPlugin};
//!
//! # async fn example() -> Result<(), optimus_plugin_api::Error> {
//! let path = Path::new(".plugins/optimus-neo_linux_amd64");
//! let plugin = ProcessPlugin::start(path, &ProcessOptions::default()).await?;
//! if let Some(cli) = plugin.cli() {
//!     let reply = cli.get_questions(&CallContext::default(), &GetQuestionsRequest::default()).await?;
//!     println!("{} asks {} questions", plugin.name(), reply.questions.len());
//! }
//! plugin.shutdown().await
//! # }
//! ```
//!
//! # What it may speak
//!
//! Every dialect of the protocol from Optimus 0.0.3 to goto/optimus 0.10 and raystack/optimus 0.7. Each has other services and
//! methods, but no number of a field ever changed its meaning: so there is one message for all of them, which has the window
//! and the range, the data of a run in both forms, the project, and every sub-message even if it is empty (servers in Go
//! dereference them unchecked). What a dialect does not know, it skips. Which one it is, is asked once, at the start.
//!
//! | made for | says | survey | compiles assets | resolves |
//! |---|---|---|---|---|
//! | Optimus 0.0.1, 0.0.2 | | refused by name, `P0607` | | |
//! | Optimus 0.0.3 to 0.4 | everything | with the mod `cli` | with the mod `cli` | with the mod `dependencyresolver` |
//! | Optimus 0.5, 0.6; goto/optimus; raystack/optimus | its name | no | yes | yes |
//!
//! In the last row [`Backend::info`](optimus_plugin_api::Backend::info) is `None`: a yaml of that name describes the plugin.
//! Of what older releases sent, one thing is missing: the secret `TASK_<NAME>` of the project, since the contract has no
//! project secrets. A plugin gets its secrets through its configuration, where those that are known look first.
//!
//! # When the process dies
//!
//! Calls in flight fail with `P0606`; nothing is sent again. The plugin is then restarted once for that death, however many
//! calls it took with it: after 100 ms, and after twice as long for each further death within a minute, up to 30 s. A call
//! that comes in meanwhile waits, unsent, for [`ProcessOptions::restart_patience`] or until its own deadline, and then fails
//! with `P0608`.
//!
//! A call whose context says that it is idempotent is sent again instead, three times in all at most.
//!
//! # When the host dies
//!
//! On Linux the process and all others of its group die with the host, however it ends, `kill -9` included: a plugin that a
//! script wraps, and what it started itself. Elsewhere they do only if the host ends the plugin or drops it. Nowhere does
//! that reach a process that left the group (`setsid`, a shell with job control); it must end by itself. The folder of the
//! socket, which such a host leaves behind, is removed when a later one first starts a plugin.
//!
//! # Who is on the other side
//!
//! The executable is hashed at every start, and with [`ProcessOptions::checksum`] or
//! [`ProcessOptions::digests`] verified, on the very bytes that then run: a program
//! from sealed memory, a script from a copy in the process's own folder. (A program sees itself as `/memfd:…`, a script sees
//! its folder as empty: whoever looks for files beside itself does not find them. The interpreter of a script is not verified.)
//!
//! With [`ProcessOptions::auto_mtls`] both sides prove by certificates made for this one start that they are the two: nobody
//! else on the machine can answer in the plugin's place or call it. Without it, a unix socket is protected by its folder and by
//! the user of whoever listens; a port on the loopback interface by nothing.
//!
//! [`ProcessPlugin::reattach`] uses a process that somebody else started, for debuggers and tests.
//!
//! # What a runtime must offer
//!
//! A tokio runtime, of one thread or many, with time and io enabled. It must outlive the plugin; when it is dropped, the
//! process is killed.
//!
//! # What is contained
//!
//! Each process gets a short list of environment variables, an empty stdin, no descriptor of the host beyond its three, a private
//! directory for its socket, a process group (and on Linux a cgroup, where one can be made), which is killed when the process
//! ends, limits of memory, open files and core dumps, and `no_new_privs`.
//!
//! On Linux the kernel confines it besides, by the profile of [`ProcessOptions::containment`]:
//!
//! | profile | files | network | the rest |
//! |---|---|---|---|
//! | default | reads what programs need and what is granted, writes its own folder | none; it listens on unix sockets | no signals to others, no foreign memory, no capabilities, no change of modes and owners, none of the system calls that only attacks and administrators use |
//! | network | the same | TCP to the ports granted; UDP, listening and unix sockets | the same |
//! | open | what the user may | what the user may | what the user may |
//!
//! [`not_enforced`] says what of that this machine cannot do, and what no machine does. A part that is there and fails is an
//! error, `P0618`, never a process that is confined less.
//!
//! The file is hashed at every start, and by default the very bytes run that were hashed: see [`ProcessPlugin::digest`]. That
//! costs the time of reading and hashing it (some 45 ms for the 18 MB of a Go program, in a build for development), and its size in
//! memory. A plugin that looks for files beside itself needs `execute: path`, and a `read:` for them. An executable in a place that
//! others can write to is not run, nor is one that died too often within a time.

mod allowance;
mod backend;
mod call;
mod contain;
mod convert;
mod dialect;
mod error;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod launch;
mod limits;
mod load;
mod look;
mod options;
mod relay;
mod retry;
mod supervise;
mod sys;
mod transport;
mod wire;

pub use backend::ProcessPlugin;
pub use contain::{Lack, NotEnforced, not_enforced};
pub use limits::{CALL_TIMEOUT, MAX_REPLY_BYTES, MAX_REQUEST_BYTES, START_TIMEOUT, SURVEY_TIMEOUT};
pub use options::{BadChecksum, Checksum, HostEnvironment, PluginAddress, ProcessOptions, Reattach};
