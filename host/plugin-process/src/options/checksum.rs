use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256, Sha512};

/// What an executable's bytes must add up to.
///
/// ```
/// use optimus_plugin_process::Checksum;
///
/// let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// let checksum: Checksum = text.parse().unwrap();
/// assert_eq!(checksum.to_string(), text);
/// assert!("md5:900150983cd24fb0d6963f7d28e17f72".parse::<Checksum>().is_err());
/// ```
///
/// There is no MD5 and no SHA-1: files with a given sum can be made for the one, and pairs of files with the same for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// SHA-256.
    Sha256([u8; 32]),
    /// SHA-512.
    Sha512([u8; 64]),
}

/// Why a text is not a checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadChecksum(&'static str);

impl fmt::Display for BadChecksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BadChecksum {}

impl FromStr for Checksum {
    type Err = BadChecksum;

    /// Reads `sha256:<hex>` or `sha512:<hex>`, in either case. The texts of errors are go-plugin's where it has one.
    fn from_str(text: &str) -> Result<Self, BadChecksum> {
        let (name, sum) = text.trim().split_once(':').unwrap_or(("", text.trim()));
        if sum.is_empty() {
            return Err(BadChecksum("no checksum provided"));
        }
        match name.to_ascii_lowercase().as_str() {
            "sha256" => bytes(sum).map(Self::Sha256),
            "sha512" => bytes(sum).map(Self::Sha512),
            "" => {
                Err(BadChecksum("no hash implementation provided: write `sha256:` or `sha512:` and the sum"))
            }
            "md5" | "sha1" => Err(BadChecksum("MD5 and SHA-1 sums can be forged: use sha256 or sha512")),
            _ => Err(BadChecksum("an unknown kind of checksum: use sha256 or sha512")),
        }
    }
}

fn bytes<const SIZE: usize>(hex: &str) -> Result<[u8; SIZE], BadChecksum> {
    let wrong = BadChecksum("a sum of the wrong length, or not hexadecimal");
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = [0; SIZE];
    if hex.len() != 2 * SIZE {
        return Err(wrong);
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let &[high, low] = pair else { return Err(wrong) };
        *byte = digit(high).zip(digit(low)).map(|(high, low)| 16 * high + low).ok_or(wrong)?;
    }
    Ok(bytes)
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, sum): (_, &[u8]) = match self {
            Self::Sha256(sum) => ("sha256:", sum),
            Self::Sha512(sum) => ("sha512:", sum),
        };
        f.write_str(name)?;
        sum.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A sum that is being formed.
#[derive(Debug)]
pub(crate) enum Hasher {
    Sha256(Box<Sha256>),
    Sha512(Box<Sha512>),
}

impl Checksum {
    /// A sum of the same kind, of nothing yet.
    pub(crate) fn hasher(&self) -> Hasher {
        match self {
            Self::Sha256(_) => Hasher::Sha256(Box::default()),
            Self::Sha512(_) => Hasher::Sha512(Box::default()),
        }
    }
}

impl Hasher {
    /// Adds bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(sum) => sum.update(bytes),
            Self::Sha512(sum) => sum.update(bytes),
        }
    }

    /// The sum of what was added.
    pub(crate) fn finish(self) -> Checksum {
        match self {
            Self::Sha256(sum) => Checksum::Sha256(sum.finalize().into()),
            Self::Sha512(sum) => Checksum::Sha512(sum.finalize().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: [&str; 2] = [
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ];

    #[test]
    fn the_sums_of_the_standards_are_formed() {
        for text in ABC {
            let expected: Checksum = text.parse().unwrap();
            let mut hasher = expected.hasher();
            hasher.update(b"a");
            hasher.update(b"bc");
            assert_eq!(hasher.finish(), expected);
            assert_eq!(text.to_uppercase().parse(), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_checksum_says_why() {
        let why = |text: &str| text.parse::<Checksum>().unwrap_err().to_string();
        assert_eq!(why("sha256:"), "no checksum provided");
        assert_eq!(why(""), "no checksum provided");
        assert!(why("abcd").starts_with("no hash implementation provided"));
        assert!(why("md5:900150983cd24fb0d6963f7d28e17f72").contains("forged"));
        assert!(why("crc32:00").contains("unknown kind"));
        for wrong in ["sha256:00", "sha256:é", &ABC[0].replace('b', "g"), &format!("{}00", ABC[1])] {
            assert!(why(wrong).contains("length"), "{wrong}");
        }
    }
}
