//! Keys that are derived once, and for what each of them is.

use super::*;

/// The signature of a request with these keys, at this time after 1970.
fn signature(
    keys: &SigningKeys,
    secret: &str,
    (region, service): (&str, &str),
    time: u64,
) -> String {
    let credentials = Credentials::new("AKIDEXAMPLE", secret, None, None, "test");
    let scope = Scope {
        algorithm: Algorithm::V4,
        region,
        service,
        like_s3: false,
        raw_path: false,
        time: SystemTime::UNIX_EPOCH + Duration::from_secs(time),
    };
    let url = Uri::from_static("https://h.example/");
    let mut headers = HeaderMap::new();
    let payload = Payload::Bytes(b"");
    sign(
        ("GET", &url),
        &mut headers,
        payload,
        &credentials,
        &scope,
        keys,
    )
    .unwrap()
}

const DAY: u64 = 86_400;

#[test]
fn a_key_is_that_of_its_secret_day_region_and_service() {
    let keys = SigningKeys::default();
    let last_second = 20_000 * DAY - 1;
    for (secret, scope, time) in [
        ("one", ("eu-central-1", "ec2"), last_second),
        ("one", ("eu-central-1", "ec2"), last_second),
        ("two", ("eu-central-1", "ec2"), last_second),
        ("one", ("us-east-1", "ec2"), last_second),
        ("one", ("eu-central-1", "sts"), last_second),
        // Parts that would be the same text when written together.
        ("one", ("eu-central-1e", "c2"), last_second),
        ("one", ("eu-central-1", "ec2"), last_second + 1),
        // A service whose clock is behind.
        ("one", ("eu-central-1", "ec2"), last_second),
        ("two", ("eu-central-1", "ec2"), last_second + 2),
    ] {
        let known = signature(&keys, secret, scope, time);
        let new = signature(&SigningKeys::default(), secret, scope, time);
        assert_eq!(known, new, "{secret} {scope:?} {time}");
    }
}

#[test]
fn a_client_keeps_few_keys_and_none_of_yesterday() {
    let keys = SigningKeys::default();
    for number in 0..100 {
        signature(&keys, &format!("secret {number}"), ("r", "s"), 0);
    }
    assert_eq!(keys.len(), 16);
    signature(&keys, "secret 99", ("r", "s"), 1);
    assert_eq!(keys.len(), 16);
    signature(&keys, "secret 99", ("r", "s"), DAY);
    assert_eq!(keys.len(), 1);
}

#[test]
fn keys_are_not_shown() {
    let keys = SigningKeys::default();
    signature(&keys, "secret", ("region", "service"), 0);
    assert_eq!(format!("{keys:?}"), "SigningKeys");
}
