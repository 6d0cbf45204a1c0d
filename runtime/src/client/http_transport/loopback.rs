//! Keeping requests on this machine, for tests.

use std::net::IpAddr;

use super::proxies::Proxies;

/// The variable that does; `true` or `false`.
const VARIABLE: &str = "PAGEBOY_ONLY_LOOPBACK";

/// Whether requests may go to this machine alone.
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

/// What is wrong with a request that does not stay here. One goes to its proxy, if it has one.
///
/// Names are not looked up: only `localhost` and what is below it are names of this machine.
pub(super) fn problem(uri: &http::Uri, proxies: &Proxies) -> Option<String> {
    let proxy = proxies.in_front_of(uri).and_then(reqwest::Url::host_str);
    // The URL type reads addresses as the operating system does: `127.1`.
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
            // What a proxy of a test is asked stays here.
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

    /// Cargo sets the variable for all that it runs here (`.cargo/config.toml`).
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
