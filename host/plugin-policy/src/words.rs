//! The words of a policy and of wishes: what one of them may be, and in which form it is kept. Shared by the two readers.

use std::{net::IpAddr, sync::Arc, time::Duration};

use crate::{RequestHost, method::is_token, request};

/// Why a word cannot be meant.
pub(crate) type Why = &'static str;

/// The host of a grant: a name, `*.` and a name of two labels or more, or an address.
pub(crate) fn host(text: &str) -> Result<Arc<str>, Why> {
    if text.contains("://") {
        return Err("it is the name alone: the scheme has a key of its own");
    }
    let (star, name) = match text.strip_prefix("*.") {
        Some(name) => ("*.", name),
        None => ("", text),
    };
    if name == "*" {
        return Err("a `*` stands for one label only, as in `*.example.com`");
    }
    match RequestHost::read(name)? {
        RequestHost::Name(name) if star.is_empty() || name.contains('.') => {
            Ok(format!("{star}{name}").into())
        }
        RequestHost::Name(_) => Err("a `*` would stand for every name of a top-level domain"),
        RequestHost::Address(_) if !star.is_empty() => Err("a `*` cannot stand before an address"),
        RequestHost::Address(address) => Ok(address.to_string().into()),
    }
}

/// The path of a grant.
pub(crate) fn path(text: &str) -> Result<Arc<str>, Why> {
    if text.len() > 4096 {
        return Err("it is longer than 4096 bytes");
    }
    request::check_path(text).map(|()| text.into())
}

/// A method.
pub(crate) fn method(text: &str) -> Result<Arc<str>, Why> {
    crate::method::check(text).map(|()| text.into())
}

/// `https` or `http`: whether it is TLS.
pub(crate) fn scheme(text: &str) -> Result<bool, Why> {
    match text {
        "https" => Ok(true),
        "http" => Ok(false),
        _ => Err("it is https or http"),
    }
}

/// An address that is granted as such.
pub(crate) fn address(text: &str) -> Result<IpAddr, Why> {
    let address = text.parse::<IpAddr>().map_err(|_| "it is no address, as 10.0.0.7 or fd00::7")?;
    Ok(address.to_canonical())
}

/// The name of a secret, of a key of a configuration, of a variable: visible ASCII.
pub(crate) fn name(text: &str) -> Result<Arc<str>, Why> {
    match text {
        "" => Err("it is empty"),
        _ if text.len() > 256 => Err("it is longer than 256 bytes"),
        _ if text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(text.into()),
        _ => Err("it has a character that names do not have"),
    }
}

/// A key of the configuration; a `*` at its end stands for the rest.
pub(crate) fn config(text: &str) -> Result<String, Why> {
    if text.strip_suffix('*').unwrap_or(text).contains('*') {
        return Err("a `*` stands at the end of a key only");
    }
    name(text).map(|name| (*name).to_owned())
}

/// A variable of the environment.
pub(crate) fn variable(text: &str) -> Result<String, Why> {
    if text.contains(['=', '*']) {
        return Err("a variable is named in full, without `=` and `*`");
    }
    name(text).map(|name| (*name).to_owned())
}

/// The name of a header that may carry a secret, in lower case.
pub(crate) fn header(text: &str) -> Result<Arc<str>, Why> {
    const MEANT_FOR_THE_CONNECTION: &[&str] = &[
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let name = text.to_ascii_lowercase();
    match &*name {
        "" => Err("it is empty"),
        _ if name.len() > 256 => Err("it is longer than 256 bytes"),
        _ if !name.bytes().all(is_token) => Err("it has a character that headers do not have"),
        name if MEANT_FOR_THE_CONNECTION.contains(&name) => {
            Err("this header is for the connection, and carries no secret")
        }
        name => Ok(name.into()),
    }
}

/// The name of a parameter of a query that may carry a secret.
pub(crate) fn parameter(text: &str) -> Result<Arc<str>, Why> {
    if text.bytes().any(|byte| !byte.is_ascii_alphanumeric() && !b"-._~".contains(&byte)) {
        return Err("a parameter has letters, digits and -._~ only");
    }
    name(text)
}

/// A size in bytes: a whole number, with a unit or without.
pub(crate) fn size(text: &str) -> Result<u64, Why> {
    const WANTED: Why = "a size is a whole number of bytes, or one with a unit: 64 KiB, 128 MiB, 1 GiB";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).ok_or(WANTED)?;
    let unit: u64 = match unit.trim() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return Err(WANTED),
    };
    let number: u64 = number.parse().map_err(|_| WANTED)?;
    number.checked_mul(unit).filter(|size| i64::try_from(*size).is_ok()).ok_or("it is beyond 8 EiB")
}

/// A stretch of time: whole numbers with units, as in Go.
pub(crate) fn time(text: &str) -> Result<Duration, Why> {
    const WANTED: Why = "a time is a whole number with its unit: 500ms, 10s, 5m, 24h, 7d";
    let mut rest = text;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits).ok_or(WANTED)?;
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, next) = after.split_at_checked(letters).ok_or(WANTED)?;
        let unit: u64 = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(WANTED),
        };
        let number: u64 = number.parse().map_err(|_| WANTED)?;
        let part = number.checked_mul(unit).map(Duration::from_millis).ok_or(WANTED)?;
        sum = sum.checked_add(part).ok_or(WANTED)?;
        rest = next;
    }
    match sum {
        Duration::ZERO => Err(if text.is_empty() { WANTED } else { "no time at all" }),
        sum if sum > LONGEST => Err("it is longer than ten years"),
        sum => Ok(sum),
    }
}

const LONGEST: Duration = Duration::from_secs(3650 * 86_400);

/// A size as a person writes it, which [`size`] reads back.
pub(crate) fn show_size(bytes: u64) -> String {
    for (unit, name) in [(1_u64 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] {
        if bytes >= unit && bytes.is_multiple_of(unit) {
            return format!("{} {name}", bytes / unit);
        }
    }
    bytes.to_string()
}

/// A time as a person writes it, which [`time`] reads back, to the millisecond.
pub(crate) fn show_time(time: Duration) -> String {
    let millis = time.as_millis();
    for (unit, name) in [(3_600_000, "h"), (60_000, "m"), (1_000, "s")] {
        if millis >= unit && millis.is_multiple_of(unit) {
            return format!("{}{name}", millis / unit);
        }
    }
    format!("{millis}ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_read_with_their_units_and_shown_as_they_are_read() {
        for (text, bytes) in
            [("0", 0), ("17", 17), ("64KiB", 65536), ("128 MiB", 128 << 20), ("1 GB", 1_000_000_000)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
            assert_eq!(size(&show_size(bytes)), Ok(bytes), "{text}");
        }
        for text in [
            "",
            "MiB",
            "-1",
            "1.5 GiB",
            "1 mib",
            "1 Mi",
            "9999999 TiB",
            "99999999999999999999",
            "+1",
            "1 MiB x",
        ] {
            assert!(size(text).is_err(), "{text}");
        }
        for (text, millis) in
            [("500ms", 500), ("10s", 10_000), ("1h30m", 5_400_000), ("24h", 86_400_000), ("7d", 604_800_000)]
        {
            assert_eq!(time(text), Ok(Duration::from_millis(millis)), "{text}");
            assert_eq!(
                time(&show_time(Duration::from_millis(millis))),
                Ok(Duration::from_millis(millis)),
                "{text}"
            );
        }
        for text in [
            "",
            "10",
            "s",
            "10 s",
            "1.5h",
            "-1s",
            "0s",
            "4000d",
            "99999999999999999999s",
            "18446744073709551615h",
            "1s1",
        ] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_is_kept_in_the_form_in_which_it_is_compared() {
        for (text, kept) in [
            ("Example.COM.", "example.com"),
            ("*.Example.com", "*.example.com"),
            ("[::1]", "::1"),
            ("0::1", "::1"),
            ("::ffff:10.0.0.7", "10.0.0.7"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(host(text).as_deref(), Ok(kept), "{text}");
        }
        for text in [
            "",
            "*",
            "*.*",
            "*.com",
            "*.",
            "a.*.com",
            "*a.com",
            "**.example.com",
            "https://example.com",
            "a:443",
            "a/b",
            "2130706433",
            "*.10.0.0.7",
            "b\u{fc}cher.de",
            "*.*.example.com",
        ] {
            assert!(host(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_header_that_is_for_the_connection_carries_no_secret() {
        assert_eq!(header("Authorization").as_deref(), Ok("authorization"));
        for text in ["", "Host", "a b", "a:", "content-length", "\u{e4}"] {
            assert!(header(text).is_err(), "{text}");
        }
    }
}
