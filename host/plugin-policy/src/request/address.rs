use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::{Denied, HttpGrant};

/// Whether a host may connect to this address because of this grant. To be asked of *the address that is connected to*, after
/// the name was resolved: a name may lead anywhere, and elsewhere the next time.
///
/// Public addresses are allowed. Those of private networks, of this machine, of services for metadata and the like must be
/// granted by address: in [`HttpGrant::addresses`], or as the grant's host.
///
/// # Errors
/// The address is of that kind, and not granted; the reason names the kind.
pub fn address_allowed(address: IpAddr, grant: &HttpGrant) -> Result<(), Denied> {
    let address = address.to_canonical();
    let Some(kind) = kind_of(address) else { return Ok(()) };
    let is_it = |granted: IpAddr| granted.to_canonical() == address;
    if grant.addresses.iter().copied().any(is_it) || grant.host.parse().is_ok_and(is_it) {
        return Ok(());
    }
    let reason = format!("`{}` leads to {address}, {kind}, which must be granted by address", grant.host);
    Err(Denied::new(reason).near(&grant.rule).allow_with(crate::line::http_address(grant, address)))
}

/// Why an address is not simply a public one.
fn kind_of(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => kind_of_v4(address),
        IpAddr::V6(address) => kind_of_v6(address),
    }
}

fn kind_of_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [169, 254, 169, 254] | [100, 100, 100, 200] | [168, 63, 129, 16] | [192, 0, 0, 192] => METADATA,
        [0, ..] => "an unspecified address",
        [10, ..] | [192, 168, ..] | [172, 16..=31, ..] => "a private address",
        [100, 64..=127, ..] => "an address behind a carrier's translation",
        [127, ..] => "an address of this machine",
        [169, 254, ..] => "an address of this link",
        [192, 0, 0, _] | [192, 88, 99, _] => "an address kept for protocols",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "an address for documentation",
        [198, 18 | 19, ..] => "an address for benchmarks",
        [224..=239, ..] => "a multicast address",
        [255, 255, 255, 255] => "the broadcast address",
        [240..=255, ..] => "a reserved address",
        _ => return None,
    })
}

const METADATA: &str = "an address of a metadata service";

fn kind_of_v6(address: Ipv6Addr) -> Option<&'static str> {
    Some(match address.segments() {
        [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254] | [0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254] => METADATA,
        [0, 0, 0, 0, 0, 0, 0, 0] => "the unspecified address",
        [0, 0, 0, 0, 0, 0, 0, 1] => "an address of this machine",
        [0, 0, 0, 0, 0, 0, ..] => "an IPv4 address inside of IPv6",
        [0x0064, 0xff9b, ..] => "an IPv4 address inside of IPv6 (NAT64)",
        [0x2002, ..] => "an IPv4 address inside of IPv6 (6to4)",
        [0x2001, 0, ..] => "an IPv4 address inside of IPv6 (Teredo)",
        [_, _, _, _, 0 | 0x0200, 0x5efe, ..] => "an IPv4 address inside of IPv6 (ISATAP)",
        [0x2001, 0x0002, 0, ..] => "an address for benchmarks",
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => "an address for documentation",
        [0x2001, 0..=0x01ff, ..] => "an address kept for protocols",
        [0xfc00..=0xfdff, ..] => "a private address",
        [0xfe80..=0xfebf, ..] => "an address of this link",
        [0xfec0..=0xfeff, ..] => "an address of this site",
        [0xff00..=0xffff, ..] => "a multicast address",
        // Only this part of the space is given out for hosts of the Internet.
        [0x2000..=0x3fff, ..] => return None,
        _ => "a reserved address",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(host: &str, addresses: &[&str]) -> HttpGrant {
        let mut grant = HttpGrant::new(host, 443, true, "plugins.neo.grants.http[0]");
        grant.addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        grant
    }

    #[test]
    fn w31_a_name_may_not_lead_to_an_address_that_is_not_public() {
        let refused = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.7",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.7",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "::8.8.8.8",
            "::2",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:2::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "2606:4700::5efe:7f00:1",
            "2606:4700::200:5efe:7f00:1",
            "fc00::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "1000::1",
            "4000::1",
            "5f00::1",
        ];
        for text in refused {
            let address: IpAddr = text.parse().unwrap();
            let denied = address_allowed(address, &grant("example.com", &[])).expect_err(text);
            assert!(denied.reason().contains("must be granted by address"), "{text}: {denied}");
            assert_eq!(denied.nearest(), Some("plugins.neo.grants.http[0]"));
            assert_eq!(address_allowed(address, &grant("example.com", &[text])), Ok(()), "{text}");
            assert_eq!(address_allowed(address, &grant(text, &[])), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_public_address_is_allowed_and_a_granted_one_grants_no_other() {
        for text in
            ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1", "100.128.0.1", "172.32.0.1"]
        {
            assert_eq!(address_allowed(text.parse().unwrap(), &grant("example.com", &[])), Ok(()), "{text}");
        }
        let granting = grant("example.com", &["10.0.0.7"]);
        assert!(address_allowed("10.0.0.8".parse().unwrap(), &granting).is_err());
        assert!(address_allowed("::ffff:10.0.0.7".parse().unwrap(), &granting).is_ok());
        assert!(address_allowed("::10.0.0.7".parse().unwrap(), &granting).is_err());
    }
}
