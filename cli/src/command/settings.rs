//! The settings of calls from the command line; the library reads the rest.

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;

use clap::Args;
use pageboy::Config;

use super::duration::duration;
use super::exit::Failure;
use super::text::{plain, text};

#[derive(Debug, Args)]
pub(super) struct Settings {
    /// The endpoint URL, for example http://localhost:5000 [default: AWS_ENDPOINT_URL, the profile's, or the service's own; for a
    /// service that is not Amazon's, PAGEBOY_ENDPOINT_URL_<SERVICE> or the one in its definitions].
    #[arg(long, value_name = "URL", allow_hyphen_values = true, value_parser = plain)]
    endpoint_url: Option<String>,
    /// The region [default: AWS_REGION, else the profile's; they choose no host of a service that is not Amazon's].
    #[arg(long, allow_hyphen_values = true, value_parser = plain)]
    region: Option<String>,
    /// Time limit for connecting, TLS included, for example 500ms, 15 or 2m [default: 60 s].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    connect_timeout: Option<Duration>,
    /// Time limit without a byte received [default: 60 s, more where a service holds requests longer].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    read_timeout: Option<Duration>,
    /// The profile in ~/.aws/config and ~/.aws/credentials, for settings and credentials [default: AWS_PROFILE, else
    /// default].
    ///
    /// Variables such as AWS_REGION and AWS_ENDPOINT_URL take precedence over it, and AWS_ACCESS_KEY_ID over its
    /// credentials, unless it is named here. Credentials come from the files, a role, single sign-on (`aws sso login`), a
    /// login session (`aws login`), or a process.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, value_parser = text)]
    profile: Option<String>,
    /// Send requests without a signature, and look for no credentials: for what is public, such as some buckets.
    #[arg(long)]
    no_sign_request: bool,
    /// A header to send and sign with every request, as 'Name: value'; may be repeated.
    ///
    /// Headers that pageboy sets itself are refused (Host, Authorization, X-Amz-Date and the like), and so are members of
    /// the operation's input.
    #[arg(long = "header", value_name = "NAME: VALUE", allow_hyphen_values = true, value_parser = header)]
    headers: Vec<(String, String)>,
    /// Accept answers as botocore does: XML with any root, and no body for an empty output.
    ///
    /// Otherwise an answer that is not the operation's is an error, for example a proxy's page instead of a list.
    #[arg(long)]
    lenient_answers: bool,
}

impl Settings {
    /// The configuration; settings that are not on the command line come from the environment and the shared files.
    pub(super) async fn config(&self, max_attempts: Option<u32>) -> Result<Config, Failure> {
        let mut config = Config::builder()
            .mfa_code(|serial| Ok(code_of(serial)?))
            .lenient_answers(self.lenient_answers);
        if let Some(name) = &self.profile {
            config = config.profile(name);
        }
        if self.no_sign_request {
            config = config.no_credentials();
        }
        if let Some(region) = &self.region {
            config = config.region(region);
        }
        if let Some(url) = &self.endpoint_url {
            config = config.endpoint_url(url);
        }
        for (name, value) in &self.headers {
            config = config.header(name, value);
        }
        if let Some(limit) = self.connect_timeout {
            config = config.connect_timeout(limit);
        }
        if let Some(limit) = self.read_timeout {
            config = config.read_timeout(limit);
        }
        if let Some(attempts) = max_attempts {
            config = config.max_attempts(attempts);
        }
        config.load().await.map_err(Failure::configuration)
    }
}

/// A header as it is written in a request.
fn header(header: &str) -> Result<(String, String), String> {
    match plain(header)?.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("a header is written Name: value".to_owned()),
    }
}

/// Asks on the terminal for the code of a device.
fn code_of(serial: &str) -> io::Result<String> {
    if !io::stdin().is_terminal() {
        return Err(io::Error::other(
            "standard input is not a terminal, so nobody can be asked for it",
        ));
    }
    write!(io::stderr(), "Code of the device {serial}: ")?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    match line.trim() {
        "" => Err(io::Error::other("none was given")),
        code => Ok(code.to_owned()),
    }
}
