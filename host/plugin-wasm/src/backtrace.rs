use optimus_plugin_api::Error;
use wasmtime::{FrameInfo, WasmBacktrace};

/// Where a panic or an allocation goes through before it traps: true, and never what one looks for.
const MACHINERY: &[&str] =
    &["core::", "std::", "alloc::", "__rust", "rust_", "__rustc", "<alloc::", "<core::", "<std::", "abort"];
/// The longest name of a function that is shown, in bytes; generic ones have no bound of their own.
const NAME_BYTES: usize = 200;
/// How many functions the summary names.
const SUMMARY: usize = 2;

/// The names of the functions that were running, innermost first, demangled and safe to print.
pub(crate) fn names(backtrace: &WasmBacktrace) -> Vec<String> {
    backtrace.frames().iter().map(name).collect()
}

fn name(frame: &FrameInfo) -> String {
    let Some(name) = frame.func_name() else {
        return format!("function {}", frame.func_index());
    };
    let mut name = Error::escape(&format!("{:#}", rustc_demangle::demangle(name))).replace(['\n', '\t'], " ");
    let mut end = NAME_BYTES.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    name
}

/// `a, called from b (3 more frames)`: the first functions that are the plugin's own.
pub(crate) fn summary(frames: &[String]) -> Option<String> {
    let own = |frame: &&String| !MACHINERY.iter().any(|prefix| frame.starts_with(prefix));
    let shown: Vec<_> = frames.iter().filter(own).take(SUMMARY).map(String::as_str).collect();
    let shown =
        if shown.is_empty() { frames.iter().take(SUMMARY).map(String::as_str).collect() } else { shown };
    let more = match frames.len().saturating_sub(shown.len()) {
        0 => String::new(),
        1 => " (1 more frame)".to_owned(),
        more => format!(" ({more} more frames)"),
    };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", called from ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_begins_with_the_plugins_own_code() {
        let frames = ["core::panicking::panic_fmt", "neo::render", "neo::compile", "compile-assets"]
            .map(str::to_owned);
        assert_eq!(summary(&frames).unwrap(), "neo::render, called from neo::compile (2 more frames)");
        assert_eq!(summary(&["std::f".to_owned()]).unwrap(), "std::f");
        assert_eq!(summary(&[]), None);
    }
}
