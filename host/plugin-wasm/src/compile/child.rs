use std::{
    fmt::Display,
    io::{self, Read, Write},
    process::exit,
    sync::atomic::{AtomicBool, Ordering},
};

use wasmtime::Engine;

use super::orders::{Orders, VARIABLE};
use crate::{engine::compatibility, sys};

/// How the compiling process ends when it was not stopped.
pub(super) mod status {
    /// The engine refuses the component.
    pub(crate) const REFUSED: i32 = 40;
    /// The orders are not understood, or the engine is another one: the program is of another version.
    pub(crate) const OTHER_VERSION: i32 = 41;
    /// A limit could not be set, or something could not be read or written.
    pub(crate) const ENVIRONMENT: i32 = 42;
}

static CALLED: AtomicBool = AtomicBool::new(false);

/// Whether this program may be started again to compile: it will call [`compiling_child`] then.
pub(super) fn this_program_can() -> bool {
    CALLED.load(Ordering::Relaxed)
}

/// Compiles a component and ends the process, if that is what this process was started for; otherwise does nothing.
///
/// A program that loads components calls it **first in `main`**, before it starts threads, opens files or reads its arguments:
///
/// ```no_run
/// use optimus_plugin_wasm::compiling_child;
///
/// # fn serve() {}
/// // In `main`, and not in one that a runtime has begun (`#[tokio::main]`): that has threads and files already.
/// compiling_child();
/// serve();
/// ```
///
/// Components are compiled by a process of its own with limits of time and memory. That process is this program, started again
/// with a variable in its environment that this function looks for. A program that never calls it is never started again: it
/// would start itself without end.
#[expect(clippy::disallowed_methods, reason = "nothing was begun yet that would have to be ended")]
pub fn compiling_child() {
    match std::env::var(VARIABLE) {
        Ok(line) => exit(compile(&line)),
        Err(_) => CALLED.store(true, Ordering::Relaxed),
    }
}

fn compile(line: &str) -> i32 {
    let Some(orders) = Orders::parse(line) else {
        return fail(status::OTHER_VERSION, "the orders of another version");
    };
    if let Err(error) = sys::become_compiler(&orders) {
        return fail(status::ENVIRONMENT, error);
    }
    let mut component = Vec::new();
    if let Err(error) = io::stdin().lock().read_to_end(&mut component) {
        return fail(status::ENVIRONMENT, error);
    }
    let engine = match Engine::new(&orders.settings.config()) {
        Ok(engine) if compatibility(&engine) == orders.compatibility => engine,
        Ok(_) => return fail(status::OTHER_VERSION, "the engine has another version or other settings"),
        Err(error) => return fail(status::ENVIRONMENT, error),
    };
    let code = match engine.precompile_component(&component) {
        Ok(code) => code,
        Err(error) => return fail(status::REFUSED, format_args!("{error:?}")),
    };
    let mut out = io::stdout().lock();
    match out.write_all(&code).and_then(|()| out.flush()) {
        Ok(()) => 0,
        Err(error) => fail(status::ENVIRONMENT, error),
    }
}

fn fail(status: i32, why: impl Display) -> i32 {
    let _ = write!(io::stderr(), "{why}");
    status
}
