//! Verifies signatures of version 4a, which differ each time, with the public key.
//!
//! The key and the signed texts are those of the cases that `aws-sigv4` publishes, in the registry's copy; ring, which signs
//! nothing here, verifies.

use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::*;
use crate::client::presign::presign;
use crate::client::sign::{Algorithm, Payload, Scope, sign};
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
    let folder = match published() {
        Ok(folder) => folder,
        Err(reason) if std::env::var_os("CI").is_some_and(|ci| !ci.is_empty()) => {
            panic!("{reason}")
        }
        Err(reason) => {
            eprintln!("not run: the published cases of version 4a: {reason}");
            return;
        }
    };
    let (mut in_headers, mut in_urls) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let case = Case::read(entry.unwrap().path());
        // What is signed here never leaves out the token.
        if case.context.omit_session_token == Some(true) {
            continue;
        }
        case.check_headers();
        in_headers += 1;
        // A URL is signed for a request without a body.
        if case.body.is_empty() {
            case.check_url();
            in_urls += 1;
        }
    }
    assert_eq!((in_headers, in_urls), (37, 35));
}

/// A published case: a request, and what is signed of it.
struct Case {
    name: String,
    folder: PathBuf,
    context: Context,
    method: String,
    url: String,
    headers: HeaderMap,
    body: String,
}

#[derive(Deserialize)]
struct Context {
    credentials: Keys,
    expiration_in_seconds: u64,
    normalize: bool,
    region: String,
    service: String,
    sign_body: bool,
    omit_session_token: Option<bool>,
    timestamp: String,
}

#[derive(Deserialize)]
struct Keys {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct PublicKey {
    x: String,
    y: String,
}

/// What has no place in a URL.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ');

impl Case {
    fn read(folder: PathBuf) -> Self {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
        let context: Context = serde_json::from_str(&text("context.json")).unwrap();
        let request = text("request.txt").replace('\r', "");
        let (head, body) = request.split_once("\n\n").unwrap_or((&request, ""));
        // A line that begins with white space goes on with a header.
        let mut lines: Vec<String> = Vec::new();
        for line in head.lines() {
            match lines.last_mut() {
                Some(last) if line.starts_with(' ') => *last += &format!(" {}", line.trim()),
                _ => lines.push(line.to_owned()),
            }
        }
        let first = lines.remove(0);
        let (method, target) = first.split_once(' ').unwrap();
        let target = target.strip_suffix(" HTTP/1.1").unwrap();
        let mut headers = HeaderMap::new();
        let mut host = String::new();
        for line in lines.iter().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap();
            if name.eq_ignore_ascii_case("host") {
                host = value.to_owned();
                continue;
            }
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let target = utf8_percent_encode(target, ENCODED);
        Self {
            name,
            method: method.to_owned(),
            url: format!("https://{host}{target}"),
            headers,
            body: body.to_owned(),
            context,
            folder,
        }
    }

    fn check_headers(&self) {
        let mut headers = self.headers.clone();
        let payload = Payload::Bytes(self.body.as_bytes());
        if self.context.sign_body {
            let hash = hash(self.body.as_bytes());
            headers.insert("x-amz-content-sha256", hash.parse().unwrap());
        }
        sign(
            &self.method,
            &self.url,
            &mut headers,
            payload,
            &self.keys(),
            &self.scope(),
        )
        .unwrap();
        let authorization = headers["authorization"].to_str().unwrap();
        self.check("header", Authorization::read(authorization).signature);
    }

    fn check_url(&self) {
        let lifetime = Duration::from_secs(self.context.expiration_in_seconds);
        let signed = presign(
            &self.method,
            &self.url,
            &self.headers,
            lifetime,
            &self.keys(),
            &self.scope(),
        )
        .unwrap();
        let (_, signature) = signed.split_once("&X-Amz-Signature=").unwrap();
        self.check("query", signature);
    }

    /// Our signature is one of what is published to be signed, as the published one is.
    fn check(&self, place: &str, signature: &str) {
        let text = |file: String| std::fs::read_to_string(self.folder.join(file)).unwrap();
        let said = text(format!("{place}-string-to-sign.txt"));
        let PublicKey { x, y } = serde_json::from_str(&text("public-key.json".into())).unwrap();
        let public = public_key(&x, &y);
        let theirs = text(format!("{place}-signature.txt"));
        assert!(is_signed(&public, &said, theirs.trim()), "{}", self.name);
        assert!(is_signed(&public, &said, signature), "{}", self.name);
    }

    fn keys(&self) -> Credentials {
        let Keys {
            access_key_id,
            secret_access_key,
            token,
        } = &self.context.credentials;
        Credentials::new(
            access_key_id,
            secret_access_key,
            token.clone(),
            None,
            "test",
        )
    }

    fn scope(&self) -> Scope<'_> {
        let time = DateTime::from_str(&self.context.timestamp, Format::DateTime).unwrap();
        Scope {
            algorithm: Algorithm::V4a,
            region: &self.context.region,
            service: &self.context.service,
            like_s3: false,
            // The published paths are encoded once.
            raw_path: !self.context.normalize || self.url.contains('%'),
            time: SystemTime::try_from(time).unwrap(),
        }
    }
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

/// The folder of the cases in the registry's copy.
fn published() -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages.find(|package| package["name"] == "aws-sigv4");
    let manifest = found.and_then(|package| package["manifest_path"].as_str());
    let manifest = PathBuf::from(manifest.ok_or("aws-sigv4 is no dependency")?);
    let folder = manifest
        .with_file_name("aws-signing-test-suite")
        .join("v4a");
    match folder.is_dir() {
        true => Ok(folder),
        false => Err(format!("{} is missing", folder.display())),
    }
}
