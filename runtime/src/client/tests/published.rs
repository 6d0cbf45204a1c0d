//! The cases of signatures that `aws-sigv4` publishes, in the registry's copy.

use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::*;
use crate::client::sign::{Algorithm, Payload, Scope, SigningKeys, hex, presign, sign};

#[test]
fn what_is_published_is_signed_in_headers_and_in_urls() {
    let Some(cases) = cases("v4") else {
        return;
    };
    let (mut in_headers, mut in_urls) = (0, 0);
    for case in cases {
        let published = |place| case.text(&format!("{place}-signature.txt"));
        let signature = case.signature_in_headers(Algorithm::V4);
        assert_eq!(signature, published("header").trim(), "{}", case.name);
        in_headers += 1;
        if let Some(signature) = case.signature_in_url(Algorithm::V4) {
            assert_eq!(signature, published("query").trim(), "{}", case.name);
            in_urls += 1;
        }
    }
    assert_eq!((in_headers, in_urls), (37, 35));
}

/// The cases of a version: `v4` or `v4a`; `None` if they are missing here, which is said.
pub(super) fn cases(version: &str) -> Option<Vec<Case>> {
    let folder = match published(version) {
        Ok(folder) => folder,
        Err(reason) if std::env::var_os("CI").is_some_and(|ci| !ci.is_empty()) => {
            panic!("{reason}")
        }
        Err(reason) => {
            eprintln!("not run: the published cases of {version}: {reason}");
            return None;
        }
    };
    let folders = std::fs::read_dir(folder).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path());
    // Two have a request and no keys.
    let folders = folders.filter(|folder| folder.join("context.json").exists());
    let cases = folders.map(Case::read);
    // What is signed here never leaves out the token.
    Some(
        cases
            .filter(|case| case.context.omit_session_token != Some(true))
            .collect(),
    )
}

/// A published case: a request, and what is signed of it.
pub(super) struct Case {
    pub(super) name: String,
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

    /// The text of a file of the case.
    pub(super) fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file)).unwrap()
    }

    pub(super) fn signature_in_headers(&self, algorithm: Algorithm) -> String {
        let mut headers = self.headers.clone();
        if self.context.sign_body {
            let hash = hex(&Sha256::digest(&self.body));
            headers.insert("x-amz-content-sha256", hash.parse().unwrap());
        }
        let url: Uri = self.url.parse().unwrap();
        let signature = sign(
            (&self.method, &url),
            &mut headers,
            Payload::Bytes(self.body.as_bytes()),
            &self.keys(),
            &self.scope(algorithm),
            &SigningKeys::default(),
        )
        .unwrap();
        let authorization = headers["authorization"].to_str().unwrap();
        assert!(authorization.ends_with(&format!(", Signature={signature}")));
        signature
    }

    /// `None` for a request with a body, for which no URL is signed.
    pub(super) fn signature_in_url(&self, algorithm: Algorithm) -> Option<String> {
        if !self.body.is_empty() {
            return None;
        }
        let lifetime = Duration::from_secs(self.context.expiration_in_seconds);
        let signed = presign(
            (&self.method, &self.url),
            &self.headers,
            lifetime,
            &self.keys(),
            &self.scope(algorithm),
            &SigningKeys::default(),
        )
        .unwrap();
        let (_, signature) = signed.split_once("&X-Amz-Signature=").unwrap();
        Some(signature.to_owned())
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

    fn scope(&self, algorithm: Algorithm) -> Scope<'_> {
        let time = DateTime::from_str(&self.context.timestamp, Format::DateTime).unwrap();
        Scope {
            algorithm,
            region: &self.context.region,
            service: &self.context.service,
            like_s3: false,
            // The published paths are encoded once.
            raw_path: !self.context.normalize || self.url.contains('%'),
            time: SystemTime::try_from(time).unwrap(),
        }
    }
}

/// The folder of the cases in the registry's copy.
fn published(version: &str) -> Result<PathBuf, String> {
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
    let suites = manifest.with_file_name("aws-signing-test-suite");
    let folder = suites.join(version);
    match folder.is_dir() {
        true => Ok(folder),
        false => Err(format!("{} is missing", folder.display())),
    }
}
