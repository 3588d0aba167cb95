//! The SDK's bindings, generated from `wit/` and kept in the repository, so that a plugin builds without a generator.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result, bail};
use wit_bindgen_core::{Files, WorldGenerator};
use wit_component::StringEncoding;
use wit_parser::{PackageId, Resolve, Type, TypeDefKind, WorldKey};

/// The worlds whose types the SDK carries: one for each part, since wit-component unites those it finds in a module.
const WORLDS: [(&str, &str); 5] = [
    ("base-plugin", "BASE"),
    ("caching", "CACHING"),
    ("cli-plugin", "CLI"),
    ("asset-compiler-plugin", "ASSET_COMPILER"),
    ("dependency-resolver-plugin", "DEPENDENCY_RESOLVER"),
];

/// What the generator puts after interfaces that are exported: one macro and one section for everything at once, which the
/// SDK's own `export!` replaces, because a plugin exports only what it has.
const AFTER_EXPORTS: &str = "/// Generates `#[unsafe(no_mangle)]` functions to export the specified type as";

/// What it puts after imports alone: the section, which `export!` adds too.
const AFTER_IMPORTS: &str =
    "#[rustfmt::skip]\n#[cfg(target_arch = \"wasm32\")]\n#[unsafe(\n    link_section = ";

/// One file of bindings.
struct Bindings {
    /// The folder of the WIT package, from the root of the checkout.
    wit: &'static str,
    /// The file that is written.
    file: &'static str,
    /// The world that has everything.
    whole: &'static str,
    /// What begins the part that is not wanted.
    tail: &'static str,
    /// The imported functions that the SDK calls; all where nothing is said.
    called: &'static [&'static str],
    /// The worlds whose types are carried, and the names of their constants.
    worlds: &'static [(&'static str, &'static str)],
}

/// Where WASI's HTTP is.
const HTTP_WIT: &str = "guest-sdk/rust/wit";

/// The contract, and what the HTTP client imports besides. They are apart because a host reads the contract too, and has an
/// HTTP of its own.
const FILES: [Bindings; 2] = [
    Bindings {
        wit: "wit",
        file: "guest-sdk/rust/src/sys/bindings.rs",
        whole: "plugin",
        tail: AFTER_EXPORTS,
        called: &[],
        worlds: &WORLDS,
    },
    Bindings {
        wit: HTTP_WIT,
        file: "guest-sdk/rust/src/sys/wasi.rs",
        whole: "http",
        tail: AFTER_IMPORTS,
        called: &CALLED,
        worlds: &[("http", "HTTP")],
    },
];

/// What the HTTP client calls. All of WASI's HTTP would be twice as much to compile for every plugin.
const CALLED: [&str; 26] = [
    "handle",
    "http-error-code",
    "[constructor]fields",
    "[method]fields.append",
    "[method]fields.entries",
    "[constructor]outgoing-request",
    "[method]outgoing-request.body",
    "[method]outgoing-request.set-method",
    "[method]outgoing-request.set-path-with-query",
    "[method]outgoing-request.set-scheme",
    "[method]outgoing-request.set-authority",
    "[constructor]request-options",
    "[method]request-options.set-connect-timeout",
    "[method]request-options.set-first-byte-timeout",
    "[method]request-options.set-between-bytes-timeout",
    "[method]incoming-response.status",
    "[method]incoming-response.headers",
    "[method]incoming-response.consume",
    "[method]incoming-body.stream",
    "[method]outgoing-body.write",
    "[static]outgoing-body.finish",
    "[method]future-incoming-response.subscribe",
    "[method]future-incoming-response.get",
    "[method]input-stream.blocking-read",
    "[method]output-stream.blocking-write-and-flush",
    "[method]pollable.block",
];

/// Writes the bindings, or with `check` only says whether those in the repository are what would be written.
///
/// # Errors
/// If the WIT cannot be read or does not parse, if a file cannot be written, or with `check` if one is stale; the message
/// then names the command that refreshes it.
pub(crate) fn generate(root: &Path, check: bool) -> Result<()> {
    FILES.iter().try_for_each(|bindings| write(root, bindings, check))
}

fn write(root: &Path, bindings: &Bindings, check: bool) -> Result<()> {
    let path = root.join(bindings.file);
    let fresh = render(root, bindings)?;
    if !check {
        return std::fs::write(&path, fresh).with_context(|| format!("writing {}", path.display()));
    }
    let found = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    if found != fresh {
        bail!("{} is not what `{}/` says now; run `cargo xtask bindings`", path.display(), bindings.wit);
    }
    Ok(())
}

/// The whole text of one file.
fn render(root: &Path, bindings: &Bindings) -> Result<String> {
    let wit = root.join(bindings.wit);
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(&wit).with_context(|| format!("reading {}", wit.display()))?;
    let mut text = format!("// Generated from `{}/` by `cargo xtask bindings`. Do not edit.\n", bindings.wit);
    for (world, name) in bindings.worlds {
        encoded_world(&resolve, package, world, name, &mut text)?;
    }
    if bindings.wit == HTTP_WIT {
        encoded_world(&without_clocks(&resolve), package, "http", "HTTP_WITHOUT_CLOCKS", &mut text)?;
    }
    Ok(text + &interfaces(&mut resolve, package, bindings)?)
}

/// Types, traits and the functions that lift and lower, for all interfaces of a world.
fn interfaces(resolve: &mut Resolve, package: PackageId, bindings: &Bindings) -> Result<String> {
    let world = resolve.select_world(&[package], Some(bindings.whole))?;
    let functions = resolve.interfaces.iter().flat_map(|(_, interface)| interface.functions.keys());
    let is_called = |name: &&String| bindings.called.is_empty() || bindings.called.contains(&name.as_str());
    let options = wit_bindgen_rust::Opts {
        skip: functions.filter(|name| !is_called(name)).cloned().collect(),
        format: true,
        generate_all: true,
        runtime_path: Some("crate::sys::rt".into()),
        disable_run_ctors_once_workaround: true,
        disable_custom_section_link_helpers: true,
        pub_export_macro: true,
        ..Default::default()
    };
    let mut files = Files::default();
    options.build().generate(resolve, world, &mut files)?;
    let (_, bytes) = files.iter().next().context("the generator wrote no file")?;
    let text = String::from_utf8(bytes.to_vec()).context("the generator wrote something that is not text")?;
    let Some((text, _)) = text.split_once(bindings.tail) else {
        bail!("the generator's output has another form than expected: no `{}`", bindings.tail);
    };
    Ok(text.to_owned())
}

/// With a `duration` as the `u64` that it is, instead of the clocks' name for it: a plugin that sets a timeout then imports no
/// clock. Where the standard library brings its own WASI, the two would not fit together.
fn without_clocks(resolve: &Resolve) -> Resolve {
    let mut resolve = resolve.clone();
    for (_, ty) in resolve.types.iter_mut() {
        if ty.name.as_deref() == Some("duration") {
            ty.kind = TypeDefKind::Type(Type::U64);
        }
    }
    let clocks =
        resolve.interfaces.iter().find(|(_, found)| found.name.as_deref() == Some("monotonic-clock"));
    if let Some(clocks) = clocks.map(|(id, _)| WorldKey::Interface(id)) {
        for (_, world) in resolve.worlds.iter_mut() {
            world.imports.shift_remove(&clocks);
        }
    }
    resolve
}

/// A constant with the section from which wit-component learns what a module exports and imports.
fn encoded_world(
    resolve: &Resolve,
    package: PackageId,
    world: &str,
    name: &str,
    text: &mut String,
) -> Result<()> {
    let id = resolve.select_world(&[package], Some(world))?;
    let bytes = wit_component::metadata::encode(resolve, id, StringEncoding::UTF8, None)?;
    writeln!(text, "\n/// The world `{world}`, encoded for wit-component.")?;
    writeln!(text, "pub const {name}: [u8; {}] = *b\"\\", bytes.len())?;
    for line in bytes.chunks(48) {
        // A space at the start of a line would be taken for indentation.
        writeln!(text, "{}\\", line.escape_ascii().to_string().replace(' ', r"\x20"))?;
    }
    writeln!(text, "\";")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bindings_in_the_repository_are_what_wit_says() {
        generate(&crate::workspace::root(), true).unwrap();
    }
}
