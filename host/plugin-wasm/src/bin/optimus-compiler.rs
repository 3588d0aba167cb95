//! Compiles components for a program that cannot start itself again, such as one whose `main` belongs to somebody else: its path
//! is what `CompileBy::Program` wants. It does nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    optimus_plugin_wasm::compiling_child();
    eprintln!(
        "optimus-compiler: programs that load plugins start this one to compile them; it takes no arguments"
    );
    ExitCode::from(2)
}
