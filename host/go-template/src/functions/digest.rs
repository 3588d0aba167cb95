//! Checksums of texts, as hexadecimal digits (Adler-32 as a decimal number).

use super::{Args, Function, Table, Type};
use crate::value::Value;

const TEXT: &[Type] = &[Type::Text];

pub(super) const TABLE: Table = &[
    ("sha256sum", Function::new(TEXT, |_, args| Ok(Value::from(hex(&sha256(args.text(0).as_bytes())))))),
    ("sha1sum", Function::new(TEXT, |_, args| Ok(Value::from(hex(&sha1(args.text(0).as_bytes())))))),
    (
        "adler32sum",
        Function::new(TEXT, |_, args| Ok(Value::from(adler32(args.text(0).as_bytes()).to_string()))),
    ),
];

fn hex(words: &[u32]) -> String {
    words.iter().map(|word| format!("{word:08x}")).collect()
}

fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % MODULUS;
        (a, (b + a) % MODULUS)
    });
    b << 16 | a
}

/// Blocks of 16 words: the text, a one bit, zeros, and the length in bits.
fn blocks(bytes: &[u8]) -> impl Iterator<Item = [u32; 16]> {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    padded.resize(padded.len() + (120 - padded.len() % 64) % 64, 0);
    padded.extend_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    let count = padded.len() / 64;
    (0..count).map(move |block| {
        std::array::from_fn(|word| {
            let at = block * 64 + word * 4;
            let bytes = padded.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
            u32::from_be_bytes(bytes)
        })
    })
}

fn sha1(bytes: &[u8]) -> [u32; 5] {
    let mut hash = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in blocks(bytes) {
        let mut words: Vec<u32> = block.to_vec();
        let [mut a, mut b, mut c, mut d, mut e]: [u32; 5] = hash;
        for round in 0..80 {
            if round >= 16 {
                let earlier = |back: usize| words.get(round - back).copied().unwrap_or_default();
                words.push((earlier(3) ^ earlier(8) ^ earlier(14) ^ earlier(16)).rotate_left(1));
            }
            let (mix, constant) = match round {
                0..20 => (b & c | !b & d, 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6u32),
            };
            let word = words.get(round).copied().unwrap_or_default();
            let next = [mix, e, constant, word].into_iter().fold(a.rotate_left(5), u32::wrapping_add);
            (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
        }
        hash = added(hash, [a, b, c, d, e]);
    }
    hash
}

fn sha256(bytes: &[u8]) -> [u32; 8] {
    let mut hash = START;
    for block in blocks(bytes) {
        let mut words: Vec<u32> = block.to_vec();
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = hash;
        for (round, constant) in ROUNDS.into_iter().enumerate() {
            if round >= 16 {
                words.push(next_word(&words, round));
            }
            let word = words.get(round).copied().unwrap_or_default();
            let sum = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let first = [sum, e & f ^ !e & g, constant, word].into_iter().fold(h, u32::wrapping_add);
            let sum = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let second = sum.wrapping_add(a & b ^ a & c ^ b & c);
            (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(first), c, b, a, first.wrapping_add(second));
        }
        hash = added(hash, [a, b, c, d, e, f, g, h]);
    }
    hash
}

fn next_word(words: &[u32], round: usize) -> u32 {
    let earlier = |back: usize| words.get(round - back).copied().unwrap_or_default();
    let low = earlier(15).rotate_right(7) ^ earlier(15).rotate_right(18) ^ earlier(15) >> 3;
    let high = earlier(2).rotate_right(17) ^ earlier(2).rotate_right(19) ^ earlier(2) >> 10;
    [low, earlier(7), high].into_iter().fold(earlier(16), u32::wrapping_add)
}

fn added<const N: usize>(a: [u32; N], b: [u32; N]) -> [u32; N] {
    let mut sums = a;
    sums.iter_mut().zip(b).for_each(|(sum, other)| *sum = sum.wrapping_add(other));
    sums
}

/// The first 32 bits of the fractional parts of the square roots of the first 8 primes (FIPS 180-4).
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The same of the cube roots of the first 64 primes.
const ROUNDS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];
