//! Where the wishes of a component are: in one custom section at the top level of the file.

use super::BadWishes;

/// The name of the section.
pub const WISHES_SECTION: &str = "optimus:wishes";

/// The most that it may hold, in bytes.
pub const MAX_WISHES_BYTES: usize = 64 * 1024;

const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const NESTED_MODULE: u8 = 1;
const NESTED_COMPONENT: u8 = 4;
/// Components of real tools nest two or three levels.
const DEEPEST: usize = 32;

/// What is in the section of a component's wishes; `None` if it has none. Nothing of the component is run or compiled.
///
/// # Errors
/// There are two of them, or one in a nested part (whoever put the component together from parts could not see it), it is
/// larger than [`MAX_WISHES_BYTES`], or the file cannot be walked over.
pub fn wishes_section(component: &[u8]) -> Result<Option<&[u8]>, BadWishes> {
    let Some(sections) = component.strip_prefix(COMPONENT) else {
        return Err(BadWishes::new("", "the file is no component"));
    };
    let mut found = None;
    for section in Sections(sections) {
        let (id, content) = section.ok_or_else(damaged)?;
        match id {
            CUSTOM => match wishes_in(content)? {
                Some(_) if found.is_some() => {
                    return Err(BadWishes::new(
                        "",
                        format!("the component has two sections `{WISHES_SECTION}`"),
                    ));
                }
                Some(wishes) => found = Some(wishes),
                None => {}
            },
            NESTED_MODULE | NESTED_COMPONENT => refuse_inside(content, 1)?,
            _ => {}
        }
    }
    match found {
        Some(wishes) if wishes.len() > MAX_WISHES_BYTES => {
            let size = wishes.len();
            Err(BadWishes::new("", format!("the section has {size} bytes, and may have {MAX_WISHES_BYTES}")))
        }
        found => Ok(found),
    }
}

/// A component with these wishes in place of those that it may have: the section is appended, the rest keeps its bytes.
///
/// # Errors
/// As [`wishes_section`].
pub fn with_wishes_section(component: &[u8], payload: &[u8]) -> Result<Vec<u8>, BadWishes> {
    if payload.len() > MAX_WISHES_BYTES {
        let size = payload.len();
        return Err(BadWishes::new(
            "",
            format!("the wishes have {size} bytes, and may have {MAX_WISHES_BYTES}"),
        ));
    }
    wishes_section(component)?;
    let mut out = component.get(..COMPONENT.len()).unwrap_or_default().to_vec();
    let mut rest = component.get(COMPONENT.len()..).unwrap_or_default();
    while !rest.is_empty() {
        let mut sections = Sections(rest);
        let (id, content) = sections.next().flatten().ok_or_else(damaged)?;
        let taken = rest.len() - sections.0.len();
        if id != CUSTOM || wishes_in(content)?.is_none() {
            out.extend_from_slice(rest.get(..taken).unwrap_or_default());
        }
        rest = sections.0;
    }
    append(&mut out, payload);
    Ok(out)
}

fn append(out: &mut Vec<u8>, payload: &[u8]) {
    let mut content = Vec::with_capacity(payload.len() + 24);
    push_leb128(&mut content, WISHES_SECTION.len());
    content.extend_from_slice(WISHES_SECTION.as_bytes());
    content.extend_from_slice(payload);
    out.push(CUSTOM);
    push_leb128(out, content.len());
    out.extend_from_slice(&content);
}

fn push_leb128(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// What follows the name of a custom section, if it is the one of wishes.
fn wishes_in(content: &[u8]) -> Result<Option<&[u8]>, BadWishes> {
    let named = leb128(content).and_then(|(size, rest)| rest.split_at_checked(size));
    let (name, payload) = named.ok_or_else(damaged)?;
    Ok((name == WISHES_SECTION.as_bytes()).then_some(payload))
}

fn refuse_inside(part: &[u8], depth: usize) -> Result<(), BadWishes> {
    if depth > DEEPEST {
        return Err(BadWishes::new("", format!("its parts nest deeper than {DEEPEST} levels")));
    }
    let is_component = part.starts_with(COMPONENT);
    let sections =
        part.strip_prefix(COMPONENT).or_else(|| part.strip_prefix(CORE_MODULE)).ok_or_else(damaged)?;
    for section in Sections(sections) {
        match section.ok_or_else(damaged)? {
            (CUSTOM, content) if wishes_in(content)?.is_some() => {
                let message =
                    format!("a nested part has a section `{WISHES_SECTION}`, which belongs to the whole");
                return Err(BadWishes::new("", message));
            }
            (NESTED_MODULE | NESTED_COMPONENT, inner) if is_component => refuse_inside(inner, depth + 1)?,
            _ => {}
        }
    }
    Ok(())
}

fn damaged() -> BadWishes {
    BadWishes::new("", "the component ends inside a section, or has a part that is none")
}

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

/// An unsigned number of at most 32 bits, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let value = u32::try_from(value).ok()?;
            return Some((usize::try_from(value).ok()?, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_section(bytes: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        append(&mut out, payload);
        out
    }

    fn nested(kind: u8, part: &[u8]) -> Vec<u8> {
        let mut out = COMPONENT.to_vec();
        out.push(kind);
        push_leb128(&mut out, part.len());
        out.extend_from_slice(part);
        out
    }

    #[test]
    fn the_one_section_at_the_top_is_found_wherever_it_stands() {
        assert_eq!(wishes_section(COMPONENT), Ok(None));
        let one = with_section(COMPONENT, b"\x01{}");
        assert_eq!(wishes_section(&one), Ok(Some(&b"\x01{}"[..])));
        let mut other = nested(NESTED_MODULE, CORE_MODULE);
        append(&mut other, b"x");
        assert_eq!(wishes_section(&other), Ok(Some(&b"x"[..])));
    }

    #[test]
    fn two_sections_or_a_nested_one_are_refused() {
        let one = with_section(COMPONENT, b"x");
        let message = |bytes: &[u8]| wishes_section(bytes).unwrap_err().to_string();
        assert!(message(&with_section(&one, b"x")).contains("two sections"));
        assert!(message(&nested(NESTED_COMPONENT, &one)).contains("a nested part"));
        assert!(message(&nested(NESTED_MODULE, &with_section(CORE_MODULE, b"x"))).contains("a nested part"));
        let deeper = nested(NESTED_COMPONENT, &nested(NESTED_MODULE, &with_section(CORE_MODULE, b"x")));
        assert!(message(&with_section(&deeper, b"y")).contains("a nested part"));
    }

    #[test]
    fn w37_bytes_that_lie_about_their_lengths_are_refused() {
        let message = |bytes: &[u8]| wishes_section(bytes).unwrap_err().to_string();
        assert!(message(b"").contains("no component"));
        assert!(message(CORE_MODULE).contains("no component"));
        for tail in [
            &b"\0"[..],
            b"\0\x05a",
            b"\0\x02\x7fa",
            b"\0\xff\xff\xff\xff\x7f",
            b"\0\x80\x80\x80\x80\x80\0",
            b"\x01\x02ab",
        ] {
            assert!(message(&[COMPONENT, tail].concat()).contains("ends inside"), "{tail:?}");
        }
        let deep = (0..40).fold(COMPONENT.to_vec(), |part, _| nested(NESTED_COMPONENT, &part));
        assert!(message(&deep).contains("nest deeper"));
        let large = with_section(COMPONENT, &vec![0; MAX_WISHES_BYTES + 1]);
        assert!(message(&large).contains("65537 bytes"));
        assert!(wishes_section(&with_section(COMPONENT, &vec![0; MAX_WISHES_BYTES])).is_ok());
    }

    #[test]
    fn writing_replaces_what_was_there_and_keeps_every_other_byte() {
        let mut component = nested(NESTED_MODULE, CORE_MODULE);
        append(&mut component, b"old");
        component.extend_from_slice(b"\0\x02\x01x");
        let new = with_wishes_section(&component, b"new").unwrap();
        assert_eq!(wishes_section(&new), Ok(Some(&b"new"[..])));
        let mut expected = nested(NESTED_MODULE, CORE_MODULE);
        expected.extend_from_slice(b"\0\x02\x01x");
        append(&mut expected, b"new");
        assert_eq!(new, expected);
        assert!(with_wishes_section(CORE_MODULE, b"new").is_err());
        assert!(with_wishes_section(COMPONENT, &vec![0; MAX_WISHES_BYTES + 1]).is_err());
    }
}
