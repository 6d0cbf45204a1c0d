//! Random requests, which `aws-sigv4` signs as well.

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningInstructions, SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::*;

const REQUESTS: usize = 5000;
const SEED: u64 = 20_260_102;

#[test]
fn every_request_is_signed_as_aws_sigv4_signs_it() {
    let mut random = fastrand::Rng::with_seed(SEED);
    // One for all, so that each key is that of its request.
    let keys = SigningKeys::default();
    let mut signed = 0;
    while signed < REQUESTS {
        let request = Request::by_chance(&mut random);
        let Ok(url) = request.url.parse::<Uri>() else {
            continue;
        };
        let query = url.query().unwrap_or_default();
        if percent_decode_str(query).decode_utf8().is_err() {
            continue;
        }
        let scope = request.scope();
        let payload = request.payload();
        let mut ours = request.headers.clone();
        let signature = sign(
            (request.method, &url),
            &mut ours,
            payload,
            &request.credentials,
            &scope,
            &keys,
        )
        .unwrap();
        let mut settings = SigningSettings::default();
        if scope.like_s3 || !matches!(payload, Payload::Bytes(_) | Payload::Hash(_)) {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let (added, expected) = request.signed_by_library(&url, payload, settings);
        let mut theirs = request.headers.clone();
        for header in added.into_parts().0 {
            let mut value = HeaderValue::from_str(header.value()).unwrap();
            value.set_sensitive(header.sensitive());
            theirs.insert(HeaderName::from_static(header.name()), value);
        }
        assert_eq!(signature, expected, "{request:?}");
        assert_eq!(ours, theirs, "{request:?}");
        let is_sensitive = |headers: &HeaderMap, name: &HeaderName| {
            headers.get(name).map(HeaderValue::is_sensitive)
        };
        // The library shows this one, which has no secret.
        for name in OF_SIGNATURES.iter().filter(|name| *name != AUTHORIZATION) {
            assert_eq!(is_sensitive(&ours, name), is_sensitive(&theirs, name));
        }
        signed += 1;
    }
}

#[test]
fn every_url_is_signed_as_aws_sigv4_signs_it() {
    let mut random = fastrand::Rng::with_seed(SEED);
    let keys = SigningKeys::default();
    let mut signed = 0;
    while signed < REQUESTS {
        let request = Request::by_chance(&mut random);
        let Ok(url) = request.url.parse::<Uri>() else {
            continue;
        };
        let query = url.query().unwrap_or_default();
        if percent_decode_str(query).decode_utf8().is_err() || request.is_for_a_session() {
            continue;
        }
        let scope = request.scope();
        let lifetime = Duration::from_secs(random.u64(1..604_800));
        let ours = presign(
            (request.method, &request.url),
            &request.headers,
            lifetime,
            &request.credentials,
            &scope,
            &keys,
        )
        .unwrap();
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(lifetime);
        let payload = match scope.like_s3 {
            true => Payload::Unsigned,
            false => Payload::Bytes(&[]),
        };
        let (added, signature) = request.signed_by_library(&url, payload, settings);
        for (name, value) in added.params() {
            let value = utf8_percent_encode(value, query::UNRESERVED);
            let field = format!("{name}={value}");
            assert!(ours.contains(&field), "{ours} {field} {request:?}");
        }
        assert!(ours.starts_with(&request.url), "{ours}");
        assert!(
            ours.ends_with(&format!("&X-Amz-Signature={signature}")),
            "{ours}"
        );
        signed += 1;
    }
}

/// The library decodes to text, and so signs another byte than is sent; botocore signs what is sent.
#[test]
fn a_byte_of_a_query_that_is_no_text_is_signed_as_it_is() {
    let url = |query| format!("https://h.example/?{query}").parse().unwrap();
    let signature = |url: &Uri| {
        let scope = Scope {
            algorithm: Algorithm::V4,
            region: "r",
            service: "s",
            like_s3: false,
            raw_path: false,
            time: SystemTime::UNIX_EPOCH,
        };
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
        let mut headers = HeaderMap::new();
        let keys = SigningKeys::default();
        let payload = Payload::Bytes(b"");
        sign(
            ("GET", url),
            &mut headers,
            payload,
            &credentials,
            &scope,
            &keys,
        )
        .unwrap()
    };
    let [byte, small, replacement] = ["a=%FF", "%61=%ff", "a=%EF%BF%BD"].map(url);
    assert_eq!(signature(&byte), signature(&small));
    assert_ne!(signature(&byte), signature(&replacement));
}

#[derive(Debug)]
struct Request {
    method: &'static str,
    url: String,
    headers: HeaderMap,
    body: Vec<u8>,
    payload: usize,
    credentials: Credentials,
    region: &'static str,
    service: &'static str,
    algorithm: Algorithm,
    raw_path: bool,
    time: SystemTime,
}

impl Request {
    fn by_chance(random: &mut fastrand::Rng) -> Self {
        let mut headers = HeaderMap::new();
        for _ in 0..random.usize(..8) {
            let name = HeaderName::from_static(one(random, HEADERS));
            let value = match name == PAYLOAD_HASH {
                true => "UNSIGNED-PAYLOAD".to_owned(),
                false => text(random, WORDS),
            };
            headers.append(name, HeaderValue::from_str(&value).unwrap());
        }
        let path = match random.usize(..8) {
            0 => String::new(),
            _ => format!("/{}", text(random, PARTS_OF_PATHS)),
        };
        let query = match random.bool() {
            true => format!("?{}", text(random, PARTS_OF_QUERIES)),
            false => String::new(),
        };
        let token = random.bool().then(|| one(random, TOKENS).to_owned());
        // Days begin at multiples of 86,400 seconds.
        let day = 86_400 * random.u64(..40_000);
        let seconds = match random.usize(..4) {
            0 => day,
            1 => day + 86_399,
            _ => day + random.u64(..86_400),
        };
        let time = Duration::new(seconds, random.u32(..1_000_000_000));
        let access_key = one(random, ACCESS_KEYS);
        Self {
            method: one(random, &["GET", "PUT", "POST", "HEAD", "DELETE"]),
            url: format!("{}{path}{query}", one(random, HOSTS)),
            headers,
            body: vec![random.u8(..); random.usize(..3) * 40],
            payload: random.usize(..5),
            credentials: Credentials::new(access_key, one(random, SECRETS), token, None, "test"),
            region: one(random, &["eu-central-1", "us-east-1"]),
            service: one(
                random,
                &["s3", "lambda", "s3express", "dynamodb", "execute-api"],
            ),
            algorithm: match random.bool() {
                true => Algorithm::V4,
                false => Algorithm::S3Express,
            },
            raw_path: random.bool(),
            // Half of them are of the same two days, so that keys are found again.
            time: SystemTime::UNIX_EPOCH
                + match random.bool() {
                    true => time,
                    false => Duration::from_secs(1_767_312_000 + seconds % (2 * 86_400)),
                },
        }
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            algorithm: self.algorithm,
            region: self.region,
            service: self.service,
            like_s3: signs_like_s3(self.service),
            raw_path: self.raw_path,
            time: self.time,
        }
    }

    /// What `aws-sigv4` adds, and its signature.
    fn signed_by_library(
        &self,
        url: &Uri,
        payload: Payload<'_>,
        mut settings: SigningSettings,
    ) -> (SigningInstructions, String) {
        let scope = self.scope();
        settings.excluded_headers = None;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        if scope.algorithm == Algorithm::S3Express {
            settings.session_token_name_override = Some(scope.token_header());
        }
        let mut parts = url.clone().into_parts();
        if scope.takes_path_as_it_is() {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
        } else {
            let query = url
                .query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            let path = canonical::normalized(url.path());
            parts.path_and_query = Some(format!("{path}{query}").parse().unwrap());
        }
        let url = Uri::from_parts(parts).unwrap().to_string();
        let identity = Identity::from(self.credentials.clone());
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(scope.region)
            .name(scope.service)
            .time(scope.time)
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let hash = given_hash(&self.headers, &scope);
        let hash = hash.unwrap_or_else(|| payload.hash().into_owned());
        let headers = signable(&self.headers).unwrap().into_iter();
        let body = SignableBody::Precomputed(hash);
        let request = SignableRequest::new(self.method, url, headers, body).unwrap();
        let signed = aws_sigv4::http_request::sign(request, &parameters).unwrap();
        signed.into_parts()
    }

    /// Whether the name of the token in a URL is not the library's.
    fn is_for_a_session(&self) -> bool {
        self.algorithm == Algorithm::S3Express && self.credentials.session_token().is_some()
    }

    fn payload(&self) -> Payload<'_> {
        match self.payload {
            0 => Payload::Unsigned,
            1 => Payload::Events,
            2 => Payload::UnsignedWithTrailer,
            3 => Payload::Hash("00ff"),
            _ => Payload::Bytes(&self.body),
        }
    }
}

fn one<T: Copy>(random: &mut fastrand::Rng, of: &[T]) -> T {
    of[random.usize(..of.len())]
}

/// Some parts in a row.
fn text(random: &mut fastrand::Rng, parts: &[&str]) -> String {
    let count = random.usize(..8);
    (0..count).map(|_| one(random, parts)).collect()
}

const HOSTS: &[&str] = &[
    "https://h.example",
    "http://h.example",
    "https://h.example:443",
    "http://h.example:443",
    "http://h.example:80",
    "http://10.0.0.1:9000",
    "https://[::1]:443",
    "http://[::1]:4566",
];

const ACCESS_KEYS: &[&str] = &["AKIDEXAMPLE", "ASIAEXAMPLE"];

const SECRETS: &[&str] = &["secret", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""];

const TOKENS: &[&str] = &["the/token+==", "a"];

const PARTS_OF_PATHS: &[&str] = &[
    "/", "//", ".", "..", "/./", "/../", "a", "Z9", "-_~", "%20", "%2F", "%2f", "%C3%A9", "é", "ሴ",
    "+", ":", "@", "=", "&", "*", "!", "'", "(", ")", ",", ";", "$", "%", "%zz", "|", "%00", "%7E",
];

const PARTS_OF_QUERIES: &[&str] = &[
    "&",
    "&&",
    "=",
    "==",
    "a",
    "A",
    "a-",
    "a=",
    "b=2",
    "b=1",
    "&b",
    "&a=",
    "%20",
    "+",
    "%2B",
    "%7E",
    "~",
    "%C3%A9",
    "é",
    "/",
    "%2F",
    ":",
    "?",
    "%",
    "%4",
    "%zz",
    "*",
    "X-Amz-Date",
    "list-type=2",
];

const WORDS: &[&str] = &[
    "a",
    " ",
    "  ",
    "   ",
    "b,c",
    ";",
    "\"q\"",
    "x=y",
    "Z",
    ":",
    "https://h/?q=%20",
];

/// Some are never signed, and some are replaced.
const HEADERS: &[&str] = &[
    "a",
    "a-b",
    "b",
    "content-type",
    "content-md5",
    "expect",
    "host",
    "if-none-match",
    "range",
    "traceparent",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-meta-a",
    "x-amz-meta-a-b",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-target",
    "x-amzn-trace-id",
];
