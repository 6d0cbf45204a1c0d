//! Keeps requests on this machine, for tests.

use std::net::IpAddr;

use super::proxies::Proxies;

/// The variable for it; `true` or `false`.
const VARIABLE: &str = "PAGEBOY_ONLY_LOOPBACK";

/// Whether requests may only go to this machine.
pub(super) fn is_asked_for(variable: &dyn Fn(&str) -> Option<String>) -> Result<bool, String> {
    match variable(VARIABLE).as_deref() {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(format!(
            "{VARIABLE} is `true` or `false`, not {:?}",
            crate::excerpt::Excerpt::message(other).to_string()
        )),
    }
}

/// The error for a request that would leave the machine. It goes to its proxy, if it has one.
///
/// Names are not looked up: only `localhost` and names below it belong to this machine.
pub(super) fn problem(uri: &http::Uri, proxies: &Proxies) -> Option<String> {
    let proxy = proxies.in_front_of(uri).and_then(reqwest::Url::host_str);
    // The URL type parses addresses like the operating system: `127.1`.
    let url = reqwest::Url::parse(&uri.to_string()).ok();
    let host = url.as_ref().and_then(reqwest::Url::host_str);
    let host = proxy.or(host).unwrap_or_default();
    (!is_loopback(host)).then(|| {
        format!("{host} is not this machine, and {VARIABLE} is set: nothing is sent there")
    })
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(url: &str, proxy: Option<&str>) -> bool {
        let variable = |name: &str| {
            let proxy = proxy.filter(|_| name == "ALL_PROXY");
            proxy.map(str::to_owned)
        };
        let proxies = Proxies::of(&variable).unwrap();
        problem(&url.parse().unwrap(), &proxies).is_some()
    }

    #[test]
    fn only_this_machine_is_asked() {
        for url in [
            "http://127.0.0.1:1/",
            "https://127.1/",
            "http://[::1]:8/x",
            "http://[::ffff:127.0.0.1]/",
            "http://localhost:9000/a/../b",
            "http://bucket.localhost/",
        ] {
            assert!(!is_refused(url, None), "{url}");
            assert!(!is_refused(url, Some("http://192.0.2.1")), "{url}");
        }
        for url in [
            "http://169.254.169.254/latest",
            "http://169.254.170.2/",
            "https://sts.amazonaws.com/",
            "http://[fd00:ec2::254]/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "http://0.0.0.0/",
        ] {
            assert!(is_refused(url, None), "{url}");
            assert!(is_refused(url, Some("http://192.0.2.1")), "{url}");
            // A test's request to its proxy stays here.
            assert!(!is_refused(url, Some("http://127.0.0.1:1")), "{url}");
        }
    }

    #[test]
    fn the_variable_is_a_switch() {
        let asked = |text: &'static str| is_asked_for(&|_: &str| Some(text.to_owned()));
        assert_eq!(asked("true"), Ok(true));
        assert_eq!(asked("false"), Ok(false));
        assert_eq!(asked(""), Ok(false));
        assert!(
            asked("1")
                .unwrap_err()
                .starts_with("PAGEBOY_ONLY_LOOPBACK is `true` or `false`")
        );
        assert_eq!(is_asked_for(&|_: &str| None), Ok(false));
    }

    /// Cargo sets the variable for everything that it runs here (`.cargo/config.toml`).
    #[tokio::test]
    async fn no_test_asks_another_machine() {
        use crate::client::{HttpTransport, Transport};
        let request = http::Request::get("http://192.0.2.1/");
        let request = request.body(crate::Body::empty()).unwrap();
        let sent = HttpTransport::builder().build().send(request).await;
        let error = sent.unwrap_err();
        assert!(!error.is_retryable());
        insta::assert_snapshot!(error, @"192.0.2.1 is not this machine, and PAGEBOY_ONLY_LOOPBACK is set: nothing is sent there");
    }
}
