//! Turns a plugin author's crate, or a core module from any compiler, into a component.
//!
//! For a crate it runs cargo for `wasm32-unknown-unknown` and passes itself what a plugin needs (a stack of 64 KiB, names but
//! no debug information, paths without the author's folders), so that the crate needs no configuration: cargo looks for
//! configuration files from the current directory, `RUSTFLAGS` overrides them, and a library cannot pass link arguments.
//!
//! ```no_run
//! use optimus_plugin_build::{BuildOptions, build};
//!
//! let built = build(&BuildOptions::new("plugins/neo"), &mut |line| eprintln!("{line}"))?;
//! println!("{}: {} bytes, imports {:?}", built.path.display(), built.size, built.interface.imports);
//! # Ok::<(), optimus_plugin_api::Error>(())
//! ```
//!
//! Where a plugin imports nothing that gives it text (the log alone), its memory is made before the module that uses it, so that a
//! fresh instance is of two parts instead of three.
//!
//! What a plugin wishes to be granted stands in `[package.metadata.optimus.wishes]` of its `Cargo.toml`, and becomes a section of
//! the component; for components of other languages [`set_wishes`] writes it.

mod cargo;
mod component;
mod error;
mod memory_first;
mod package;
mod text;
mod wishes;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use optimus_plugin_api::Error;
use optimus_plugin_policy::Wishes;

pub use component::{Interface, componentize, interface};
pub use text::GuestText;
pub use wishes::{read_wishes, set_wishes};
use wishes::{wishes_of, with_wishes};

/// The target that plugins are compiled for: nothing is there but what a component imports.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The largest core module or component that is read, in bytes. Components of interpreted languages have 20 MB.
pub const MAX_MODULE_BYTES: u64 = 256 * 1024 * 1024;

/// What to build, and where to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BuildOptions {
    /// The crate's folder, its `Cargo.toml`, or a `.wasm` file from another compiler.
    pub source: PathBuf,
    /// Where the component goes; `target/plugins` of the crate's workspace, or the folder of the `.wasm` file, unless set.
    pub out_dir: Option<PathBuf>,
    /// The component's whole path, instead of a name made from the plugin's in `out_dir`.
    pub output: Option<PathBuf>,
    /// The plugin's name in the file name. Unless set: `name` in `[package.metadata.optimus]`, or the package's name, or the
    /// file's, each without a leading `optimus-plugin-`.
    pub name: Option<String>,
    /// Cargo's target directory, unless it should be cargo's own choice.
    pub target_dir: Option<PathBuf>,
    /// Whether cargo must do without the network.
    pub offline: bool,
}

impl BuildOptions {
    /// Builds this crate or module, with everything else left to its default.
    pub fn new(source: impl Into<PathBuf>) -> Self {
        Self {
            source: source.into(),
            out_dir: None,
            output: None,
            name: None,
            target_dir: None,
            offline: false,
        }
    }

    /// Puts the component there.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Writes the component to this very file.
    #[must_use]
    pub fn output(mut self, file: impl Into<PathBuf>) -> Self {
        self.output = Some(file.into());
        self
    }

    /// Names the plugin in the file name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Lets cargo work in this folder.
    #[must_use]
    pub fn target_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.target_dir = Some(folder.into());
        self
    }

    /// Keeps cargo from the network.
    #[must_use]
    pub fn offline(mut self, offline: bool) -> Self {
        self.offline = offline;
        self
    }
}

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Built {
    /// The plugin's name, as it is in the file name.
    pub name: String,
    /// The component.
    pub path: PathBuf,
    /// Its size, in bytes.
    pub size: u64,
    /// What it exports and imports.
    pub interface: Interface,
    /// What it wishes to be granted.
    pub wishes: Wishes,
}

/// Builds a plugin. `progress` is given what cargo says, line by line, and what is done after it.
///
/// The component appears under its name whole, or not at all.
///
/// # Errors
/// - [`Code::TOOL_MISSING`](optimus_plugin_api::Code::TOOL_MISSING): cargo or the target is not installed; the help is the
///   command that installs it.
/// - [`Code::BUILD_FAILED`](optimus_plugin_api::Code::BUILD_FAILED): the crate does not compile (the compiler's words went to
///   `progress`), is not a `cdylib`, or is no plugin.
/// - [`Code::BAD_WISHES`](optimus_plugin_api::Code::BAD_WISHES): `[package.metadata.optimus.wishes]` has a mistake, or the
///   module brings a section of wishes of its own.
/// - [`Code::UNREADABLE`](optimus_plugin_api::Code::UNREADABLE): source or result cannot be read or written.
pub fn build(options: &BuildOptions, progress: &mut dyn FnMut(&str)) -> Result<Built, Error> {
    let Source { module, name, folder, wishes } =
        if is_module(&options.source) { from_module(options)? } else { from_crate(options, progress)? };
    progress(&format!("   Component {name}"));
    let mut component = componentize(&module, &name)?;
    if let Some(wishes) = wishes {
        component = with_wishes(&component, &name, &wishes)?;
    }
    let wishes = wishes_of(&component, &name)?.unwrap_or_default();
    let interface = interface(&component, &name)?;
    let path = options.output.clone().unwrap_or_else(|| folder.join(format!("optimus-plugin-{name}.wasm")));
    write(&path, &component).map_err(|cause| error::unreadable(&name, &path, cause))?;
    Ok(Built { name, path, size: component.len() as u64, interface, wishes })
}

fn is_module(source: &Path) -> bool {
    source.extension().is_some_and(|extension| extension == "wasm")
}

/// What is made a component.
struct Source {
    module: Vec<u8>,
    /// The plugin's name.
    name: String,
    /// Where the component goes.
    folder: PathBuf,
    /// What it is to wish; `None` leaves what the file says itself.
    wishes: Option<Wishes>,
}

fn from_module(options: &BuildOptions) -> Result<Source, Error> {
    let stem = options.source.file_stem().unwrap_or_default().to_string_lossy();
    let name = package::plugin_name(options.name.as_deref().unwrap_or(&stem))?;
    let module = read(&options.source, &name)?;
    let folder = options.out_dir.clone().or_else(|| options.source.parent().map(Path::to_path_buf));
    Ok(Source { module, name, folder: folder.unwrap_or_default(), wishes: None })
}

fn from_crate(options: &BuildOptions, progress: &mut dyn FnMut(&str)) -> Result<Source, Error> {
    let package = package::find(options)?;
    let artifact = cargo::compile(options, &package, progress)?;
    let module = read(&artifact, &package.plugin)?;
    let folder = options.out_dir.clone().unwrap_or_else(|| package.target_dir.join("plugins"));
    Ok(Source { module, name: package.plugin, folder, wishes: package.wishes })
}

fn read(path: &Path, plugin: &str) -> Result<Vec<u8>, Error> {
    let size = std::fs::metadata(path).map_err(|cause| error::unreadable(plugin, path, cause))?.len();
    if size > MAX_MODULE_BYTES {
        return Err(error::too_large(plugin, path, size));
    }
    std::fs::read(path).map_err(|cause| error::unreadable(plugin, path, cause))
}

/// Writes beside the target and renames, so that nobody ever reads half a component.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".optimus-plugin-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    readable_by_all(file.as_file())?;
    file.persist(path)?;
    Ok(())
}

/// A temporary file is private; a plugin is read by whoever runs the server.
#[cfg(unix)]
fn readable_by_all(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
