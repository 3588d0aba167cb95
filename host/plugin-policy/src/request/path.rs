//! Whether a path begins with another, so that every server and every proxy agrees. What they take for different things (dot
//! segments, encoded slashes) is refused instead of being put right.

/// The path of a request before its query, if all agree what it is.
pub(crate) fn path_of(path_and_query: &str) -> Result<&str, &'static str> {
    if path_and_query.len() > 16 * 1024 {
        return Err("it is longer than 16 KiB");
    }
    if path_and_query.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err("it has a space, a control character or one outside of ASCII");
    }
    if path_and_query.contains('#') {
        return Err("it has a fragment");
    }
    let path = path_and_query.split('?').next().unwrap_or_default();
    match path {
        "" => Ok("/"),
        _ => check(path).map(|()| path),
    }
}

/// Whether this can be the path of a grant or of a request.
pub(crate) fn check(path: &str) -> Result<(), &'static str> {
    if !path.starts_with('/') {
        return Err("it does not begin with `/`");
    }
    if path.contains('\\') {
        return Err("it has a backslash");
    }
    if path.bytes().any(|byte| !byte.is_ascii_graphic() || b"?#\"<>`{}".contains(&byte)) {
        return Err("it has a character that paths do not have; such are escaped");
    }
    if path.split('/').any(is_dots) {
        return Err("it has a `.` or `..` between slashes");
    }
    path.split('%').skip(1).try_for_each(check_escape)
}

/// `.` and `..`, with what some servers cut off at a semicolon.
fn is_dots(segment: &str) -> bool {
    matches!(segment.split(';').next(), Some("." | ".."))
}

/// What follows a percent sign, up to the next one.
fn check_escape(after: &str) -> Result<(), &'static str> {
    let digits = after.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let Some(digits) = digits else { return Err("it has a `%` that is not followed by two digits") };
    // An encoded percent sign makes an escape of what follows it for whoever decodes twice.
    let rest = after.get(2..).unwrap_or_default();
    if digits == "25" && rest.get(..2).is_some_and(is_hex) {
        return check_escape(rest);
    }
    match u8::from_str_radix(digits, 16) {
        Ok(b'/' | b'\\' | b'.') => Err("it has an encoded `/`, `\\` or `.`"),
        Ok(0..=0x1f | 0x7f) => Err("it has an encoded control character"),
        _ => Ok(()),
    }
}

fn is_hex(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a path begins with another one, at a slash: `/v1` begins `/v1` and `/v1/x`, not `/v10`.
pub(crate) fn begins_with(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_slash() {
        assert!(begins_with("/v1", "/v1") && begins_with("/v1/x", "/v1") && begins_with("/v1/", "/v1/"));
        assert!(!begins_with("/v10", "/v1") && !begins_with("/v1", "/v1/") && !begins_with("//v1", "/v1"));
        assert!(begins_with("/", "/") && begins_with("/x", "/"));
    }

    #[test]
    fn what_servers_read_differently_is_refused() {
        for path in [
            "/a/../b",
            "/a/./b",
            "/..",
            "/a/..",
            "/a/..;x/b",
            "/%2e%2e/b",
            "/a%2Fb",
            "/a%5cb",
            "/a\\b",
            "/%00",
            "/%0d%0a",
            "/%",
            "/%2",
            "/%zz",
            "/%252e",
            "/%25252F",
            "a",
            "*",
            "http://example.com/",
            "/a b",
            "/ü",
            "/a\u{7f}",
            "/\"",
            "/{x}",
            "/a<b",
            "/a#b",
        ] {
            assert!(path_of(path).is_err(), "{path}");
        }
        for (path, expected) in [
            ("", "/"),
            ("?q=../x%2f\\", "/"),
            ("/", "/"),
            ("/a/b?x=%2e", "/a/b"),
            ("/...", "/..."),
            ("/a.b", "/a.b"),
            ("/%20", "/%20"),
            ("/100%25", "/100%25"),
            ("/a//b", "/a//b"),
            ("/:x@;y|^", "/:x@;y|^"),
        ] {
            assert_eq!(path_of(path), Ok(expected), "{path}");
        }
    }
}
