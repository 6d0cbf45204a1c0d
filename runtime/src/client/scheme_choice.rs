//! Chooses the authentication scheme of a request: the endpoint's, else the operation's, else the service's, in the caller's
//! order of preference (botocore/auth.py, `resolve_auth_scheme_preference`; botocore/regions.py,
//! `auth_schemes_to_signing_ctx`; botocore/handlers.py, `_set_auth_scheme_preference_signer`).

use std::borrow::Cow;

use super::authentication::{Authentication, KeyOwner, Signing};
use super::endpoint::{AuthScheme, Endpoint, NO_REGION, SchemeKind};
use super::settings::AuthSettings;
use super::sign::{self, Algorithm};
use super::token::{self, TokenSource};
use super::{Config, s3, secret};
use crate::error::ErrorKind;
use crate::schema::{Auth, Operation};
use crate::view::Structure;

/// The error where only signature version 4a would do.
const NO_SIGV4A: &str = "requests are signed with version 4a there, for which pageboy's feature `sigv4a` is needed: \
    in Cargo.toml, pageboy = { version = \"…\", features = [\"sigv4a\"] }";

impl Authentication {
    /// How requests of an operation are authenticated.
    pub(super) fn of(
        operation: &Operation,
        input: &dyn Structure,
        endpoint: &Endpoint,
        config: &Config,
    ) -> Result<Self, ErrorKind> {
        let service = operation.service;
        match choose(operation, config)? {
            Auth::None => Ok(Self::Nothing),
            Auth::SigV2 => Ok(Self::SigV2),
            Auth::Bearer => Self::bearer(operation, endpoint, config),
            Auth::Basic => {
                let settings = &config.settings().basic_auth;
                let given = settings.of(service).ok_or_else(|| {
                    ErrorKind::Credentials(secret::none(
                        "user and password",
                        secret::BASIC_AUTH,
                        service,
                    ))
                })?;
                encrypted(endpoint, "a password")?;
                Ok(Self::Basic(given.clone()))
            }
            Auth::ApiKey {
                name,
                in_query,
                scheme,
            } => {
                let settings = &config.settings().api_keys;
                let key = settings.of(service).ok_or_else(|| {
                    ErrorKind::Credentials(secret::none("API key", secret::API_KEY, service))
                })?;
                encrypted(endpoint, "an API key")?;
                Ok(Self::ApiKey {
                    name,
                    in_query,
                    scheme,
                    key: key.clone(),
                })
            }
            base @ (Auth::SigV4 | Auth::S3SigV4 | Auth::SigV4a) => {
                Self::signed(base, operation, input, endpoint, config)
            }
        }
    }

    /// The scheme of the endpoint, or the model's if the endpoint has none.
    fn signed(
        base: Auth,
        operation: &Operation,
        input: &dyn Structure,
        endpoint: &Endpoint,
        config: &Config,
    ) -> Result<Self, ErrorKind> {
        let service = operation.service;
        let auth = &config.settings().auth;
        let scheme = of_endpoint(&endpoint.schemes, auth)?;
        let algorithm = match scheme.map(|scheme| &scheme.kind) {
            Some(SchemeKind::Bearer) => return Self::bearer(operation, endpoint, config),
            Some(SchemeKind::Nothing) => return Ok(Self::Nothing),
            Some(SchemeKind::S3Express) => Algorithm::S3Express,
            Some(SchemeKind::SigV4a) => Algorithm::V4a,
            None if base == Auth::SigV4a => Algorithm::V4a,
            Some(SchemeKind::SigV4 | SchemeKind::Other(_)) | None => Algorithm::V4,
        };
        let name = scheme.and_then(|scheme| scheme.signing_name.as_ref());
        let signing_name = match name {
            Some(name) if name != service.signing_name => Cow::Owned(name.clone()),
            _ => Cow::Borrowed(service.signing_name),
        };
        let of_scheme = scheme.and_then(|scheme| scheme.region.as_ref());
        let region = match algorithm {
            Algorithm::V4a => {
                let set = auth.region_set.as_ref().or(of_scheme);
                Some(set.map_or("*", String::as_str))
            }
            _ => of_scheme.or(endpoint.region.as_ref()).map(String::as_str),
        };
        let region = region.ok_or_else(|| ErrorKind::Config(NO_REGION.to_owned()))?;
        let keys = match algorithm {
            Algorithm::S3Express => match s3::bucket(operation, input) {
                Some(bucket) => KeyOwner::OfSession {
                    bucket: bucket.to_owned(),
                },
                None => {
                    return Err(ErrorKind::Config(
                        "the endpoint takes signatures of sessions, and no bucket is named that they would be of"
                            .to_owned(),
                    ));
                }
            },
            _ => KeyOwner::OfConfig,
        };
        let like_s3 =
            sign::signs_like_s3(&signing_name) || (scheme.is_none() && base == Auth::S3SigV4);
        Ok(Self::Signed(Signing {
            algorithm,
            region: region.to_owned(),
            signing_name,
            like_s3,
            raw_path: like_s3 || scheme.is_some_and(|scheme| scheme.disable_double_encoding),
            keys,
        }))
    }

    fn bearer(
        operation: &Operation,
        endpoint: &Endpoint,
        config: &Config,
    ) -> Result<Self, ErrorKind> {
        let service = operation.service;
        let source = token_of(operation, config);
        let source = source.ok_or_else(|| ErrorKind::Credentials(token::none(service)))?;
        encrypted(endpoint, "a bearer token")?;
        Ok(Self::Bearer(source))
    }
}

/// A secret that works like a password is not sent in plain text. botocore never sends API keys, and tokens not over plain
/// HTTP either.
fn encrypted(endpoint: &Endpoint, what: &str) -> Result<(), ErrorKind> {
    match endpoint.url.is_https() || endpoint.url.is_loopback() {
        true => Ok(()),
        false => Err(ErrorKind::Config(format!(
            "{what} is not sent over plain HTTP, except to this machine: the endpoint URL must start with https://"
        ))),
    }
}

/// The token for an operation. Single sign-on tokens are for services that accept only tokens; services that accept
/// credentials, too, get credentials.
fn token_of(operation: &Operation, config: &Config) -> Option<TokenSource> {
    let takes_keys = operation.auth.contains(&Auth::SigV4);
    config.bearer_token(operation.service, !takes_keys)
}

/// The scheme that model and caller agree on.
fn choose(operation: &Operation, config: &Config) -> Result<Auth, ErrorKind> {
    let auth = &config.settings().auth;
    // A preference must not sign a request that needs no credentials: they would reveal the caller.
    if operation.is_anonymous()
        && !auth.prefers_among(operation.auth.iter().map(|auth| name(*auth)))
    {
        return Ok(Auth::None);
    }
    let is_taken = |auth: &Auth| is_built(*auth);
    let chosen = auth.best(operation.auth, |auth| name(*auth), "sigv4a", is_taken);
    let chosen = *chosen.ok_or_else(|| ErrorKind::Config(NO_SIGV4A.to_owned()))?;
    if auth.is_unsigned && is_signature(chosen) {
        return Ok(Auth::None);
    }
    // A token replaces a signature, unless code states a preference.
    let takes_token = chosen != Auth::Bearer
        && !operation.own_auth
        && operation.auth.contains(&Auth::Bearer)
        && operation.auth.contains(&Auth::SigV4)
        && !auth.is_of_code
        && token_of(operation, config).is_some();
    Ok(if takes_token { Auth::Bearer } else { chosen })
}

/// The scheme of the endpoint; `None` if it has none.
fn of_endpoint<'a>(
    schemes: &'a [AuthScheme],
    auth: &AuthSettings,
) -> Result<Option<&'a AuthScheme>, ErrorKind> {
    if schemes.is_empty() {
        return Ok(None);
    }
    let is_known = |scheme: &AuthScheme| {
        let needs_feature = scheme.kind == SchemeKind::SigV4a;
        !matches!(scheme.kind, SchemeKind::Other(_)) && (!needs_feature || cfg!(feature = "sigv4a"))
    };
    let last = SchemeKind::SigV4a.name();
    let best = auth.best(schemes, |scheme| scheme.kind.name(), last, is_known);
    if best.is_some() {
        return Ok(best);
    }
    let needs_feature = schemes
        .iter()
        .any(|scheme| scheme.kind == SchemeKind::SigV4a);
    Err(ErrorKind::Config(match needs_feature {
        true => NO_SIGV4A.to_owned(),
        false => {
            let names: Vec<&str> = schemes.iter().map(|scheme| scheme.kind.name()).collect();
            format!(
                "the endpoint takes signatures of {}, which are not known",
                names.join(", ")
            )
        }
    }))
}

const fn is_signature(auth: Auth) -> bool {
    matches!(
        auth,
        Auth::SigV4 | Auth::S3SigV4 | Auth::SigV4a | Auth::SigV2
    )
}

const fn is_built(auth: Auth) -> bool {
    !matches!(auth, Auth::SigV4a) || cfg!(feature = "sigv4a")
}

/// Its name in a preference.
const fn name(auth: Auth) -> &'static str {
    match auth {
        Auth::SigV4 | Auth::S3SigV4 => "sigv4",
        Auth::SigV4a => "sigv4a",
        Auth::SigV2 => "v2",
        Auth::Bearer => "httpBearerAuth",
        Auth::Basic => "httpBasicAuth",
        Auth::ApiKey { .. } => "httpApiKeyAuth",
        Auth::None => "noAuth",
    }
}
