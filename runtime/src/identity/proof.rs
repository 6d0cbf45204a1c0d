//! Proofs of possession of a login session's key (RFC 9449; `botocore/credentials.py`, `_build_dpop_header`).

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http::{HeaderName, HeaderValue, Method};
use p256::SecretKey;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;

use crate::client::{Proof, uuid};

/// The key that signs proofs.
pub(super) struct ProofKey(SigningKey);

impl ProofKey {
    /// Parses a P-256 private key in PEM, as PKCS #8 or SEC 1. A problem never contains a part of it.
    pub(super) fn of_pem(pem: &str) -> Result<Self, String> {
        let lines = pem.lines().map(str::trim);
        let text: String = lines.filter(|line| !line.starts_with("-----")).collect();
        let der = BASE64_STANDARD.decode(text).ok();
        let key = der.and_then(|der| SecretKey::from_der(&der).ok());
        let key = key.ok_or("it is not a P-256 private key in PEM")?;
        Ok(Self(SigningKey::from(&key)))
    }

    /// The proof, a JWT, for a request at this time. An id is used once.
    fn sign(&self, method: &str, url: &str, time: SystemTime, id: &str) -> String {
        let point = self.0.verifying_key().to_sec1_point(false);
        // After the mark of the form, `x` and `y` have 32 bytes each.
        let (x, y) = point.as_bytes().split_at_checked(33).unwrap_or_default();
        let (x, y) = (encoded(x.get(1..).unwrap_or_default()), encoded(y));
        let header = json!({
            "typ": "dpop+jwt",
            "alg": "ES256",
            "jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y},
        });
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        // It is for the URL without its query (RFC 9449, section 4.2).
        let url = url.split(['?', '#']).next().unwrap_or(url);
        let claims = json!({"htm": method, "htu": url, "iat": since.as_secs(), "jti": id});
        let (header, claims) = (header.to_string(), claims.to_string());
        let said = format!(
            "{}.{}",
            encoded(header.as_bytes()),
            encoded(claims.as_bytes())
        );
        let signature: Signature = self.0.sign(said.as_bytes());
        format!("{said}.{}", encoded(&signature.to_bytes()))
    }
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Proof for ProofKey {
    fn header(
        &self,
        method: &Method,
        url: &str,
        time: SystemTime,
    ) -> Result<(HeaderName, HeaderValue), String> {
        let proof = self.sign(method.as_str(), url, time, &uuid());
        let mut value = HeaderValue::try_from(proof).map_err(|error| error.to_string())?;
        value.set_sensitive(true);
        Ok((HeaderName::from_static("dpop"), value))
    }
}

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofKey(***)")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;
    use crate::identity::tests::noon;
    use crate::testing::ScriptedTransport;

    const SEC1: &str = include_str!("../../../tests/cases/identity/keys/sec1.pem");
    const PKCS8: &str = include_str!("../../../tests/cases/identity/keys/pkcs8.pem");
    /// The public key of both, as OpenSSL prints it.
    const X: &str = "6d5880f0dc62576d68ea3fbe412352bcc2de237a36aa03384881c6f7908eec78";
    const Y: &str = "c0aa04c30cc6950b2e6f8d2d3e7c9ebf9bc89c52194df4fcebfd9c57727e030d";

    fn bytes(hex: &str) -> Vec<u8> {
        let pairs = hex.as_bytes().chunks(2);
        let pairs = pairs.map(|pair| std::str::from_utf8(pair).unwrap());
        pairs
            .map(|pair| u8::from_str_radix(pair, 16).unwrap())
            .collect()
    }

    /// Header and claims of a proof by the key of the tests, whose signature ring verifies.
    fn verified(proof: &str) -> (Value, Value) {
        let (said, signature) = proof.rsplit_once('.').unwrap();
        let decoded = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        let public = [vec![4], bytes(X), bytes(Y)].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
            .verify(said.as_bytes(), &decoded(signature))
            .unwrap();
        let (header, claims) = said.split_once('.').unwrap();
        let read = |text: &str| serde_json::from_slice(&decoded(text)).unwrap();
        (read(header), read(claims))
    }

    /// Whether the requests to renew `session` are those that the service wants.
    pub(in crate::identity) fn every_request_is_proven(
        transport: &ScriptedTransport,
        session: &Value,
        case: &str,
    ) {
        for request in transport.requests() {
            let Some(proof) = request.headers.get("dpop") else {
                assert!(!request.uri.path().ends_with("/v1/token"), "{case}");
                continue;
            };
            assert!(proof.is_sensitive(), "{case}");
            let (header, claims) = verified(proof.to_str().unwrap());
            let key = json!({"kty": "EC", "crv": "P-256", "x": encoded(&bytes(X)), "y": encoded(&bytes(Y))});
            assert_eq!(
                header,
                json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": key}),
                "{case}"
            );
            assert_eq!(claims["jti"].as_str().unwrap().len(), 36, "{case}");
            let id = &claims["jti"];
            let url = request.uri.to_string();
            let time = noon().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let expected = json!({"htm": "POST", "htu": url, "iat": time, "jti": id});
            assert_eq!(claims, expected, "{case}");
            let sent: Value = serde_json::from_slice(&request.body).unwrap();
            let expected = json!({
                "clientId": session["clientId"],
                "refreshToken": session["refreshToken"],
                "grantType": "refresh_token",
            });
            assert_eq!(sent, expected, "{case}");
            assert!(!request.headers.contains_key("authorization"), "{case}");
        }
    }

    #[test]
    fn a_proof_is_the_same_for_the_same_request_at_the_same_time() {
        let (url, id) = ("https://signin.example/v1/token?x=y", "id");
        let signed = |pem: &str| ProofKey::of_pem(pem).unwrap().sign("POST", url, noon(), id);
        let proof = signed(SEC1);
        assert_eq!(proof, signed(PKCS8));
        let (_, claims) = verified(&proof);
        assert_eq!(claims["htu"], "https://signin.example/v1/token");
        insta::assert_snapshot!(proof, @"eyJhbGciOiJFUzI1NiIsImp3ayI6eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImJWaUE4TnhpVjIxbzZqLS1RU05Tdk1MZUkzbzJxZ000U0lIRzk1Q083SGciLCJ5Ijoid0tvRXd3ekdsUXN1YjQwdFBueWV2NXZJbkZJWlRmVDg2XzJjVjNKLUF3MCJ9LCJ0eXAiOiJkcG9wK2p3dCJ9.eyJodG0iOiJQT1NUIiwiaHR1IjoiaHR0cHM6Ly9zaWduaW4uZXhhbXBsZS92MS90b2tlbiIsImlhdCI6MTgwMDAwMDAwMCwianRpIjoiaWQifQ.6XT3PPnPwlOLcPIvFSLonTMn7V5qr3_F74m27-4y7UIbeg-V7Z66ygMHTIfeV4CDAjjNRzISgUNo_jj4K6rwTQ");
    }

    #[test]
    fn a_key_is_read_however_its_lines_end_and_is_never_shown() {
        for pem in [SEC1.replace('\n', "\r\n"), SEC1.replace('\n', " \n\n")] {
            let key = ProofKey::of_pem(&pem).unwrap();
            assert_eq!(format!("{key:?}"), "ProofKey(***)");
        }
        for pem in ["", "-----BEGIN PRIVATE KEY-----", &SEC1[..120]] {
            let problem = ProofKey::of_pem(pem).unwrap_err();
            assert_eq!(problem, "it is not a P-256 private key in PEM");
        }
    }
}
