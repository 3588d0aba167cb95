//! Names of files that a plugin wants written. They are hostile until shown otherwise.

use std::collections::HashSet;

use optimus_plugin_api::{Asset, Error, MAX_ASSET_BYTES, MAX_ITEMS, MAX_NAME_BYTES};

/// Whether all of them may be written into one folder.
///
/// Hidden names are refused although upstream would read such a file as an asset: no plugin is known to make one, and
/// tools act on files of some of these names when they merely lie there (`.git`, `.envrc`, `.npmrc`). Names that differ in
/// case alone are refused because the folder is checked out on file systems that do not tell them apart.
pub(super) fn check(assets: &[Asset]) -> Result<(), String> {
    if assets.len() > MAX_ITEMS {
        return Err(format!("{} files; at most {MAX_ITEMS} are allowed", assets.len()));
    }
    let mut seen = HashSet::new();
    for asset in assets {
        check_name(&asset.name).map_err(|why| format!("the file name `{}` {why}", shortened(&asset.name)))?;
        if !seen.insert(asset.name.to_lowercase()) {
            return Err(format!("two files named `{}`", shortened(&asset.name)));
        }
        if asset.value.len() > MAX_ASSET_BYTES {
            let (name, size) = (shortened(&asset.name), asset.value.len());
            return Err(format!("`{name}` has {size} bytes; at most {MAX_ASSET_BYTES} are allowed"));
        }
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        return Err("is empty");
    }
    // A file system's own limit is 255 bytes; temporary names need a few of them.
    if name.len() > MAX_NAME_BYTES.min(200) {
        return Err("is longer than 200 bytes");
    }
    if name.contains(['/', '\\']) {
        return Err("would leave the folder of the job's assets");
    }
    if name.starts_with('.') {
        return Err("is hidden, and hidden files are not written for a plugin");
    }
    if Error::escape(name) != name || name.contains(['\n', '\t']) {
        return Err("has control characters");
    }
    Ok(())
}

fn shortened(name: &str) -> String {
    let cut: String = name.chars().take(80).collect();
    let more = if cut.len() < name.len() { "…" } else { "" };
    format!("{}{more}", cut.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Result<(), String> {
        check(&[Asset::new(name, "x")])
    }

    #[test]
    fn plain_names_may_be_written() {
        for name in ["query.sql", "main.py", "Über uns.txt", "a..b", "x.gtpl", "-rf", "job.yaml"] {
            assert_eq!(named(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in [
            "",
            ".",
            "..",
            "../job.yaml",
            "/etc/passwd",
            "a/b",
            "..\\x",
            "C:\\x",
            "a\0b",
            "a\nb",
            ".git",
            ".envrc",
        ] {
            assert!(named(name).is_err(), "{name:?}");
        }
        assert!(named(&"x".repeat(257)).is_err());
        assert!(named("evil\u{202e}lqs").is_err(), "text that runs backwards hides its ending");
    }

    #[test]
    fn two_files_of_one_name_are_refused_whatever_their_case() {
        assert!(check(&[Asset::new("a.sql", "1"), Asset::new("a.sql", "2")]).is_err());
        assert!(check(&[Asset::new("a.sql", "1"), Asset::new("A.SQL", "2")]).is_err());
    }

    #[test]
    fn an_error_about_a_name_cannot_move_the_cursor() {
        assert!(!named("\u{1b}[2J").unwrap_err().contains('\u{1b}'));
    }
}
