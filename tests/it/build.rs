//! Lists the fixtures, so that one without a test does not compile: `guests`, `processes` and `toolchains` must have a
//! function of the name of each.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    for (folder, module) in
        [("../guests", "guests"), ("../processes/scripts", "processes"), ("../toolchains", "toolchains")]
    {
        println!("cargo::rerun-if-changed={folder}");
        let uses = names(folder)?.into_iter().map(|name| format!("use crate::{module}::{name} as _;\n"));
        fs::write(out.join(format!("{module}.rs")), uses.collect::<String>())?;
    }
    Ok(())
}

/// The fixtures of a folder as Rust names; what is not a fixture is its README.
fn names(folder: &str) -> io::Result<Vec<String>> {
    let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let paths = paths.collect::<io::Result<Vec<_>>>()?;
    let fixtures = paths.iter().filter(|path| path.extension().is_none_or(|extension| extension != "md"));
    Ok(fixtures.filter_map(|path| rust_name(path)).collect())
}

fn rust_name(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_string_lossy().replace('-', "_"))
}
