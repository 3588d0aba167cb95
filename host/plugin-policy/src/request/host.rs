use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::shown;
use crate::Denied;

/// The host of a request in the one form in which it is compared: a name in lower case without a dot at its end, or an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RequestHost {
    /// A name, which is still to be resolved.
    Name(Box<str>),
    /// An address; one that is mapped into IPv6 as the IPv4 address that it is.
    Address(IpAddr),
}

impl RequestHost {
    /// Reads a host as it stands in a URL or an authority, without its port: an IPv6 address may be in brackets.
    ///
    /// # Errors
    /// It is no host name: a part of a user, a character that names do not have, an address in another form than the usual one
    /// (`2130706433`, `0177.1`, `0x7f.1`), which different readers take for different things.
    pub fn parse(text: &str) -> Result<Self, Denied> {
        Self::read(text).map_err(|why| Denied::new(format!("`{}` is no host: {why}", shown(text))))
    }

    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        if let Some(rest) = text.strip_prefix('[') {
            let inner = rest.strip_suffix(']').ok_or("its bracket is not closed")?;
            return inner
                .parse()
                .map(Self::from_v6)
                .map_err(|_| "what is in its brackets is no IPv6 address");
        }
        if let Ok(address) = text.parse::<Ipv6Addr>() {
            return Ok(Self::from_v6(address));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if let Ok(address) = name.parse::<Ipv4Addr>() {
            return Ok(Self::Address(IpAddr::V4(address)));
        }
        check_name(name)?;
        Ok(Self::Name(name.to_ascii_lowercase().into()))
    }

    fn from_v6(address: Ipv6Addr) -> Self {
        Self::Address(IpAddr::V6(address).to_canonical())
    }

    /// Whether the host of a grant stands for this one.
    pub(crate) fn is_granted_by(&self, host: &str) -> bool {
        match self {
            Self::Name(name) => name_matches(name, host),
            Self::Address(address) => {
                host.parse::<IpAddr>().is_ok_and(|host| host.to_canonical() == *address)
            }
        }
    }
}

/// `*.example.com` stands for names with exactly one more label.
pub(crate) fn name_matches(name: &str, host: &str) -> bool {
    let Some(parent) = host.strip_prefix('*') else { return name == host };
    name == host
        || name.strip_suffix(parent).is_some_and(|label| !label.is_empty() && !label.contains(['.', '*']))
}

fn check_name(name: &str) -> Result<(), &'static str> {
    const LONGEST: usize = 253;
    if name.is_empty() {
        return Err("it is empty");
    }
    if name.len() > LONGEST {
        return Err("it is longer than 253 bytes");
    }
    name.chars().try_for_each(check_char)?;
    if name.split('.').any(|label| label.is_empty() || label.len() > 63) {
        return Err("a label of it is empty, or longer than 63 bytes");
    }
    if name.rsplit('.').next().is_some_and(is_number) {
        return Err("an address is written with four decimal numbers, as in 192.0.2.1");
    }
    Ok(())
}

fn check_char(c: char) -> Result<(), &'static str> {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => Ok(()),
        '@' => Err("it has a part for a user"),
        '%' => Err("it has an escape"),
        ':' => Err("it has a colon"),
        c if !c.is_ascii() => Err("a name outside of ASCII is written in Punycode (xn--…)"),
        _ => Err("it has a character that names do not have"),
    }
}

/// What makes readers of URLs take the whole name for an address: digits, or `0x` and hexadecimal digits.
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    label.bytes().all(|byte| byte.is_ascii_digit())
        || hex.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl fmt::Display for RequestHost {
    /// As in a URL: an IPv6 address in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(f, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

/// Reads the authority of a request (`example.com`, `example.com:8443`, `[::1]:80`): its host, and its port or the one of its
/// scheme.
///
/// # Errors
/// It has a part for a user, no host, or a port that is none.
pub fn parse_authority(authority: &str, tls: bool) -> Result<(RequestHost, u16), Denied> {
    let after_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = authority.get(after_host..).and_then(|rest| rest.find(':')).map(|at| after_host + at);
    let Some((host, port)) = colon.and_then(|colon| authority.split_at_checked(colon)) else {
        return Ok((RequestHost::parse(authority)?, if tls { 443 } else { 80 }));
    };
    let port = port.trim_start_matches(':');
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| port.parse::<u16>().ok()).flatten().filter(|port| *port != 0);
    match number {
        Some(number) if authority.len() == host.len() + 1 + port.len() => {
            Ok((RequestHost::parse(host)?, number))
        }
        _ => Err(Denied::new(format!("`{}` has no port from 1 to 65535 after its colon", shown(authority)))),
    }
}
