//! For which system and processor a file is made, as its first bytes say.

use std::env::consts::{ARCH, OS};

/// Go's names, which file names use; Rust's; the numbers of ELF, Mach-O and PE (0: there is none).
const PROCESSORS: [(&str, &str, u16, u32, u16); 9] = [
    ("386", "x86", 3, 7, 0x014c),
    ("mips", "mips", 8, 0, 0),
    ("ppc64", "powerpc64", 21, 0, 0),
    ("s390x", "s390x", 22, 0, 0),
    ("arm", "arm", 40, 12, 0x01c4),
    ("amd64", "x86_64", 62, 0x0100_0007, 0x8664),
    ("arm64", "aarch64", 183, 0x0100_000c, 0xaa64),
    ("riscv64", "riscv64", 243, 0, 0),
    ("loong64", "loongarch64", 258, 0, 0),
];
/// More programs in one file than this are no programs: Java's classes begin with the same four bytes.
const MOST_PROGRAMS: u32 = 8;

/// What the first bytes say that a file is.
pub(super) fn made_of(head: &[u8]) -> String {
    match head {
        [0x7f, b'E', b'L', b'F', ..] => executable("Linux or another unix", elf(head)),
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => executable("macOS", mach_o(head)),
        [0xca, 0xfe, 0xba, 0xbe, ..] => many(head),
        [b'M', b'Z', ..] => executable("Windows", pe(head)),
        [0, b'a', b's', b'm', ..] => "a WebAssembly file; it is called optimus-plugin-<name>.wasm".into(),
        [b'#', b'!', ..] => "a script".into(),
        [] => "empty".into(),
        _ => "neither an executable of this system nor a script with a `#!` line".into(),
    }
}

fn executable(system: &str, processor: Option<&str>) -> String {
    match processor {
        Some(name) => format!("an executable for {name} ({system}); this machine is {}", own()),
        None => format!("a truncated executable ({system})"),
    }
}

/// This machine, in the words of file names.
fn own() -> String {
    let system = if OS == "macos" { "darwin" } else { OS };
    let processor = PROCESSORS.iter().find(|(_, name, ..)| *name == ARCH).map_or(ARCH, |(go, ..)| go);
    format!("{system} {processor}")
}

fn named(is_it: impl Fn(&(&str, &str, u16, u32, u16)) -> bool) -> &'static str {
    PROCESSORS.iter().find(|processor| is_it(processor)).map_or("another processor", |(go, ..)| go)
}

/// Whether it is an ELF file that this processor runs, as far as can be told.
pub(super) fn is_own_elf(head: &[u8]) -> bool {
    let own = PROCESSORS.iter().find(|(_, name, ..)| *name == ARCH);
    head.starts_with(b"\x7fELF") && own.is_none_or(|(go, ..)| elf(head) == Some(go))
}

fn elf(head: &[u8]) -> Option<&'static str> {
    let big_endian = head.get(5) == Some(&2);
    let machine = head.get(18..20)?.try_into().ok().map(|bytes| match big_endian {
        true => u16::from_be_bytes(bytes),
        false => u16::from_le_bytes(bytes),
    })?;
    Some(named(|(_, _, elf, ..)| *elf == machine))
}

fn mach_o(head: &[u8]) -> Option<&'static str> {
    let processor = u32::from_le_bytes(head.get(4..8)?.try_into().ok()?);
    Some(named(|(_, _, _, mach_o, _)| *mach_o == processor))
}

/// Several programs in one file, each for another processor.
fn many(head: &[u8]) -> String {
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let Some(count @ 1..=MOST_PROGRAMS) = number(4) else { return "a class of Java".into() };
    let names = (0..count as usize).map_while(|index| number(8 + 20 * index));
    let names = names.map(|processor| named(|(_, _, _, mach_o, _)| *mach_o == processor));
    executable("macOS", Some(&names.collect::<Vec<_>>().join(" and ")))
}

fn pe(head: &[u8]) -> Option<&'static str> {
    let at = usize::try_from(u32::from_le_bytes(head.get(0x3c..0x40)?.try_into().ok()?)).ok()?;
    let [b'P', b'E', 0, 0, low, high] = *head.get(at..at.checked_add(6)?)? else { return None };
    let machine = u16::from_le_bytes([low, high]);
    Some(named(|(.., pe)| *pe == machine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executable_for_another_processor_is_named() {
        let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xb7\0".to_vec();
        assert!(made_of(&elf).starts_with("an executable for arm64 (Linux"), "{}", made_of(&elf));
        elf.truncate(19);
        assert!(made_of(&elf).starts_with("a truncated executable"));
        let big_endian = b"\x7fELF\x02\x02\x01\0\0\0\0\0\0\0\0\0\0\x02\0\x16";
        assert!(made_of(big_endian).contains("for s390x"), "{}", made_of(big_endian));
        assert!(!is_own_elf(&elf));
    }

    #[test]
    fn executables_of_macos_are_named_with_their_processors() {
        assert!(made_of(b"\xcf\xfa\xed\xfe\x0c\0\0\x01").contains("for arm64 (macOS)"));
        let mut fat = b"\xca\xfe\xba\xbe\0\0\0\x02".to_vec();
        for processor in [0x0100_0007_u32, 0x0100_000c] {
            fat.extend(processor.to_be_bytes());
            fat.extend([0; 16]);
        }
        assert!(made_of(&fat).contains("for amd64 and arm64 (macOS)"), "{}", made_of(&fat));
        assert_eq!(made_of(b"\xca\xfe\xba\xbe\0\0\0\x3d"), "a class of Java");
    }

    #[test]
    fn executables_of_windows_are_named_and_their_offset_is_not_trusted() {
        let mut exe = b"MZ".to_vec();
        exe.resize(0x80, 0);
        exe[0x3c] = 0x80;
        exe.extend(b"PE\0\0\x64\x86");
        assert!(made_of(&exe).contains("for amd64 (Windows)"), "{}", made_of(&exe));
        exe[0x3c..0x40].fill(0xff);
        assert!(made_of(&exe).contains("truncated"));
        assert!(made_of(b"MZ\x90").contains("Windows"));
    }

    #[test]
    fn other_files_are_named() {
        assert!(made_of(b"\0asm\x0d").contains("WebAssembly"));
        assert!(made_of(b"text").contains("#!"));
        assert_eq!(made_of(b""), "empty");
    }
}
