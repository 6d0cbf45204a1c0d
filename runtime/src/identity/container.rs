//! Credentials from the host of a container (`botocore/credentials.py`, `ContainerProvider`; `botocore/utils.py`,
//! `ContainerMetadataFetcher`).

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use aws_credential_types::Credentials;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Method, StatusCode};

use super::clients::{Clients, text_of};
use super::document;
use super::metadata::Header;
use crate::client::{NOT_A_HOST, is_host_with_port, without_brackets};

/// The address that the environment names.
#[derive(Clone)]
pub(crate) struct Container {
    pub(super) url: String,
    pub(super) authorization: Authorization,
    /// The variable that names the address.
    pub(super) variable: &'static str,
}

/// The authorization of the container.
#[derive(Clone)]
pub(crate) enum Authorization {
    /// Nothing.
    None,
    /// The contents of a file, read each time; the host renews it.
    File(PathBuf),
    /// A text.
    Text(String),
}

/// The host of `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`.
pub(super) const HOST: &str = "http://169.254.170.2";
/// The hosts that may be used over plain HTTP, beside this machine.
const ALLOWED: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
const LIMIT: Duration = Duration::from_secs(2);
const ATTEMPTS: u32 = 3;

/// Refuses an address over which credentials and authorization must not travel.
pub(super) fn check(url: &str) -> Result<(), String> {
    let uri: http::Uri = url.parse().map_err(|_| String::from("it is not a URL"))?;
    if !uri.authority().is_none_or(is_host_with_port) {
        return Err(NOT_A_HOST.to_owned());
    }
    let host = without_brackets(uri.host().unwrap_or_default()).to_ascii_lowercase();
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match uri.scheme_str() {
        Some("https") if !host.is_empty() => Ok(()),
        Some("http") if is_here || ALLOWED.contains(&&*host) => Ok(()),
        Some("http") => Err(format!(
            "{host} must not be asked over plain HTTP: only this machine and {} may",
            ALLOWED.join(", ")
        )),
        _ => Err(String::from("it must start with http:// or https://")),
    }
}

impl Container {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, String> {
        let http = clients.direct_http(LIMIT)?;
        let headers = self.headers().await?;
        let mut attempt = 1;
        loop {
            let answer = http.send(Method::GET, &self.url, &headers).await;
            let problem = match answer {
                Ok(answer) if answer.status == StatusCode::OK => {
                    match document::read_whole(&answer.body) {
                        Ok(keys) => return Ok(keys.into()),
                        Err(problem) => format!("what it answered: {problem}"),
                    }
                }
                Ok(answer) => format!("it answered with HTTP {}", answer.status.as_u16()),
                Err(problem) => problem,
            };
            if attempt >= ATTEMPTS {
                return Err(problem);
            }
            attempt += 1;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn headers(&self) -> Result<Vec<Header>, String> {
        let mut headers = vec![(ACCEPT, HeaderValue::from_static("application/json"))];
        let text = match &self.authorization {
            Authorization::None => return Ok(headers),
            Authorization::Text(text) => text.clone(),
            Authorization::File(path) => text_of(path).await?,
        };
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            String::from("the authorization token has line breaks or other control characters")
        })?;
        value.set_sensitive(true);
        headers.push((AUTHORIZATION, value));
        Ok(headers)
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the container's host, by {}", self.variable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_over_tls_or_stay_near() {
        for url in [
            "https://keys.example/x",
            "http://localhost:1/x",
            "http://LOCALHOST/x",
            "http://127.0.0.2/x",
            "http://[::1]/x",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1/credentials",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for url in [
            "http://keys.example/x",
            "http://169.254.169.254/",
            "ftp://localhost/",
            "/x",
            "http://localhost.evil/",
            "http://[::1]keys.example/",
            "http://localhost:port/",
            "https://[keys.example]/",
        ] {
            assert!(check(url).is_err(), "{url}");
        }
    }
}
