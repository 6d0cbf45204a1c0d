//! Credentials of a login session, which `aws login` begins (`botocore/credentials.py`, `LoginProvider` and
//! `LoginCredentialFetcher`).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::{DateTime, Document};
use sha2::{Digest, Sha256};

use super::cache_file::{self, text};
use super::clients::Clients;
use super::document::{Object, time};
use super::proof::ProofKey;
use super::services::signin::Client;
use super::services::signin::types::{
    AccessDeniedException, CreateOAuth2TokenRequestBody, CreateOAuth2TokenResponseBody,
    OAuth2ErrorCode,
};
use crate::client::{CredentialsParts, Setting};
use crate::error::Error;

/// The session of a signed-in identity.
#[derive(Clone)]
pub(crate) struct Login {
    /// The signed-in identity, an ARN.
    session: String,
    /// The AWS CLI's file for it.
    path: PathBuf,
    /// The profile, for the advice to sign in.
    profile: String,
    /// The place of the session's setting.
    place: String,
}

/// With no more than this left, the credentials are renewed (`LoginCredentialFetcher._REFRESH_THRESHOLD`).
const RENEWED_BEFORE: Duration = Duration::from_secs(5 * 60);
/// The required fields of a file (`LoginCredentialFetcher._REQUIRED_TOKEN_FIELDS`), and of its keys.
const REQUIRED: [&str; 3] = ["clientId", "dpopKey", "refreshToken"];
const REQUIRED_OF_KEYS: [&str; 5] = [
    "accessKeyId",
    "secretAccessKey",
    "sessionToken",
    "accountId",
    "expiresAt",
];

impl Login {
    /// The session with this name, in the AWS CLI's folder (`botocore/utils.py`, `LoginTokenLoader`).
    pub(super) fn new(folder: &Path, session: Setting<'_>, profile: &str) -> Self {
        Self {
            session: session.value.to_owned(),
            path: cache_file::called_by(folder, &Sha256::digest(session.value)),
            profile: profile.to_owned(),
            place: session.place().to_string(),
        }
    }

    /// The credentials in the file, renewed if they are about to expire.
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, String> {
        let (saved, keys) = self
            .read()
            .await
            .map_err(|problem| self.sign_in(&problem))?;
        if lasts(&keys, clients.now()) {
            return Ok(keys);
        }
        let problem = match self.renew(clients, saved).await {
            Ok(keys) => return Ok(keys),
            Err(problem) => problem,
        };
        match self.read().await {
            // Another program has renewed them in the meantime.
            Ok((_, keys)) if lasts(&keys, clients.now()) => Ok(keys),
            _ => Err(self.sign_in(&format!("the keys cannot be renewed: {problem}"))),
        }
    }

    async fn read(&self) -> Result<(Object, Credentials), String> {
        let saved = cache_file::read(&self.path).await?;
        let keys = keys(&saved)?;
        Ok((saved, keys))
    }

    /// Requests new credentials with a proof, and stores them.
    async fn renew(&self, clients: &Clients, mut saved: Object) -> Result<Credentials, String> {
        let required = |name: &str| text(&saved, name).map(str::to_owned);
        let key = ProofKey::of_pem(&required("dpopKey").unwrap_or_default())
            .map_err(|problem| format!("`dpopKey`: {problem}"))?;
        let region = match saved.get("signInRegion") {
            None | Some(Document::Null) => None,
            Some(Document::String(region)) => Some(region.as_str()).filter(|text| !text.is_empty()),
            Some(_) => return Err(String::from("`signInRegion` is not a text")),
        };
        let config = clients.config_with_proof(region, Arc::new(key))?;
        let request =
            Client::new(&config)
                .create_oauth2_token()
                .token_input(CreateOAuth2TokenRequestBody {
                    client_id: required("clientId"),
                    refresh_token: required("refreshToken"),
                    grant_type: Some(String::from("refresh_token")),
                    ..Default::default()
                });
        let answer = request.send().await.map_err(|error| refused(&error))?;
        let given = answer
            .token_output
            .ok_or("`tokenOutput` is missing in the answer")?;
        update(&mut saved, given, clients.now())?;
        let keys = keys(&saved)?;
        cache_file::write(&self.path, saved).await?;
        Ok(keys)
    }

    /// The advice about an unusable session.
    fn sign_in(&self, problem: &str) -> String {
        let (path, profile) = (self.path.display(), &self.profile);
        format!("{path}: {problem}; run `aws login --profile {profile}`")
    }
}

/// Whether the credentials are valid for longer than a renewal takes.
fn lasts(keys: &Credentials, now: SystemTime) -> bool {
    let left = keys.expiry().and_then(|end| end.duration_since(now).ok());
    left.is_some_and(|left| left > RENEWED_BEFORE)
}

/// The credentials in a complete file. A problem contains only names, never a value.
fn keys(saved: &Object) -> Result<Credentials, String> {
    let none = Object::new();
    let token = saved.get("accessToken").and_then(Document::as_object);
    let token = token.unwrap_or(&none);
    let of_session = REQUIRED.iter().filter(|name| text(saved, name).is_none());
    let of_keys = REQUIRED_OF_KEYS.iter();
    let of_keys = of_keys.filter(|name| text(token, name).is_none());
    let missing: Vec<String> = of_session
        .map(|name| format!("`{name}`"))
        .chain(of_keys.map(|name| format!("`accessToken.{name}`")))
        .collect();
    match &missing[..] {
        [] => {}
        [one] => return Err(format!("{one} is missing")),
        several => return Err(format!("{} are missing", several.join(", "))),
    }
    let required = |name: &str| text(token, name).unwrap_or_default();
    let keys = CredentialsParts {
        id: required("accessKeyId").to_owned(),
        secret: required("secretAccessKey").to_owned(),
        token: Some(required("sessionToken").to_owned()),
        account: Some(required("accountId").to_owned()),
        expiry: Some(time(required("expiresAt"))?),
    };
    Ok(keys.into())
}

/// Replaces the renewed values; everything else stays.
fn update(
    saved: &mut Object,
    given: CreateOAuth2TokenResponseBody,
    now: SystemTime,
) -> Result<(), String> {
    let missing = |name: &str| format!("`{name}` is missing in the answer");
    let keys = given.access_token.ok_or_else(|| missing("accessToken"))?;
    let seconds = given.expires_in.and_then(|time| u64::try_from(time).ok());
    let seconds = seconds.ok_or_else(|| missing("expiresIn"))?;
    let expiry = DateTime::from(now + Duration::from_secs(seconds));
    let expiry = DateTime::from_secs(expiry.secs()).fmt(Format::DateTime);
    let expiry = expiry.map_err(|error| error.to_string())?;
    let refresh = given.refresh_token.filter(|token| !token.is_empty());
    let refresh = refresh.ok_or_else(|| missing("refreshToken"))?;
    let token = saved
        .get_mut("accessToken")
        .and_then(Document::as_object_mut);
    let token = token.ok_or("`accessToken` is missing")?;
    for (name, value) in [
        ("accessKeyId", keys.access_key_id),
        ("secretAccessKey", keys.secret_access_key),
        ("sessionToken", keys.session_token),
        ("expiresAt", Some(expiry)),
    ] {
        let value = value.filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| missing(name))?;
        token.insert(String::from(name), Document::String(value));
    }
    saved.insert(String::from("refreshToken"), Document::String(refresh));
    Ok(())
}

/// Why there are no new credentials; the service's reasons in our words.
fn refused(error: &Error) -> String {
    let denied = error.details::<AccessDeniedException>();
    let why = match denied.and_then(|denied| denied.error) {
        Some(OAuth2ErrorCode::TokenExpired) => "the session has expired",
        Some(OAuth2ErrorCode::UserCredentialsChanged) => {
            "the credentials of who signed in have changed since"
        }
        Some(OAuth2ErrorCode::InsufficientPermissions) => {
            "who signed in may not renew keys: it takes the permission `signin:CreateOAuth2Token`"
        }
        _ => return error.to_string(),
    };
    format!("{why} ({error})")
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the login session {} of {}", self.session, self.place)
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::Pin;

    use super::*;
    use crate::body::Body;
    use crate::client::{Config, Transport, TransportError};
    use crate::identity::tests::{Home, load};
    use crate::testing::{ScriptStep, ScriptedTransport};

    const LOGIN: &str =
        "[default]\nregion = eu-west-1\nlogin_session = arn:aws:iam::123456789012:user/dev\n";

    /// The SHA-256 of the session.
    const FILE: &str =
        ".aws/login/cache/893f13863f68a08133e541260597f1d60f5bf9b326625782990032cbad201e26.json";

    fn saved(id: &str, expiry: &str) -> String {
        let key = include_str!("../../../tests/cases/identity/keys/sec1.pem");
        serde_json::json!({
            "accessToken": {"accessKeyId": id, "secretAccessKey": "hidden", "sessionToken": "hidden",
                "accountId": "123456789012", "expiresAt": expiry},
            "clientId": "client", "refreshToken": "hidden", "dpopKey": key,
        })
        .to_string()
    }

    /// Another program renews the credentials while this one asks, which is refused.
    #[derive(Debug)]
    struct Late {
        path: PathBuf,
    }

    impl Transport for Late {
        fn send(
            &self,
            _: http::Request<Body>,
        ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
        {
            std::fs::write(&self.path, saved("AKOTHER", "2100-01-01T00:00:00Z")).unwrap();
            let body = r#"{"error": "TOKEN_EXPIRED", "message": "no"}"#;
            let mut answer = http::Response::new(Body::from(body));
            *answer.status_mut() = http::StatusCode::FORBIDDEN;
            let code = http::HeaderValue::from_static("AccessDeniedException");
            answer.headers_mut().insert("x-amzn-errortype", code);
            Box::pin(async { Ok(answer) })
        }
    }

    #[tokio::test]
    async fn what_another_program_has_renewed_in_the_meantime_is_taken() {
        let home = Home::new("login-late");
        home.write(FILE, &saved("AKOLD", "2001-01-01T00:00:00Z"));
        let folder = home.0.display().to_string();
        let transport = Late {
            path: home.0.join(FILE),
        };
        let builder = Config::builder().transport(transport);
        let config = load(builder, &[("HOME", &folder)], LOGIN, "").unwrap();
        assert_eq!(config.identity().await.unwrap().access_key_id, "AKOTHER");
    }

    #[tokio::test]
    async fn every_attempt_has_a_proof_of_its_own() {
        let home = Home::new("login-proofs");
        home.write(FILE, &saved("AKOLD", "2001-01-01T00:00:00Z"));
        let folder = home.0.display().to_string();
        let failing = || ScriptStep::response(500, &[], "");
        let transport = ScriptedTransport::new([failing(), failing(), failing()]);
        let builder = Config::builder().transport(transport.clone());
        let config = load(builder, &[("HOME", &folder)], LOGIN, "").unwrap();
        tokio::time::pause();
        config.identity().await.unwrap_err();
        let proofs = transport.requests();
        let proofs = proofs.iter().map(|sent| sent.headers["dpop"].clone());
        let proofs: std::collections::BTreeSet<_> = proofs
            .map(|proof| proof.to_str().unwrap().to_owned())
            .collect();
        assert_eq!(proofs.len(), 3);
    }

    #[tokio::test]
    async fn an_identity_says_who_signed_in_and_nothing_secret() {
        let home = Home::new("login-shown");
        home.write(FILE, &saved("AKLOGIN", "2100-01-01T00:00:00Z"));
        let folder = home.0.display().to_string();
        let config = load(Config::builder(), &[("HOME", &folder)], LOGIN, "").unwrap();
        let found = config.identity().await.unwrap();
        assert_eq!(
            found.to_string(),
            "AKLOGIN by the login session arn:aws:iam::123456789012:user/dev of login_session (config:3), \
             account 123456789012, until 2100-01-01T00:00:00Z"
        );
        let shown = format!("{config:?} {:?} {found:?}", config.to_builder());
        assert!(!shown.contains("hidden"), "{shown}");
    }
}
