//! Floating-point numbers as Go's `strconv` writes them.

/// As `%g` and `%v`: the fewest digits that give the number back, with an exponent below 10^-4 and from 10^6 on.
pub(super) fn shortest(value: f64) -> String {
    if !value.is_finite() {
        return special(value).into();
    }
    let scientific = format!("{value:e}");
    match power_of(&scientific) {
        -4..=5 => format!("{value}"),
        _ => padded(&scientific),
    }
}

/// As `%e` with that many digits after the point.
pub(super) fn exponent(value: f64, precision: usize) -> String {
    if value.is_finite() { padded(&format!("{value:.precision$e}")) } else { special(value).into() }
}

pub(super) fn special(value: f64) -> &'static str {
    match value {
        _ if value.is_nan() => "NaN",
        _ if value > 0.0 => "+Inf",
        _ => "-Inf",
    }
}

/// As `%g` with at most that many digits.
pub(super) fn general(value: f64, precision: usize) -> String {
    if !value.is_finite() {
        return special(value).into();
    }
    let precision = precision.max(1);
    let scientific = format!("{value:.*e}", precision - 1);
    let power = power_of(&scientific);
    if power < -4 || power >= i32::try_from(precision).unwrap_or(i32::MAX) {
        let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        return padded(&format!("{}e{exponent}", without_zeros(digits)));
    }
    let decimals = i32::try_from(precision).unwrap_or(i32::MAX).saturating_sub(1).saturating_sub(power);
    without_zeros(&format!("{value:.*}", usize::try_from(decimals).unwrap_or(0))).to_owned()
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

fn power_of(scientific: &str) -> i32 {
    scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
}

/// Rust's `1e6` as Go's `1e+06`.
fn padded(scientific: &str) -> String {
    let power = power_of(scientific);
    let digits = scientific.split_once('e').map_or(scientific, |(digits, _)| digits);
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.abs())
}
