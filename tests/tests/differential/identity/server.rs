//! A server on this machine that stands in for STS, single sign-on, the sign-in, and the hosts of a container and an
//! instance.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use super::case::Answer;

/// Ends with the process.
pub(super) struct Server {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: BTreeMap<&'static str, Vec<Answer>>,
    calls: Vec<String>,
}

/// What was asked.
struct RequestParts {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// What a request is, as a case names it.
const ASSUME_ROLE: &str = "AssumeRole";
const WEB_IDENTITY: &str = "AssumeRoleWithWebIdentity";
const ROLE_CREDENTIALS: &str = "GetRoleCredentials";
const CREATE_TOKEN: &str = "CreateToken";
const LOGIN: &str = "CreateOAuth2Token";
const IMDS_TOKEN: &str = "imds token";
const IMDS_ROLE: &str = "imds role";
const IMDS_KEYS: &str = "imds keys";
const CONTAINER: &str = "container";

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let shared = Arc::clone(&shared);
                // A connection without a request blocks nobody else.
                std::thread::spawn(move || {
                    let _cut = serve(&connection.unwrap(), &shared);
                });
            }
        });
        Self { port, state }
    }

    /// For example `127.0.0.1:40123`.
    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Begins with these answers.
    pub(super) fn answer_with(&self, answers: &BTreeMap<&'static str, Vec<Answer>>) {
        let mut state = self.state.lock().unwrap();
        state.answers = answers.clone();
        state.calls.clear();
    }

    /// A line for each request so far.
    pub(super) fn calls(&self) -> Vec<String> {
        self.state.lock().unwrap().calls.clone()
    }
}

fn serve(connection: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(30)))?;
    let asked = read(&mut BufReader::new(connection))?;
    let kind = asked.kind();
    let answer = {
        let mut state = state.lock().unwrap();
        state.calls.push(asked.line(kind));
        let answers = state.answers.get_mut(kind);
        match answers {
            Some(answers) if answers.len() > 1 => Some(answers.remove(0)),
            Some(answers) => answers.first().cloned(),
            None => None,
        }
    };
    let Answer { status, body } = answer.unwrap_or(Answer {
        status: 404,
        body: String::new(),
    });
    let body = body.replace("{id}", &asked.role_id());
    let mut connection = connection;
    write!(
        connection,
        "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nLocation: http://127.0.0.1:1/elsewhere\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn read(connection: &mut impl BufRead) -> std::io::Result<RequestParts> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        connection.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length");
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Ok(RequestParts {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

impl RequestParts {
    fn kind(&self) -> &'static str {
        let path = self.path.as_str();
        match self.form().get("Action").map(String::as_str) {
            Some("AssumeRole") => return ASSUME_ROLE,
            Some("AssumeRoleWithWebIdentity") => return WEB_IDENTITY,
            _ => {}
        }
        match self.method.as_str() {
            "PUT" if path.ends_with("/latest/api/token") => IMDS_TOKEN,
            "POST" if path.ends_with("/v1/token") => LOGIN,
            "POST" if path.ends_with("/token") => CREATE_TOKEN,
            "GET" if path.ends_with("/federation/credentials") => ROLE_CREDENTIALS,
            "GET" if path.ends_with("/security-credentials/") => IMDS_ROLE,
            "GET" if path.contains("/security-credentials/") => IMDS_KEYS,
            "GET" => CONTAINER,
            _ => "unknown",
        }
    }

    /// What was asked of whom, in a line.
    fn line(&self, kind: &str) -> String {
        let Self { method, path, .. } = self;
        let header = |name: &str| self.headers.get(name).map_or("", String::as_str);
        let mut line = format!("{kind}: {method} {}{path}", header("x-sent-to"));
        let mut told = match kind {
            CREATE_TOKEN => {
                let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
                vec![("body", body.to_string())]
            }
            LOGIN => {
                let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
                let proof = proof(header("dpop")).unwrap_or_else(|| "that is none".to_owned());
                vec![("body", body.to_string()), ("proof", proof)]
            }
            ROLE_CREDENTIALS | CONTAINER => {
                let mut pairs: Vec<&str> = self.query.split('&').collect();
                pairs.sort_unstable();
                vec![("query", pairs.join("&"))]
            }
            _ => vec![("form", self.parameters())],
        };
        let authorization = header("authorization");
        let signed = authorization.split_once("Credential=").map(|(_, rest)| {
            let scope = rest.split_once(',').map_or(rest, |(scope, _)| scope);
            let parts: Vec<&str> = scope.split('/').collect();
            match parts[..] {
                [id, _, region, service, _] => format!("{id} for {service} in {region}"),
                _ => scope.to_owned(),
            }
        });
        told.push(("by", signed.unwrap_or_else(|| authorization.to_owned())));
        for name in [
            "x-amz-security-token",
            "x-amz-sso_bearer_token",
            "x-aws-ec2-metadata-token",
            "x-aws-ec2-metadata-token-ttl-seconds",
        ] {
            told.push((name, header(name).to_owned()));
        }
        for (name, value) in told.iter().filter(|(_, value)| !value.is_empty()) {
            line.push_str(&format!(", {name} {value}"));
        }
        line
    }

    /// The parameters of a form, sorted, without the name of a session that was made up.
    fn parameters(&self) -> String {
        let parameters = self
            .form()
            .into_iter()
            .filter(|(name, _)| name != "Action" && name != "Version");
        let shown = parameters.map(|(name, value)| {
            let is_made_up = name == "RoleSessionName" && value.contains("-session-1");
            let value = if is_made_up {
                "made up"
            } else {
                value.as_str()
            };
            format!("{name}={value:?}")
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    fn form(&self) -> BTreeMap<String, String> {
        let decoded = |text: &str| {
            let text = text.replace('+', " ");
            percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect()
    }

    /// What the keys of a role are called here.
    fn role_id(&self) -> String {
        let form = self.form();
        let name = form.get("RoleArn").and_then(|arn| arn.rsplit('/').next());
        format!("AKROLE{}", name.unwrap_or("").to_uppercase())
    }
}

/// What a proof says, if its signature is by the key that it names and it is of now; without what is another thing each time.
fn proof(text: &str) -> Option<String> {
    let decoded = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
    let (said, signature) = text.rsplit_once('.')?;
    let (header, claims) = said.split_once('.')?;
    let header: Value = serde_json::from_slice(&decoded(header)?).ok()?;
    let mut claims: Value = serde_json::from_slice(&decoded(claims)?).ok()?;
    let (x, y) = (header["jwk"]["x"].as_str()?, header["jwk"]["y"].as_str()?);
    let public = [vec![4], decoded(x)?, decoded(y)?].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
        .verify(said.as_bytes(), &decoded(signature)?)
        .ok()?;
    let issued = claims.as_object_mut()?.remove("iat")?.as_u64()?;
    let now = UNIX_EPOCH.elapsed().ok()?.as_secs();
    let id = claims.as_object_mut()?.remove("jti")?;
    let is_of_now = (now - 60..=now).contains(&issued) && id.as_str()?.len() == 36;
    is_of_now.then(|| format!("{header} {claims}"))
}
