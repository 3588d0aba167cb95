use optimus_plugin_api::{Code, Error, Operation};
use wasmtime::Engine;

const MAGIC: &[u8] = b"\0asm";
const COMPONENT: &[u8] = &[0x0d, 0, 1, 0];
const CORE_MODULE: &[u8] = &[1, 0, 0, 0];

/// Looks at the outermost bytes of a plugin file before anything dear does: what it is, and whether it is whole.
pub(crate) fn check(bytes: &[u8], plugin: &str) -> Result<(), Error> {
    let fail = |code, message: String| Error::new(code, plugin, Operation::Load, message);
    if Engine::detect_precompiled(bytes).is_some() {
        return Err(fail(Code::PRECOMPILED, "it is machine code that was compiled already".to_owned())
            .with_help("install the `.wasm` it was made from: machine code cannot be checked, and fits one engine only"));
    }
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        let what = if MAGIC.starts_with(bytes) { "it is empty" } else { "it is not a WebAssembly file" };
        return Err(damaged(plugin, what));
    };
    match rest.split_at_checked(4) {
        Some((COMPONENT, sections)) => check_sections(sections, plugin),
        Some((CORE_MODULE, _)) => {
            Err(fail(Code::NOT_A_COMPONENT, "it is a core module, not a component".to_owned())
                .with_help("make it a component with `optimus plugin build FILE`"))
        }
        Some((version, _)) => Err(fail(Code::NOT_COMPILED, format!("its format {version:?} is not known"))
            .with_help("the file was made by tools that are newer, or much older, than this program")),
        None => Err(damaged(plugin, "it ends after its first bytes")),
    }
}

/// Walks over the sections without looking into them: a file that was cut off ends inside one.
fn check_sections(sections: &[u8], plugin: &str) -> Result<(), Error> {
    match Sections(sections).position(|section| section.is_none()) {
        Some(whole) => Err(damaged(plugin, &format!("it ends in the middle of section {}", whole + 1))),
        None => Ok(()),
    }
}

/// Whether code of the component may run when it is instantiated, before it is asked anything: a module of it has a start
/// function. What cannot be read has one.
pub(crate) fn has_start_function(component: &[u8]) -> bool {
    may_start(component, 0)
}

fn may_start(bytes: &[u8], depth: usize) -> bool {
    const DEEPEST: usize = 8;
    let Some((header, sections)) = bytes.split_at_checked(8) else { return true };
    let is_core = header.ends_with(CORE_MODULE);
    Sections(sections).any(|section| match section {
        None => true,
        Some((CORE_START, _)) if is_core => true,
        Some((COMPONENT_START, _)) if !is_core => true,
        Some((NESTED_MODULE | NESTED_COMPONENT, inner)) if !is_core => {
            depth == DEEPEST || may_start(inner, depth + 1)
        }
        Some(_) => false,
    })
}

const CORE_START: u8 = 8;
const COMPONENT_START: u8 = 9;
const NESTED_MODULE: u8 = 1;
const NESTED_COMPONENT: u8 = 4;

/// Number and content of each section; `None`, once, where the bytes end inside one.
struct Sections<'a>(&'a [u8]);

impl<'a> Iterator for Sections<'a> {
    type Item = Option<(u8, &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        let (id, rest) = self.0.split_first()?;
        let section = leb128(rest).and_then(|(size, body)| body.split_at_checked(size));
        self.0 = section.map_or(&[][..], |(_, rest)| rest);
        Some(section.map(|(content, _)| (*id, content)))
    }
}

fn damaged(plugin: &str, what: &str) -> Error {
    Error::new(Code::DAMAGED, plugin, Operation::Load, what)
        .with_help("fetch or build the file again: it was cut off, overwritten, or is something else")
}

/// An unsigned number of at most 32 bits, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(bytes: &[u8]) -> Code {
        check(bytes, "p").unwrap_err().code()
    }

    #[test]
    fn each_kind_of_wrong_file_has_its_own_code() {
        assert_eq!(code_of(b""), Code::DAMAGED);
        assert_eq!(code_of(b"#!/bin/sh"), Code::DAMAGED);
        assert_eq!(code_of(b"\0asm\x0d"), Code::DAMAGED);
        assert_eq!(code_of(b"\0asm\x01\0\0\0"), Code::NOT_A_COMPONENT);
        assert_eq!(code_of(b"\0asm\x0e\0\x01\0"), Code::NOT_COMPILED);
    }

    #[test]
    fn a_section_that_is_longer_than_the_file_is_found_before_the_compiler_sees_it() {
        assert_eq!(code_of(b"\0asm\x0d\0\x01\0\x01\xff\xff\xff\xff\x0fabc"), Code::DAMAGED);
        assert_eq!(code_of(b"\0asm\x0d\0\x01\0\x01"), Code::DAMAGED);
        assert_eq!(code_of(b"\0asm\x0d\0\x01\0\x01\x80\x80\x80\x80\x80\x00"), Code::DAMAGED);
        assert!(check(b"\0asm\x0d\0\x01\0\x00\x02ab", "p").is_ok());
    }

    #[test]
    fn a_start_function_is_found_in_any_module_and_supposed_where_nothing_can_be_read() {
        let has_start = |text| has_start_function(&wat::parse_str(text).unwrap());
        assert!(!has_start("(component (core module (func)))"));
        assert!(has_start("(component (core module (func)) (core module (func) (start 0)))"));
        assert!(has_start("(component (component (core module (func) (start 0))))"));
        assert!(has_start_function(b"\0asm\x0d\0\x01\0\x01\x7f"));
        assert!(has_start_function(b""));
    }
}
