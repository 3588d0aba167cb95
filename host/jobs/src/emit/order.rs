use std::cmp::Ordering;

/// The order in which yaml.v2 writes the keys of a map: letters after everything else, runs of digits as numbers.
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let Some(at) = left.iter().zip(&right).position(|(l, r)| l != r) else {
        return left.len().cmp(&right.len());
    };
    let (Some(l), Some(r)) = (left.get(at), right.get(at)) else { return Ordering::Equal };
    match (l.is_alphabetic(), r.is_alphabetic()) {
        (true, true) => l.cmp(r),
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let seed = u8::from((*l == '0' || *r == '0') && follows_number(&left, at));
            number(&left, at, seed).cmp(&number(&right, at, seed)).then(l.cmp(r))
        }
    }
}

/// Whether the digits right before this place hold one that is not zero: then a zero here counts as a digit.
fn follows_number(text: &[char], at: usize) -> bool {
    text.iter().take(at).rev().take_while(|c| c.is_ascii_digit()).any(|c| *c != '0')
}

/// The number that begins here and where it ends.
fn number(text: &[char], at: usize, seed: u8) -> (i64, usize) {
    let digits = || text.iter().skip(at).map_while(|c| c.to_digit(10));
    let value = digits().fold(i64::from(seed), |n, d| n.wrapping_mul(10).wrapping_add(i64::from(d)));
    (value, at + digits().count())
}
