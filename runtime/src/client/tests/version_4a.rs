//! Verifies signatures of version 4a, which differ each time, with the public key.
//!
//! The key and the signed texts are those of the cases that `aws-sigv4` publishes, in the registry's copy; ring, which signs
//! nothing here, verifies.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::published::{self, Case};
use super::*;
use crate::client::sign::Algorithm;
use crate::schema::{Auth, Endpoint, Protocol, Service};

static SERVICE: Service = Service::new(
    "vault",
    "Vault",
    "2025-01-01",
    Protocol::Json11,
    Endpoint::new("vault"),
);
static OPEN: Operation = Operation::new(&SERVICE, "Open").auth(&[Auth::SigV4a]);

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// The public key of these, as published.
const X: &str = "b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1";
const Y: &str = "865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518";

#[test]
fn the_key_pair_is_derived_from_the_secret() {
    let private = private_key(KEY_ID, SECRET);
    let pair = |private: &[u8]| {
        let public = public_key(X, Y);
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_ASN1_SIGNING;
        EcdsaKeyPair::from_private_key_and_public_key(kind, private, &public, &random)
    };
    pair(&private).unwrap();
    pair(&private_key(KEY_ID, "another")).unwrap_err();
}

#[tokio::test]
async fn a_sent_request_has_a_signature_of_what_is_sent() {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "{}")]);
    let config = Config::builder()
        .endpoint_url("https://vault.example")
        .region("eu-central-1")
        .sigv4a_signing_region_set(["eu-west-1", "us-*"])
        .credentials(Credentials::new(
            KEY_ID,
            SECRET,
            Some("tok/en".into()),
            None,
            "test",
        ))
        .transport(transport.clone());
    call(config, &OPEN, &[]).await.unwrap();
    let request = transport.requests().pop().unwrap();
    let header = |name: &str| match name {
        "host" => "vault.example",
        name => request.header(name).unwrap(),
    };
    assert_eq!(header("x-amz-region-set"), "eu-west-1,us-*");
    let authorization = Authorization::read(header("authorization"));
    let names: Vec<&str> = authorization.signed_headers.split(';').collect();
    for name in [
        "host",
        "x-amz-date",
        "x-amz-region-set",
        "x-amz-security-token",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let headers: String = names
        .iter()
        .map(|name| format!("{name}:{}\n", header(name)))
        .collect();
    let canonical = format!(
        "{}\n/\n\n{headers}\n{}\n{}",
        request.method,
        authorization.signed_headers,
        hash(request.text().as_bytes())
    );
    let date = header("x-amz-date");
    let scope = format!("{}/vault/aws4_request", &date[..8]);
    assert_eq!(authorization.credential, format!("{KEY_ID}/{scope}"));
    let said = |canonical: &str| {
        let hash = hash(canonical.as_bytes());
        format!("AWS4-ECDSA-P256-SHA256\n{date}\n{scope}\n{hash}")
    };
    let public = public_key(X, Y);
    assert!(is_signed(
        &public,
        &said(&canonical),
        authorization.signature
    ));
    let other = canonical.replace("us-*", "*");
    assert!(!is_signed(&public, &said(&other), authorization.signature));
}

#[test]
fn what_is_published_is_signed_in_headers_and_in_urls() {
    let Some(cases) = published::cases("v4a") else {
        return;
    };
    let (mut in_headers, mut in_urls) = (0, 0);
    for case in cases {
        check(&case, "header", &case.signature_in_headers(Algorithm::V4a));
        in_headers += 1;
        if let Some(signature) = case.signature_in_url(Algorithm::V4a) {
            check(&case, "query", &signature);
            in_urls += 1;
        }
    }
    assert_eq!((in_headers, in_urls), (37, 35));
}

/// Our signature is one of what is published to be signed, as the published one is.
fn check(case: &Case, place: &str, signature: &str) {
    let said = case.text(&format!("{place}-string-to-sign.txt"));
    let PublicKey { x, y } = serde_json::from_str(&case.text("public-key.json")).unwrap();
    let public = public_key(&x, &y);
    let theirs = case.text(&format!("{place}-signature.txt"));
    assert!(is_signed(&public, &said, theirs.trim()), "{}", case.name);
    assert!(is_signed(&public, &said, signature), "{}", case.name);
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct PublicKey {
    x: String,
    y: String,
}

/// The header of that name.
struct Authorization<'a> {
    credential: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn read(header: &'a str) -> Self {
        let rest = header.strip_prefix("AWS4-ECDSA-P256-SHA256 ").unwrap();
        let mut parts = rest.split(", ");
        let mut part = |name: &str| parts.next().unwrap().strip_prefix(name).unwrap();
        Self {
            credential: part("Credential="),
            signed_headers: part("SignedHeaders="),
            signature: part("Signature="),
        }
    }
}

fn is_signed(public: &[u8], said: &str, signature: &str) -> bool {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, public);
    key.verify(said.as_bytes(), &bytes(signature)).is_ok()
}

/// The private key of a secret: one more than the first number that is small enough, of those that HMAC makes of it
/// (NIST SP 800-108, with a counter).
fn private_key(key_id: &str, secret: &str) -> Vec<u8> {
    const ORDER_MINUS_2: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f";
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, format!("AWS4A{secret}").as_bytes());
    for counter in 1..=254_u8 {
        let mut input = 1_u32.to_be_bytes().to_vec();
        input.extend(b"AWS4-ECDSA-P256-SHA256\0");
        input.extend(key_id.bytes());
        input.push(counter);
        input.extend(256_u32.to_be_bytes());
        let mut candidate = ring::hmac::sign(&key, &input).as_ref().to_vec();
        if candidate <= bytes(ORDER_MINUS_2) {
            for byte in candidate.iter_mut().rev() {
                let (sum, carry) = byte.overflowing_add(1);
                *byte = sum;
                if !carry {
                    break;
                }
            }
            return candidate;
        }
    }
    panic!("no number is small enough")
}

/// A point, as it is written without compression.
fn public_key(x: &str, y: &str) -> Vec<u8> {
    [vec![4], bytes(x), bytes(y)].concat()
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn hash(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
