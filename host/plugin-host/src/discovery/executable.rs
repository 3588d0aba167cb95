//! Names of executables: `optimus-<name>[_<version>]_<goos>_<goarch>`.

use std::env::consts;

/// This machine's operating system as Go calls it.
pub(super) fn go_os() -> &'static str {
    match consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

/// This machine's processor as Go calls it.
pub(super) fn go_arch() -> &'static str {
    match consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        other => other,
    }
}

/// The plugin's name, if the file is an executable for this machine.
pub(crate) fn executable_name(file_name: &str) -> Option<&str> {
    name_on(file_name, go_os(), go_arch())
}

fn name_on<'a>(file_name: &'a str, os: &str, arch: &str) -> Option<&'a str> {
    let middle = file_name.strip_prefix("optimus-")?;
    let middle = middle.strip_suffix(arch)?.strip_suffix('_')?.strip_suffix(os)?.strip_suffix('_')?;
    Some(without_version(middle))
}

/// `neo_0.1` and `neo_v0.1` are versions of `neo`; in `my_task` the underscore belongs to the name.
fn without_version(middle: &str) -> &str {
    match middle.rsplit_once('_') {
        Some((name, version)) if is_version(version) => name,
        _ => middle,
    }
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_linux(file_name: &str) -> Option<&str> {
        name_on(file_name, "linux", "amd64")
    }

    #[test]
    fn the_name_stands_before_version_and_machine() {
        assert_eq!(on_linux("optimus-neo_linux_amd64"), Some("neo"));
        assert_eq!(on_linux("optimus-neo_0.1_linux_amd64"), Some("neo"));
        assert_eq!(on_linux("optimus-neo_v0.1.2_linux_amd64"), Some("neo"));
    }

    #[test]
    fn an_underscore_in_a_name_is_kept() {
        assert_eq!(on_linux("optimus-my_a_linux_amd64"), Some("my_a"));
        assert_eq!(on_linux("optimus-my_a_2.0_linux_amd64"), Some("my_a"));
    }

    #[test]
    fn a_name_that_begins_with_plugin_is_an_executable_all_the_same() {
        assert_eq!(on_linux("optimus-plugin-x_linux_amd64"), Some("plugin-x"));
    }

    #[test]
    fn another_machine_an_extension_or_another_case_is_not_for_us() {
        for name in [
            "optimus-neo_darwin_amd64",
            "optimus-neo_linux_arm64",
            "optimus-neo_linux_amd64.exe",
            "Optimus-neo_linux_amd64",
            "optimus-linux_amd64",
            "neo_linux_amd64",
        ] {
            assert_eq!(on_linux(name), None, "{name}");
        }
    }

    #[test]
    fn this_machine_has_a_name_in_go() {
        let file = format!("optimus-neo_{}_{}", go_os(), go_arch());
        assert_eq!(executable_name(&file), Some("neo"));
    }
}
