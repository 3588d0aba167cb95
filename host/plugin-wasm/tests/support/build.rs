use std::{fmt::Write, fs, path::Path};

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const VERSION: &str = "0.1.0";
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

/// A guest of `tests/guests`, and how the contract it is built against differs from ours.
pub(crate) struct Guest {
    text: String,
    wit: Vec<(String, String)>,
}

impl Guest {
    /// The guest of this file name.
    pub(crate) fn named(name: &str) -> Self {
        let path = format!("{}/tests/guests/{name}.wat", env!("CARGO_MANIFEST_DIR"));
        Self { text: fs::read_to_string(&path).expect(&path), wit: Vec::new() }
    }

    /// Changes the contract's WIT, and nothing else.
    pub(crate) fn with_wit(mut self, from: &str, to: &str) -> Self {
        self.wit.push((from.to_owned(), to.to_owned()));
        self
    }

    /// Changes the text of the guest.
    pub(crate) fn with_text(mut self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{from}");
        self.text = self.text.replace(from, to);
        self
    }

    /// Builds it against another version of the contract.
    pub(crate) fn of_contract(self, version: &str) -> Self {
        let mut guest = self.with_wit("optimus:plugin@0.1.0", &format!("optimus:plugin@{version}"));
        guest.text = guest.text.replace("@0.1.0", &format!("@{version}"));
        guest
    }

    /// The component.
    pub(crate) fn component(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.module()).expect("the text of the guest");
        let (resolve, world) = self.contract();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        ComponentEncoder::default().module(&module).unwrap().encode().expect("a component")
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

    fn contract(&self) -> (Resolve, wit_parser::WorldId) {
        let directory = tempfile::tempdir().unwrap();
        let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
        for file in fs::read_dir(wit).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|extension| extension == "wit") {
                let text = self.changed(fs::read_to_string(&file).unwrap());
                fs::write(directory.path().join(file.file_name().unwrap()), text).unwrap();
            }
        }
        fs::write(directory.path().join("guest.wit"), self.world()).unwrap();
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(directory.path()).unwrap();
        let world = resolve.select_world(&[package], Some("guest")).unwrap();
        (resolve, world)
    }

    fn changed(&self, text: String) -> String {
        self.wit.iter().fold(text, |text, (from, to)| text.replace(from, to))
    }

    fn world(&self) -> String {
        let mut world =
            format!("package optimus:plugin@{};\nworld guest {{\n  include base-plugin;\n", self.version());
        if self.text.contains("\"$root\"") {
            world.push_str("  import launch: func();\n");
        }
        for interface in self.directive("exports") {
            writeln!(world, "  export {interface};").unwrap();
        }
        world + "}\n"
    }

    fn module(&self) -> String {
        let mut prelude = String::new();
        let pages = self.directive("pages").first().map_or("2", |pages| *pages).to_owned();
        writeln!(prelude, "(memory (export \"memory\") {pages})").unwrap();
        if self.directive("realloc").is_empty() {
            prelude.push_str(ALLOCATOR);
        }
        prelude.push_str(&self.info());
        for (interface, function, params) in FUNCTIONS {
            let name = format!("optimus:plugin/{interface}@{}#{function}", self.version());
            if self.directive("exports").contains(interface) && !self.text.contains(&name) {
                writeln!(prelude, "(func (export \"{name}\") (param {params}) (result i32) unreachable)")
                    .unwrap();
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
            write!(cases, "\\{case}{}", "\\00".repeat(11)).unwrap();
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

/// A core module, which is no component.
pub(crate) fn core_module() -> Vec<u8> {
    wat::parse_str("(module)").unwrap()
}
