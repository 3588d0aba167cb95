use std::{
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
};

use optimus_plugin_api::{Code, Error};

use crate::{
    error::{Site, shown},
    limits::SOCKET_PATH_BYTES,
    transport::Address,
};

/// The protocol between go-plugin's two halves. It has never changed.
const CORE_VERSION: u32 = 1;
/// The seventh is sent on request only, so there is no eighth to come.
const MOST_FIELDS: usize = 7;
/// A certificate in the sixth field is longer than this; old servers put other things there.
const SHORTEST_CERTIFICATE: usize = 50;

/// The first line of a plugin's output: `core|app|network|address[|protocol[|certificate[|multiplex]]]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Handshake {
    /// The version of the plugin's own protocol that it chose.
    pub(super) version: u32,
    /// Where it listens.
    pub(super) address: Address,
    /// Its certificate, as it stands there.
    pub(super) certificate: Option<String>,
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoHandshake {
    /// Not a handshake at all, for this reason.
    Garbage(&'static str),
    /// Another version of one of the two protocols.
    Version { which: &'static str, theirs: String, ours: String },
    /// Not gRPC.
    Protocol(String),
    /// An address that is not connected to, for this reason.
    Address(&'static str),
}

impl Handshake {
    /// Reads a line. Of seven fields four must be there; older servers leave out the rest.
    pub(super) fn parse(line: &[u8], versions: &[u32]) -> Result<Self, NoHandshake> {
        let line = str::from_utf8(line).map_err(|_| NoHandshake::Garbage("it is not text"))?;
        let fields: Vec<&str> = line.trim().split('|').collect();
        let [core, app, network, address, rest @ ..] = fields.as_slice() else {
            return Err(NoHandshake::Garbage("it has fewer than four fields"));
        };
        if rest.len() > MOST_FIELDS - 4 {
            return Err(NoHandshake::Garbage("it has more than seven fields"));
        }
        version("core", core, &[CORE_VERSION])?;
        let version = version("plugin", app, versions)?;
        protocol(rest.first().copied())?;
        let certificate = rest.get(1).filter(|field| field.len() > SHORTEST_CERTIFICATE);
        let certificate = certificate.map(|field| (*field).to_owned());
        Ok(Self { version, address: self::address(network, address)?, certificate })
    }
}

/// Which of our versions it is.
pub(super) fn version(which: &'static str, theirs: &str, ours: &[u32]) -> Result<u32, NoHandshake> {
    let number: i64 = theirs.parse().map_err(|_| NoHandshake::Garbage("its versions are not numbers"))?;
    let same = ours.iter().copied().find(|own| i64::from(*own) == number);
    same.ok_or_else(|| NoHandshake::Version { which, theirs: number.to_string(), ours: listed(ours) })
}

fn listed(versions: &[u32]) -> String {
    versions.iter().map(u32::to_string).collect::<Vec<_>>().join(" or ")
}

/// Without a fifth field it is net/rpc, which was first.
fn protocol(field: Option<&str>) -> Result<(), NoHandshake> {
    match field.unwrap_or("netrpc") {
        "grpc" => Ok(()),
        other => Err(NoHandshake::Protocol(other.to_owned())),
    }
}

fn address(network: &str, address: &str) -> Result<Address, NoHandshake> {
    match network {
        "unix" => unix(address),
        "tcp" => tcp(address),
        _ => Err(NoHandshake::Address("its network is neither unix nor tcp")),
    }
}

/// Where the path leads and who listens there is checked when it is connected to.
pub(super) fn unix(path: &str) -> Result<Address, NoHandshake> {
    match path {
        path if !path.starts_with('/') => Err(NoHandshake::Address("its socket is not an absolute path")),
        path if path.len() > SOCKET_PATH_BYTES => {
            Err(NoHandshake::Address("the path of its socket is too long"))
        }
        path if path.contains('\0') => Err(NoHandshake::Address("the path of its socket has a NUL byte")),
        path => Ok(Address::Unix(PathBuf::from(path))),
    }
}

/// Loopback only. go-plugin listens nowhere else, and the connection is neither encrypted nor authenticated: with any
/// other address a plugin could have jobs and their configuration sent to another machine.
pub(super) fn tcp(address: &str) -> Result<Address, NoHandshake> {
    let parts = address.rsplit_once(':').ok_or(NoHandshake::Address("its port is missing"))?;
    let port: u16 = parts
        .1
        .parse()
        .ok()
        .filter(|port| *port != 0)
        .ok_or(NoHandshake::Address("its port is not a port"))?;
    let host = parts.0.trim_start_matches('[').trim_end_matches(']');
    let ip = if host == "localhost" { Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)) } else { host.parse::<IpAddr>() };
    match ip {
        Ok(ip) if ip.is_loopback() => Ok(Address::Tcp(ip, port)),
        _ => Err(NoHandshake::Address("it listens elsewhere than on this machine's loopback interface")),
    }
}

impl NoHandshake {
    pub(super) fn into_error(self, site: Site<'_>, line: &[u8]) -> Error {
        let error = match self {
            Self::Garbage(why) => site
                .error(Code::BAD_HANDSHAKE, format!("the first line that it prints is not a handshake: {why}"))
                .with_help("a plugin prints nothing to stdout before its handshake; check that the file is an Optimus plugin"),
            Self::Version { which, theirs, ours } => site
                .error(Code::PROTOCOL_MISMATCH, format!("its {which} protocol has version {theirs}, not {ours}"))
                .with_help("use a release of the plugin that was built for this protocol"),
            Self::Protocol(name) => site
                .error(Code::PROTOCOL_MISMATCH, format!("it speaks `{}`, not gRPC", shown(&name)))
                .with_help("serve it with go-plugin's `GRPCServer`"),
            Self::Address(why) => site.error(Code::BAD_HANDSHAKE, format!("its address is not used: {why}")),
        };
        if line.is_empty() { error } else { error.note("found", shown(&String::from_utf8_lossy(line))) }
    }
}

/// Whatever the line is: an address that is accepted is one of this machine, and what is refused says why without harm.
#[cfg(feature = "fuzzing")]
pub(crate) fn fuzz_handshake(line: &[u8]) {
    match Handshake::parse(line, &[1, 2]) {
        Ok(Handshake { version, address, .. }) => {
            assert!(version == 1 || version == 2, "{version}");
            match address {
                Address::Unix(path) => {
                    let bytes = path.as_os_str().as_encoded_bytes();
                    assert!(path.is_absolute() && bytes.len() <= SOCKET_PATH_BYTES && !bytes.contains(&0));
                }
                Address::Tcp(ip, port) => assert!(ip.is_loopback() && port != 0, "{ip} {port}"),
            }
        }
        Err(refused) => {
            let error = refused.into_error(
                Site { plugin: "fuzzed", label: "file", path: std::path::Path::new("fuzzed") },
                line,
            );
            assert!(!format!("{error} {:?}", error.notes()).contains('\u{1b}'), "{error:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Handshake, NoHandshake> {
        Handshake::parse(line.as_bytes(), &[1])
    }

    fn address_of(line: &str) -> Result<Address, NoHandshake> {
        parse(line).map(|handshake| handshake.address)
    }

    #[test]
    fn five_six_and_seven_fields_are_understood() {
        let socket = Address::Unix("/tmp/plugin1".into());
        for line in [
            "1|1|unix|/tmp/plugin1|grpc",
            "1|1|unix|/tmp/plugin1|grpc|",
            " 1|1|unix|/tmp/plugin1|grpc|extra|true\r",
            "1|1|unix|/tmp/plugin1|grpc||false",
        ] {
            assert_eq!(address_of(line).unwrap(), socket, "{line}");
        }
    }

    #[test]
    fn four_fields_mean_net_rpc() {
        assert_eq!(address_of("1|1|unix|/tmp/p"), Err(NoHandshake::Protocol("netrpc".into())));
        assert_eq!(address_of("1|1|unix|/tmp/p|netrpc"), Err(NoHandshake::Protocol("netrpc".into())));
    }

    #[test]
    fn versions_are_compared_and_named() {
        let core = NoHandshake::Version { which: "core", theirs: "2".into(), ours: "1".into() };
        assert_eq!(address_of("2|1|unix|/tmp/p|grpc"), Err(core));
        let app = NoHandshake::Version { which: "plugin", theirs: "7".into(), ours: "1 or 3".into() };
        assert_eq!(Handshake::parse(b"1|7|unix|/tmp/p|grpc", &[1, 3]), Err(app));
        assert_eq!(Handshake::parse(b"1|3|unix|/tmp/p|grpc", &[1, 3]).unwrap().version, 3);
    }

    #[test]
    fn what_is_not_a_handshake_says_why() {
        for line in
            ["", "hello", "1|1|unix", "1|1|unix|/p|grpc||true|more", "a|1|unix|/p|grpc", "1||unix|/p|grpc"]
        {
            assert!(matches!(address_of(line), Err(NoHandshake::Garbage(_))), "{line}");
        }
        assert_eq!(
            Handshake::parse(b"1|1|unix|/\xff|grpc", &[1]),
            Err(NoHandshake::Garbage("it is not text"))
        );
    }

    #[test]
    fn a_tcp_address_must_be_on_the_loopback_interface() {
        assert_eq!(address_of("1|1|tcp|127.0.0.1:80|grpc"), Ok(Address::Tcp([127, 0, 0, 1].into(), 80)));
        assert_eq!(address_of("1|1|tcp|localhost:80|grpc"), Ok(Address::Tcp([127, 0, 0, 1].into(), 80)));
        assert!(address_of("1|1|tcp|[::1]:80|grpc").is_ok());
        for bad in ["10.0.0.1:80", "example.com:80", "127.0.0.1:0", "127.0.0.1", "127.0.0.1:99999", "[::]:80"]
        {
            let outcome = address_of(&format!("1|1|tcp|{bad}|grpc"));
            assert!(matches!(outcome, Err(NoHandshake::Address(_))), "{bad}");
        }
    }

    #[test]
    fn a_socket_must_have_a_path_that_can_be_one() {
        let long = format!("/{}", "p".repeat(SOCKET_PATH_BYTES));
        for bad in ["plugin1", "", "../p", "/a\0b", long.as_str()] {
            assert!(
                matches!(address_of(&format!("1|1|unix|{bad}|grpc")), Err(NoHandshake::Address(_))),
                "{bad}"
            );
        }
        assert!(matches!(address_of("1|1|vsock|3|grpc"), Err(NoHandshake::Address(_))));
    }

    #[test]
    fn a_sixth_field_is_a_certificate_only_if_it_is_long_enough_for_one() {
        let long = "A".repeat(SHORTEST_CERTIFICATE + 1);
        let of = |field: &str| parse(&format!("1|1|unix|/tmp/p|grpc|{field}")).unwrap().certificate;
        assert_eq!(of(&long), Some(long.clone()));
        assert_eq!(of(&long[1..]), None);
    }
}
