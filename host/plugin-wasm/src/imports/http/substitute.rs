use http::{HeaderMap, HeaderName, HeaderValue};
use optimus_plugin_policy::{Grants, HttpGrant, RequestHost, SecretUse};

use crate::imports::secrets::{PREFIX, Token};

/// A secret was used, or a token is where it must not be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misplaced {
    /// The token of this secret is elsewhere than where its grant allows it.
    Secret(String),
    /// Something that looks like a token and is none of this call.
    Stranger,
    /// There is no such secret for this tenant.
    Absent(String),
    /// The secret cannot be in a header.
    Unfit(String),
}

/// Puts secrets in the place of tokens: in the one header or parameter, and for the one host, that the grant of each names.
pub(super) struct Substitute<'a> {
    pub(super) grants: &'a Grants,
    pub(super) tokens: &'a [Token],
    pub(super) host: &'a RequestHost,
    /// The grant that allows the request.
    pub(super) grant: &'a HttpGrant,
    pub(super) value: &'a dyn Fn(&str) -> Option<String>,
}

/// The names of the secrets that were used.
pub(super) type Used = Vec<String>;

impl Substitute<'_> {
    pub(super) fn headers(&self, headers: &mut HeaderMap, used: &mut Used) -> Result<(), Misplaced> {
        if headers.keys().any(|name| name.as_str().contains(PREFIX)) {
            return Err(self.misplaced(headers.keys().map(|name| name.as_str().as_bytes())));
        }
        for (name, value) in headers.iter_mut() {
            if contains(value.as_bytes(), PREFIX.as_bytes()) {
                *value = self.header(name, value, used)?;
            }
        }
        Ok(())
    }

    fn header(
        &self,
        name: &HeaderName,
        value: &HeaderValue,
        used: &mut Used,
    ) -> Result<HeaderValue, Misplaced> {
        let is_granted = |usage: &SecretUse| match usage {
            SecretUse::Header { name: granted, host } => name == &**granted && self.is_host(host),
            _ => false,
        };
        let text = value.to_str().map_err(|_| Misplaced::Stranger)?;
        let replaced = self.replace(text, &is_granted, &|secret| secret.to_owned(), used)?;
        let mut value = HeaderValue::from_str(&replaced)
            .map_err(|_| Misplaced::Unfit(used.last().cloned().unwrap_or_default()))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The path and query with secrets in it, or `None` if there is no token in it.
    pub(super) fn query(&self, path_and_query: &str, used: &mut Used) -> Result<Option<String>, Misplaced> {
        if !path_and_query.contains(PREFIX) {
            return Ok(None);
        }
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        if path.contains(PREFIX) {
            return Err(self.misplaced([path.as_bytes()].into_iter()));
        }
        let parameters: Result<Vec<_>, _> = query.split('&').map(|pair| self.parameter(pair, used)).collect();
        Ok(Some(format!("{path}?{}", parameters?.join("&"))))
    }

    fn parameter(&self, pair: &str, used: &mut Used) -> Result<String, Misplaced> {
        if !pair.contains(PREFIX) {
            return Ok(pair.to_owned());
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if name.contains(PREFIX) {
            return Err(self.misplaced([name.as_bytes()].into_iter()));
        }
        let is_granted = |usage: &SecretUse| match usage {
            SecretUse::Query { name: granted, host } => name == &**granted && self.is_host(host),
            _ => false,
        };
        Ok(format!("{name}={}", self.replace(value, &is_granted, &escaped, used)?))
    }

    /// Whatever else looks like a token when all that may be there are replaced does not belong there.
    fn replace(
        &self,
        text: &str,
        is_granted: &dyn Fn(&SecretUse) -> bool,
        written: &dyn Fn(&str) -> String,
        used: &mut Used,
    ) -> Result<String, Misplaced> {
        let mut rest = text;
        let mut replaced = String::new();
        while let Some(at) = rest.find(PREFIX) {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            let token =
                self.tokens.iter().find(|token| from.starts_with(&token.text)).ok_or(Misplaced::Stranger)?;
            let name = token.secret.to_string();
            let grant = self.grants.secret(&name).filter(|secret| is_granted(&secret.usage));
            if grant.is_none() {
                return Err(Misplaced::Secret(name));
            }
            let value = (self.value)(&name).ok_or_else(|| Misplaced::Absent(name.clone()))?;
            replaced.push_str(before);
            replaced.push_str(&written(&value));
            used.push(name);
            rest = from.get(token.text.len()..).unwrap_or_default();
        }
        Ok(replaced + rest)
    }

    /// The host of a secret is written as that of a grant: the one that allows this request, or the host itself.
    fn is_host(&self, host: &str) -> bool {
        *host == *self.grant.host || *host == self.host.to_string()
    }

    fn misplaced<'t>(&self, places: impl Iterator<Item = &'t [u8]>) -> Misplaced {
        for place in places {
            if let Some(token) = self.tokens.iter().find(|token| contains(place, token.text.as_bytes())) {
                return Misplaced::Secret(token.secret.to_string());
            }
        }
        Misplaced::Stranger
    }
}

fn contains(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}

/// Every byte that is not unreserved in a URL as `%` and two digits.
fn escaped(secret: &str) -> String {
    let mut text = String::with_capacity(secret.len());
    for byte in secret.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use optimus_plugin_policy::SecretGrant;

    const TOKEN: &str = "optimus-token-v100112233445566778899aabbccddeeff";
    const OTHER: &str = "optimus-token-v1ffeeddccbbaa99887766554433221100";

    struct Case {
        grants: Grants,
        tokens: Vec<Token>,
        grant: HttpGrant,
        value: &'static str,
    }

    impl Case {
        fn new(usage: SecretUse) -> Self {
            let mut grants = Grants::default();
            grants.secrets.push(SecretGrant::new("KEY", usage, "r"));
            let tokens = vec![Token { text: TOKEN.to_owned(), secret: "KEY".into() }];
            Self {
                grants,
                tokens,
                grant: HttpGrant::new("api.example.com", 443, true, "r"),
                value: "s3 cret",
            }
        }

        fn with<T>(&self, host: &str, work: impl FnOnce(&Substitute<'_>) -> T) -> T {
            let host = RequestHost::parse(host).unwrap();
            let value = |_: &str| Some(self.value.to_owned());
            work(&Substitute {
                grants: &self.grants,
                tokens: &self.tokens,
                host: &host,
                grant: &self.grant,
                value: &value,
            })
        }

        fn header(&self, host: &str, name: &'static str, text: &str) -> Result<String, Misplaced> {
            let mut headers = HeaderMap::new();
            headers.insert(name, text.parse().unwrap());
            self.with(host, |substitute| substitute.headers(&mut headers, &mut Vec::new()))?;
            Ok(headers[name].to_str().unwrap().to_owned())
        }

        fn query(&self, text: &str) -> Result<Option<String>, Misplaced> {
            self.with("api.example.com", |substitute| substitute.query(text, &mut Vec::new()))
        }
    }

    fn in_header() -> Case {
        Case::new(SecretUse::Header { name: "authorization".into(), host: "api.example.com".into() })
    }

    fn misplaced() -> Misplaced {
        Misplaced::Secret("KEY".to_owned())
    }

    #[test]
    fn a_token_becomes_the_secret_in_its_header_and_for_its_host() {
        let bearer = format!("Bearer {TOKEN}");
        assert_eq!(
            in_header().header("api.example.com", "authorization", &bearer).unwrap(),
            "Bearer s3 cret"
        );
        assert_eq!(in_header().header("api.example.com", "x-other", &bearer), Err(misplaced()));
        let mut case = in_header();
        case.grant = HttpGrant::new("evil.example.com", 443, true, "r");
        assert_eq!(case.header("evil.example.com", "authorization", &bearer), Err(misplaced()));
    }

    #[test]
    fn a_token_of_another_call_or_in_the_wrong_place_refuses_the_request() {
        let case = in_header();
        assert_eq!(case.header("api.example.com", "authorization", OTHER), Err(Misplaced::Stranger));
        assert_eq!(case.header("api.example.com", "authorization", PREFIX), Err(Misplaced::Stranger));
        let both = format!("{TOKEN}{OTHER}");
        assert_eq!(case.header("api.example.com", "authorization", &both), Err(Misplaced::Stranger));
        for place in ["/TOKEN", "/?TOKEN=1", "/?a=TOKEN", "/?TOKEN"] {
            assert_eq!(case.query(&place.replace("TOKEN", TOKEN)), Err(misplaced()), "{place}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_bytes(TOKEN.as_bytes()).unwrap(), HeaderValue::from_static(""));
        let refused =
            case.with("api.example.com", |substitute| substitute.headers(&mut headers, &mut Vec::new()));
        assert_eq!(refused, Err(misplaced()));
    }

    #[test]
    fn a_secret_cannot_make_another_header() {
        let mut case = in_header();
        case.value = "x\r\nHost: evil";
        assert_eq!(
            case.header("api.example.com", "authorization", TOKEN),
            Err(Misplaced::Unfit("KEY".to_owned()))
        );
    }

    #[test]
    fn a_parameter_gets_the_secret_escaped_and_others_stay_as_they_are() {
        let case = Case::new(SecretUse::Query { name: "key".into(), host: "api.example.com".into() });
        let query = case.query(&format!("/v1?a=%20&key={TOKEN}&b"));
        assert_eq!(query.unwrap().unwrap(), "/v1?a=%20&key=s3%20cret&b");
        assert_eq!(case.query(&format!("/v1?other={TOKEN}")), Err(misplaced()));
        assert_eq!(case.query("/v1?a=b"), Ok(None));
    }
}
