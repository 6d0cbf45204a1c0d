//! Proxies: what they are asked, what is asked without one, and what errors say of them.

use super::certificates::{
    AUTHORITY, PemFile, SELF_SIGNED, SELF_SIGNED_KEY, SIGNED, SIGNED_KEY, answer, server,
};
use super::*;
use crate::client::http_transport::connections::Connections;

/// A transport with these variables in place of the process's own.
pub(super) fn with(variables: &[(&str, &str)], ca_bundle: Option<&PemFile>) -> HttpTransport {
    let transport = transport();
    let variable = |wanted: &str| {
        let found = variables.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| (*value).to_owned())
    };
    let path = ca_bundle.map(|file| file.0.as_path());
    let (limits, pool) = (transport.0.timeouts.usual(), transport.0.pool);
    let connections = Connections::new(path, limits, pool, false, &variable);
    assert!(transport.0.connections.set(connections).is_ok());
    transport
}

/// The host of a container would get its token by way of a proxy.
#[test]
fn direct_connections_ask_no_proxy() {
    let transport = transport();
    let (limits, pool) = (transport.0.timeouts.usual(), transport.0.pool);
    let variable = |_: &str| Some("http://127.0.0.1:1".to_owned());
    let host = "http://169.254.170.2/keys".parse().unwrap();
    for is_direct in [false, true] {
        let variable = |name: &str| variable(name).filter(|_| name == "http_proxy");
        let connections = Connections::new(None, limits, pool, is_direct, &variable).unwrap();
        assert_eq!(
            connections.proxies().in_front_of(&host).is_none(),
            is_direct
        );
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A usual path, and one that is sent as it is.
const PATHS: [&str; 2] = ["/bkt/key", "/bkt/../key"];

#[tokio::test]
async fn a_proxy_is_asked_for_plain_http_by_the_whole_url() {
    for path in PATHS {
        let (proxy, server) = serve(vec![OK]);
        let proxy = proxy.replace("//", "//us%40er:pass@");
        let transport = with(&[("HTTP_PROXY", &proxy)], None);
        let url = format!("http://s3.example.test{path}?versionId=1");
        let response = get(&transport, &url).await.unwrap();
        assert_eq!(read(response).await.unwrap(), "ok");
        let request = server.join().unwrap().remove(0);
        let line = format!("GET {url} HTTP/1.1\r\n");
        assert!(request.starts_with(&line), "{request}");
        // us@er:pass
        assert!(
            request.contains(": Basic dXNAZXI6cGFzcw==\r\n"),
            "{request}"
        );
        let request = request.to_ascii_lowercase();
        assert!(
            request.contains("\r\nhost: s3.example.test\r\n"),
            "{request}"
        );
    }
}

/// A proxy that connects to a server with a certificate, which answers one request; returns what both were asked.
fn tunnel(certificate: &'static str, key: &'static str) -> (String, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let proxy = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let asked = read_request(&mut connection);
        connection
            .write_all(b"HTTP/1.1 200 connected\r\n\r\n")
            .unwrap();
        let config = server(certificate, key);
        (asked, answer(&config, &mut connection))
    });
    (url, proxy)
}

#[tokio::test]
async fn a_proxy_connects_to_https_hosts_and_sees_no_path() {
    let file = PemFile::of(AUTHORITY);
    for path in PATHS {
        let (url, proxy) = tunnel(SIGNED, SIGNED_KEY);
        let url = url.replace("//", "//user:pass@");
        let transport = with(&[("HTTPS_PROXY", &url)], Some(&file));
        let asked = format!("https://s3.example.test{path}");
        let response = get(&transport, &asked).await.unwrap();
        assert_eq!(read(response).await.unwrap(), "ok");
        let (connect, request) = proxy.join().unwrap();
        let line = "CONNECT s3.example.test:443 HTTP/1.1\r\n";
        assert!(connect.starts_with(line), "{connect}");
        assert!(connect.contains(": Basic dXNlcjpwYXNz\r\n"), "{connect}");
        let line = format!("GET {path} HTTP/1.1\r\n");
        assert!(request.starts_with(&line), "{request}");
        let request = request.to_ascii_lowercase();
        assert!(!request.contains("proxy-authorization"), "{request}");
    }
}

#[tokio::test]
async fn a_certificate_of_the_bundle_has_to_name_the_host() {
    // It is of `localhost` and 127.0.0.1 alone.
    let file = PemFile::of(SELF_SIGNED);
    for path in PATHS {
        let (url, _proxy) = tunnel(SELF_SIGNED, SELF_SIGNED_KEY);
        let transport = with(&[("HTTPS_PROXY", &url)], Some(&file));
        let asked = format!("https://s3.example.test{path}");
        let error = get(&transport, &asked).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("invalid peer certificate: "), "{text}");
        assert!(text.contains(&format!("through the proxy {url}")), "{text}");
    }
}

#[tokio::test]
async fn hosts_that_no_proxy_names_are_asked_directly() {
    for path in PATHS {
        let (url, server) = serve(vec![OK]);
        let port = url.rsplit(':').next().unwrap();
        for names in ["127.0.0.0/8", "*", &format!("127.0.0.1:{port}")] {
            let proxy = ("ALL_PROXY", "http://user:pass@127.0.0.1:1");
            let direct = with(&[proxy, ("NO_PROXY", names)], None);
            let found = direct.0.connections.get().unwrap().as_ref().ok().unwrap();
            let uri = format!("{url}{path}").parse().unwrap();
            assert_eq!(found.proxies().in_front_of(&uri), None, "{names}");
        }
        // This machine needs not be named.
        let direct = with(&[("ALL_PROXY", "http://127.0.0.1:1")], None);
        let response = get(&direct, &format!("{url}{path}")).await.unwrap();
        assert_eq!(read(response).await.unwrap(), "ok");
        let request = server.join().unwrap().remove(0);
        assert!(request.starts_with(&format!("GET {path} ")), "{request}");
    }
}

#[tokio::test]
async fn errors_name_the_proxy_without_its_password() {
    let refusal = "HTTP/1.1 407 who?\r\nContent-Length: 0\r\n\r\n";
    let denial = "HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n";
    for (answer, reason, is_retryable) in [
        (
            Some(refusal),
            "tunnel error: proxy authorization required",
            false,
        ),
        (Some(denial), "tunnel error: unsuccessful", true),
        (None, "", true),
    ] {
        for path in PATHS {
            let (url, _server) = match answer {
                Some(answer) => serve(vec![answer]),
                None => {
                    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                    let url = format!("http://{}", listener.local_addr().unwrap());
                    (url, std::thread::spawn(Vec::new))
                }
            };
            let proxy = url.replace("//", "//user:pass@");
            let transport = with(&[("HTTPS_PROXY", &proxy)], None);
            let asked = format!("https://s3.example.test{path}");
            let error = get(&transport, &asked).await.unwrap_err();
            let text = error.to_string();
            let start = format!("could not connect to s3.example.test through the proxy {url}: ");
            assert!(text.starts_with(&start), "{text}");
            assert!(text.contains(reason), "{text}");
            assert_eq!(error.is_retryable(), is_retryable, "{text}");
            let all = format!("{error:?}");
            assert!(!all.contains("pass"), "{all}");
        }
    }
}
