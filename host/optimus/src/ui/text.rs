use std::path::Path;

use optimus_plugin_api::Error;

/// Text from a plugin or a file as part of one line: control characters become visible, line breaks and tabs too.
pub(crate) fn one_line(text: &str) -> String {
    Error::escape(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// `1 plugin`, `2 plugins`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A path as a person would type it here: without the current directory in front.
pub(crate) fn relative(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let short = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    let short = short.filter(|path| !path.as_os_str().is_empty()).unwrap_or(path);
    let short = short.strip_prefix(".").unwrap_or(short);
    one_line(&short.display().to_string())
}

/// A sentence with the paths in it as [`relative`] shows them.
pub(crate) fn with_relative_paths(text: &str) -> String {
    let here = std::env::current_dir().ok().filter(|here| here.parent().is_some());
    let text = one_line(text);
    match here {
        Some(here) => text.replace(&format!("{}/", one_line(&here.display().to_string())), ""),
        None => text,
    }
}

/// `31 KB`, in thousands of bytes, as downloads are counted.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..10_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_within_a_sentence_are_shortened_too() {
        let here = std::env::current_dir().unwrap();
        let told = with_relative_paths(&format!("shadowed by {}/a.yaml", here.display()));
        assert_eq!(told, "shadowed by a.yaml");
    }

    #[test]
    fn text_of_a_plugin_stays_in_its_line() {
        assert_eq!(one_line("a\nb\t\u{1b}[31m"), "a\\nb\\t\\u{1b}[31m");
    }

    #[test]
    fn a_path_below_the_current_directory_is_shown_without_it() {
        let path = std::env::current_dir().unwrap().join(".plugins/x.yaml");
        assert_eq!(relative(&path), ".plugins/x.yaml");
        assert_eq!(relative(Path::new("./x.yaml")), "x.yaml");
        assert_eq!(relative(Path::new("/usr/bin/x")), "/usr/bin/x");
    }

    #[test]
    fn sizes_are_rounded_up_to_what_a_person_compares() {
        assert_eq!([size(999), size(30_001), size(12_000_000)], ["999 B", "31 KB", "12 MB"]);
    }
}
