//! How much an execution may do.

/// How much one execution may do. Templates come from people who write jobs, and a loop or a template that includes itself
/// is a few characters: each of these is checked while the template runs, and each has a test that runs into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Greatest size of the result, in bytes. Default 8 MiB, the most that an asset may have.
    pub output: usize,
    /// Bytes of text that functions may read and bytes of values that they may make, in total and kept or not (`{{$x = print
    /// $x $x}}` doubles). Default 128 MiB.
    pub memory: usize,
    /// Nodes (texts, actions, operands) that may be executed. Default 1,000,000, which takes well under a second.
    pub nodes: u64,
    /// How deep branches, loops, parentheses and templates may be inside each other while they run. Default 100; a level
    /// takes up to 5 KiB of stack without optimisation and less than 700 bytes in an optimised component, so that a guest with a
    /// stack of 64 KiB does well with 32.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { output: 8 << 20, memory: 128 << 20, nodes: 1_000_000, depth: 100 }
    }
}
