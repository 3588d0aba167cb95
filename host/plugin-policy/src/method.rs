/// Whether this can be the method of a grant.
pub(crate) fn check(method: &str) -> Result<(), &'static str> {
    match method {
        "" => Err("a method is empty"),
        "CONNECT" => Err("CONNECT makes a tunnel, through which nothing can be checked"),
        "TRACE" => Err("TRACE shows what the host added to a request"),
        _ if method.len() > 32 => Err("a method is longer than 32 bytes"),
        _ if method.bytes().any(|byte| byte.is_ascii_lowercase()) => Err("methods are written in upper case"),
        _ if method.bytes().all(is_token) => Ok(()),
        _ => Err("a method has a character that methods do not have"),
    }
}

/// Whether a byte may be in a method or in the name of a header.
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
