use std::{
    env,
    path::{Path, PathBuf},
};

/// The directories that Optimus searches, in its order: `.plugins` and the current directory, the program's directory and
/// its `.optimus/plugins`, `$HOME/.optimus/plugins`, `/usr/bin`, `/usr/local/bin`.
///
/// All are absolute. What cannot be known (no home, no current directory) is left out; nothing is looked at yet.
#[must_use]
pub fn seed_directories() -> Vec<PathBuf> {
    let current = env::current_dir().ok();
    let program = env::current_exe().ok();
    let home = env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    in_order(current.as_deref(), program.as_deref().and_then(Path::parent), home.as_deref())
}

fn in_order(current: Option<&Path>, program: Option<&Path>, home: Option<&Path>) -> Vec<PathBuf> {
    let below = |base: Option<&Path>, folder: &str| base.map(|base| base.join(folder));
    let places = [
        below(current, ".plugins"),
        current.map(Path::to_path_buf),
        program.map(Path::to_path_buf),
        below(program, ".optimus/plugins"),
        below(home, ".optimus/plugins"),
        Some("/usr/bin".into()),
        Some("/usr/local/bin".into()),
    ];
    places.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seven_directories_come_in_the_order_of_the_guide() {
        let found = in_order(Some(Path::new("/w")), Some(Path::new("/opt/o")), Some(Path::new("/home/a")));
        let expected = [
            "/w/.plugins",
            "/w",
            "/opt/o",
            "/opt/o/.optimus/plugins",
            "/home/a/.optimus/plugins",
            "/usr/bin",
            "/usr/local/bin",
        ];
        assert_eq!(found, expected.map(PathBuf::from));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(in_order(None, None, None), ["/usr/bin", "/usr/local/bin"].map(PathBuf::from));
    }
}
