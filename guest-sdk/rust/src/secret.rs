use std::fmt;

/// What stands for a secret in a request. [`secret()`] gives it.
///
/// It is a token, and not the secret: the host puts the secret in its place, in the header or parameter that the operator's
/// grant names and in requests to the server that it names. So write it (it is [`Display`](fmt::Display)) into exactly that
/// header or parameter. A request that has it in another header or elsewhere in its URL is denied; anywhere else it stays a
/// token and is of use to nobody. Each call has its own.
///
/// Where the grant says `reveal`, it is the secret itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The token of a secret by its name; none where it is not granted, or not there.
///
/// ```
/// use optimus_plugin_sdk::{http::Request, secret};
///
/// let mut request = Request::get("https://catalog.example.com/v1/tables");
/// if let Some(token) = secret("CATALOG_TOKEN") {
///     request = request.header("authorization", format!("Bearer {token}"));
/// }
/// ```
#[must_use]
pub fn secret(name: &str) -> Option<Secret> {
    crate::call::attribute(&["secret.", name].concat()).map(Secret)
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Without the token, because `{:?}` is what ends in logs.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, Call};

    #[test]
    fn a_secret_is_shown_where_it_is_written_and_not_where_it_is_debugged() {
        let attributes = vec![("secret.KEY".to_owned(), "token-1".to_owned())];
        testing::set_call(Call { attributes, ..Call::default() });
        let key = secret("KEY").unwrap();
        assert_eq!(format!("{key} {key:?}"), "token-1 Secret(..)");
        assert_eq!(secret("OTHER"), None);
    }
}
