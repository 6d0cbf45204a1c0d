//! Which hosts are addresses, and which are this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::uri::Authority;

/// The address that a host is, as operating systems read it: `127.1` and `0x7f000001` are 127.0.0.1 (`inet_aton`).
pub(super) fn address(host: &str) -> Option<IpAddr> {
    let host = without_brackets(host);
    host.parse()
        .ok()
        .or_else(|| short_form(host).map(IpAddr::V4))
}

/// A host without the brackets around an IPv6 address.
pub(crate) fn without_brackets(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

/// What is wrong with an authority that is none by [`is_host_with_port`].
pub(crate) const NOT_A_HOST: &str =
    "only a port, a number, follows the host, and brackets enclose an IPv6 address";

/// Whether an authority is a host with its port, if any, behind a user name, if any: [`Authority::host`] passes over what
/// follows a bracket. In brackets is an IPv6 address.
pub(crate) fn is_host_with_port(authority: &Authority) -> bool {
    let (text, host) = (authority.as_str(), authority.host());
    let place = text.rsplit_once('@').map_or(text, |(_, place)| place);
    let is_host = !host.starts_with('[') || without_brackets(host).parse::<Ipv6Addr>().is_ok();
    let port = match place.strip_prefix(host) {
        Some("") => Some(""),
        behind => behind.and_then(|behind| behind.strip_prefix(':')),
    };
    is_host && port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a host is this machine. Names are not looked up: only `localhost` and names below it are.
pub(super) fn is_loopback(host: &str) -> bool {
    match address(host) {
        Some(address) => address.to_canonical().is_loopback(),
        None => {
            let host = host.to_ascii_lowercase();
            host == "localhost" || host.ends_with(".localhost")
        }
    }
}

/// One to four numbers, decimal, octal (`0…`) or hexadecimal (`0x…`); the last one fills the bytes that are left.
fn short_form(host: &str) -> Option<Ipv4Addr> {
    let mut parts: Vec<&str> = host.split('.').collect();
    let last = number(parts.pop()?)?;
    let left = 32_u32.checked_sub(8 * u32::try_from(parts.len()).ok()?)?;
    if left == 0 || (left < 32 && last >> left != 0) {
        return None;
    }
    let mut bits = last;
    for (part, shift) in parts.iter().zip([24, 16, 8]) {
        let part = number(part).filter(|part| *part <= 0xff)?;
        bits |= part << shift;
    }
    Some(Ipv4Addr::from_bits(bits))
}

fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    // A sign is no digit.
    let is_number = digits.chars().all(|digit| digit.is_digit(radix));
    u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_operating_systems_read_them() {
        for (host, expected) in [
            ("127.0.0.1", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("127.0.258", "127.0.1.2"),
            ("2130706433", "127.0.0.1"),
            ("0x7f.1", "127.0.0.1"),
            ("0X7F000001", "127.0.0.1"),
            ("0177.0.0.01", "127.0.0.1"),
            ("010.0.0.1", "8.0.0.1"),
            ("0", "0.0.0.0"),
            ("255.16777215", "255.255.255.255"),
            ("4294967295", "255.255.255.255"),
            ("[::1]", "::1"),
        ] {
            let expected: IpAddr = expected.parse().unwrap();
            assert_eq!(address(host), Some(expected), "{host}");
        }
    }

    #[test]
    fn what_is_no_address_is_a_name() {
        for host in [
            "",
            ".",
            "127.1.",
            "127..1",
            "127.0.0.256",
            "127.16777216",
            "256.1",
            "4294967296",
            "1.2.3.4.5",
            "0x",
            "0x.1",
            "08.1",
            "+127.1",
            "127.-1",
            "127.1e1",
            "service.1",
            "localhost",
        ] {
            assert_eq!(address(host), None, "{host}");
        }
    }

    #[test]
    fn nothing_of_an_authority_is_passed_over() {
        for (authority, expected) in [
            ("host", true),
            ("host:80", true),
            ("[::1]", true),
            ("[::1]:80", true),
            ("user@[::1]:80", true),
            ("[::1]host", false),
            ("[::1]host:80", false),
            ("[::1].host", false),
            ("host:[::1]:80", false),
            ("host:port", false),
            ("user@[::1]host", false),
            ("[host]", false),
            ("[127.0.0.1]", false),
        ] {
            let authority = Authority::from_static(authority);
            assert_eq!(is_host_with_port(&authority), expected, "{authority}");
        }
    }

    #[test]
    fn this_machine_is_known_by_address_and_by_name() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f.0.0.1",
            "2130706433",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "localhost",
            "LocalHost",
            "bucket.localhost",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "128.1",
            "127.0.0.256",
            "127.1.",
            "0127.0.0.1",
            "0.0.0.0",
            "0",
            "localhost.",
            "localhost.example",
            "127.0.0.1.example",
            "notlocalhost",
            "[fd00:ec2::254]",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
