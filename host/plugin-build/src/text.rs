//! Components of core modules in the text format, against the contract's own WIT: for hostile guests, each a page to read.

use std::{fmt::Write as _, path::Path};

use optimus_plugin_api::Error;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, SourceMap, WorldId};

use crate::error;

const VERSION: &str = "0.1.0";
/// The contract, file by file.
const CONTRACT: &[(&str, &str)] = &[
    ("asset-compiler.wit", include_str!("../../../wit/asset-compiler.wit")),
    ("base.wit", include_str!("../../../wit/base.wit")),
    ("cache.wit", include_str!("../../../wit/cache.wit")),
    ("call.wit", include_str!("../../../wit/call.wit")),
    ("cli.wit", include_str!("../../../wit/cli.wit")),
    ("dependency-resolver.wit", include_str!("../../../wit/dependency-resolver.wit")),
    ("logging.wit", include_str!("../../../wit/logging.wit")),
    ("worlds.wit", include_str!("../../../wit/worlds.wit")),
];
/// The functions of each optional interface, with their core types.
const FUNCTIONS: &[(&str, &str, &str)] = &[
    ("cli", "get-questions", "i32 i32"),
    ("cli", "validate-question", "i32 i32 i32 i32"),
    ("cli", "default-config", "i32 i32"),
    ("cli", "default-assets", "i32 i32"),
    ("asset-compiler", "compile-assets", "i32 i32 i32 i32 i64 i32 i64 i32 i32 i32"),
    ("dependency-resolver", "generate-destination", "i32 i32 i32 i32"),
    ("dependency-resolver", "generate-dependencies", "i32 i32 i32 i32"),
];
/// Hands out memory from 1 MiB on, growing it when needed, and takes nothing back.
const ALLOCATOR: &str = r#"
  (global $heap (mut i32) (i32.const 1048576))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $start i32)
    (local.set $start (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -16)))
    (global.set $heap (i32.add (local.get $start) (local.get $size)))
    (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
      (then
        (if (i32.eq (i32.const -1) (memory.grow (i32.add (i32.const 1)
              (i32.shr_u (i32.sub (global.get $heap) (i32.mul (memory.size) (i32.const 65536))) (i32.const 16)))))
          (then unreachable))))
    (local.get $start))
"#;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A plugin as a core module in the text format.
///
/// Its first lines say what it exports and which mods it lists (`;; exports: cli`, `;; mods: cli`), and with which pages of
/// memory it begins (`;; pages: 2`). `(;prelude;)` in it stands for a memory, an allocator (`cabi_realloc`), the answer to
/// `plugin-info` (its name is `guest`), and a function that traps for each function of those interfaces that the text does not
/// write itself. The answer area at 4096 is zero, which reads as *ok, accepted* or *ok, an empty list*.
#[derive(Debug, Clone)]
pub struct GuestText {
    text: String,
    wit: Vec<(String, String)>,
    packages: Vec<(String, String)>,
    imports: Vec<String>,
}

impl GuestText {
    /// From its text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), wit: Vec::new(), packages: Vec::new(), imports: Vec::new() }
    }

    /// Changes the contract's WIT, and nothing else.
    #[must_use]
    pub fn with_wit(mut self, from: &str, to: &str) -> Self {
        self.wit.push((from.to_owned(), to.to_owned()));
        self
    }

    /// Changes the text of the guest, wherever `from` occurs.
    #[must_use]
    pub fn with_text(mut self, from: &str, to: &str) -> Self {
        self.text = self.text.replace(from, to);
        self
    }

    /// A WIT package besides the contract, with a file name for errors, before those that use it.
    #[must_use]
    pub fn with_package(mut self, file: &str, wit: &str) -> Self {
        self.packages.push((file.to_owned(), wit.to_owned()));
        self
    }

    /// What the module imports besides the contract, as WIT writes it: `wasi:io/poll@0.2.0`.
    #[must_use]
    pub fn importing(mut self, interface: &str) -> Self {
        self.imports.push(interface.to_owned());
        self
    }

    /// Builds it against another version of the contract.
    #[must_use]
    pub fn of_contract(self, version: &str) -> Self {
        let guest = self.with_wit("optimus:plugin@0.1.0", &format!("optimus:plugin@{version}"));
        guest.with_text("@0.1.0", &format!("@{version}"))
    }

    /// Whether something occurs in the text.
    #[must_use]
    pub fn contains(&self, what: &str) -> bool {
        self.text.contains(what)
    }

    /// The component.
    ///
    /// # Errors
    /// `P0802`: the text is no module, or does not fit the contract.
    pub fn component(&self) -> Result<Vec<u8>, Error> {
        let refused = |what: &str, cause: Cause| error::build("guest", what.to_owned()).with_source(cause);
        let mut module =
            wat::parse_str(self.module()).map_err(|cause| refused("the text is no module", cause.into()))?;
        let (resolve, world) = self.contract().map_err(|cause| refused("the WIT is wrong", cause))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .map_err(|cause| refused("its type cannot be added", cause.into_boxed_dyn_error()))?;
        let encoder = ComponentEncoder::default().module(&module);
        encoder
            .and_then(|mut encoder| encoder.encode())
            .map_err(|cause| refused("the text does not fit the contract", cause.into_boxed_dyn_error()))
    }

    fn directive(&self, name: &str) -> Vec<&str> {
        let prefix = format!(";; {name}:");
        let line = self.text.lines().find_map(|line| line.strip_prefix(&prefix));
        line.unwrap_or_default().split_whitespace().collect()
    }

    fn version(&self) -> &str {
        let changed = self.wit.iter().find_map(|(_, to)| to.strip_prefix("optimus:plugin@"));
        changed.unwrap_or(VERSION)
    }

    fn contract(&self) -> Result<(Resolve, WorldId), Cause> {
        let mut resolve = Resolve::default();
        for (file, wit) in &self.packages {
            resolve.push_source(file, wit)?;
        }
        let mut files = SourceMap::new();
        for (file, text) in CONTRACT {
            let text = self.wit.iter().fold((*text).to_owned(), |text, (from, to)| text.replace(from, to));
            files.push(Path::new(file), text);
        }
        files.push(Path::new("guest.wit"), self.world());
        let group = files.parse().map_err(|(_, cause)| cause)?;
        let package = resolve.push_group(group)?;
        let world = resolve.select_world(&[package], Some("guest"));
        let world = world?;
        Ok((resolve, world))
    }

    fn world(&self) -> String {
        let package = format!("package optimus:plugin@{};\n", self.version());
        let mut world = package + "world guest {\n  include base-plugin;\n  include caching;\n";
        if self.text.contains("\"$root\"") {
            world.push_str("  import launch: func();\n");
        }
        for interface in &self.imports {
            let _ = writeln!(world, "  import {interface};");
        }
        for interface in self.directive("exports") {
            let _ = writeln!(world, "  export {interface};");
        }
        world + "}\n"
    }

    fn module(&self) -> String {
        let mut prelude = String::new();
        let pages = self.directive("pages").first().map_or("2", |pages| *pages).to_owned();
        let _ = writeln!(prelude, "(memory (export \"memory\") {pages})");
        if self.directive("realloc").is_empty() {
            prelude.push_str(ALLOCATOR);
        }
        prelude.push_str(&self.info());
        for (interface, function, params) in FUNCTIONS {
            let name = format!("optimus:plugin/{interface}@{}#{function}", self.version());
            if self.directive("exports").contains(interface) && !self.text.contains(&name) {
                let _ =
                    writeln!(prelude, "(func (export \"{name}\") (param {params}) (result i32) unreachable)");
            }
        }
        self.text.replace("(;prelude;)", &prelude)
    }

    /// The record that `plugin-info` returns, at 1024: `guest`, 1.0, image `i`, and the mods.
    fn info(&self) -> String {
        let mods = self.directive("mods");
        let mut cases = String::new();
        for one in &mods {
            let case = if *one == "cli" { "00" } else { "01" };
            let _ = write!(cases, "\\{case}{}", "\\00".repeat(11));
        }
        let version = self.version();
        format!(
            r#"
            (data (i32.const 512) "guest1.0i")
            (data (i32.const 600) "{cases}")
            (data (i32.const 1024) "\00\02\00\00\05\00\00\00")
            (data (i32.const 1052) "\58\02\00\00\{count:02x}\00\00\00\05\02\00\00\03\00\00\00")
            (data (i32.const 1076) "\08\02\00\00\01\00\00\00")
            (func (export "optimus:plugin/base@{version}#plugin-info") (result i32) (i32.const 1024))
            "#,
            count = mods.len(),
        )
    }
}
