//! Lists the fixtures, so that one without a test does not compile: `guests` and `processes` must have a function of the
//! name of each.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets it");
    for (folder, module) in [("../guests", "guests"), ("../processes/scripts", "processes")] {
        println!("cargo::rerun-if-changed={folder}");
        let uses: String =
            names(folder).iter().map(|name| format!("use crate::{module}::{name} as _;\n")).collect();
        fs::write(Path::new(&out).join(format!("{module}.rs")), uses).expect("OUT_DIR can be written");
    }
}

/// The fixtures of a folder as Rust names.
fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder of the fixtures");
    let paths = entries.map(|entry| entry.expect("an entry of it").path());
    let fixtures = paths.filter(|path| path.extension().is_none_or(|extension| extension != "md"));
    let stem = |path: PathBuf| Some(path.file_stem()?.to_string_lossy().replace('-', "_"));
    fixtures.filter_map(stem).collect()
}
