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
fn check_sections(mut rest: &[u8], plugin: &str) -> Result<(), Error> {
    let mut section = 0_usize;
    while let Some((_id, body)) = rest.split_first() {
        section += 1;
        let cut = || damaged(plugin, &format!("it ends in the middle of section {section}"));
        let (size, body) = leb128(body).ok_or_else(cut)?;
        rest = body.get(size..).ok_or_else(cut)?;
    }
    Ok(())
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
}
