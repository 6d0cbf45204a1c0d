//! Requests that would leave this machine.

use super::proxies::with;
use super::*;

async fn is_refused(url: &str, proxy: Option<&str>) -> bool {
    let mut variables = vec![("PAGEBOY_ONLY_LOOPBACK", "true")];
    variables.extend(proxy.map(|proxy| ("ALL_PROXY", proxy)));
    let transport = with(&variables, None);
    let connections = transport.0.connections.get().unwrap().as_ref();
    connections
        .ok()
        .unwrap()
        .check(&url.parse().unwrap())
        .is_err()
}

#[tokio::test]
async fn only_this_machine_is_asked() {
    for url in [
        "http://127.0.0.1:1/",
        "https://127.1/",
        "http://2130706433/",
        "http://[::1]:8/x",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost:9000/a/../b",
        "http://LOCALHOST/",
        "http://bucket.localhost/",
    ] {
        assert!(!is_refused(url, None).await, "{url}");
        assert!(!is_refused(url, Some("http://192.0.2.1")).await, "{url}");
    }
    for url in [
        "http://169.254.169.254/latest",
        "http://169.254.170.2/",
        "http://2852039166/latest",
        "http://0127.0.0.1/",
        "http://127.0.0.256/",
        "https://sts.amazonaws.com/",
        "http://[fd00:ec2::254]/",
        "http://127.0.0.1.example/",
        "http://localhost.example/",
        "http://0.0.0.0/",
        "http://127.0.0.1@192.0.2.1/",
    ] {
        assert!(is_refused(url, None).await, "{url}");
        assert!(is_refused(url, Some("http://192.0.2.1")).await, "{url}");
        // A test's request to its proxy stays here.
        assert!(!is_refused(url, Some("http://127.0.0.1:1")).await, "{url}");
    }
}

/// Cargo sets the variable for everything that it runs here (`.cargo/config.toml`).
#[tokio::test]
async fn no_test_asks_another_machine() {
    let error = get(&transport(), "http://192.0.2.1/").await.unwrap_err();
    assert!(!error.is_retryable());
    insta::assert_snapshot!(error, @"192.0.2.1 is not this machine, and PAGEBOY_ONLY_LOOPBACK is set: nothing is sent there");
}

#[tokio::test]
async fn a_url_of_another_kind_is_refused() {
    let error = get(&transport(), "ftp://127.0.0.1:1/").await.unwrap_err();
    assert!(!error.is_retryable());
    insta::assert_snapshot!(error, @"the request cannot be sent: its URL starts neither with http:// nor with https://");
}
