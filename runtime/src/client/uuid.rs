//! Random identifiers: idempotency tokens and invocation ids.

use super::sign::hex;

/// A random UUID, version 4.
pub(crate) fn uuid() -> String {
    let random = fastrand::u128(..);
    // Version 4, variant 1 (RFC 9562, section 5.4).
    let bits = (random & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let digits = hex(&bits.to_be_bytes());
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32];
    let groups = groups.map(|group| digits.get(group).unwrap_or_default());
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_the_form_of_version_4() {
        let one = uuid();
        let groups: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(one, uuid());
    }
}
