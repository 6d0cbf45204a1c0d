//! Certificates that nobody trusts, and servers that do not speak TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::*;
use crate::client::samples::{RUN_INSTANCES, input, output};
use crate::client::{Client, Config};

/// Of `localhost` and 127.0.0.1, signed by itself, until 2126.
const CERTIFICATE: &str = "MIIBmjCCAUGgAwIBAgIUXHY/ZJJGGbW6elVXVTQ7kyR5oaIwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9j\
    YWxob3N0MCAXDTI2MTEyODE4MzA1OVoYDzIxMjYxMTA0MTgzMDU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMB\
    BwNCAASY2bKc/FiVciBLQWY9rjQ5e0EzOzKUBbOy63F/oh6XI19ZvCIGJ2aNTNka1KG0t/ZkaZByEyLKeymzIcNe5Kfuo28wbTAdBgNVHQ4EFgQU\
    V4fJHmagnnUccOFZENYvedWlq4owHwYDVR0jBBgwFoAUV4fJHmagnnUccOFZENYvedWlq4owDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARggls\
    b2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDRwAwRAIgHRSwNjkcgdHyUS2vUobPKD08Rr+uyXTxPHUCilUzOJkCIHmhKL6mLcyaVgvbdoXVM/0g\
    56CeOUJawAKD2qTtx3+8";
const KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgV+jZBkbX9EZQvnl5zDo7L0kyO0l5IawHkzg4ctk0eKWhRANCAASY\
    2bKc/FiVciBLQWY9rjQ5e0EzOzKUBbOy63F/oh6XI19ZvCIGJ2aNTNka1KG0t/ZkaZByEyLKeymzIcNe5Kfu";

fn server() -> Arc<rustls::ServerConfig> {
    let decode = |text: &str| BASE64_STANDARD.decode(text).unwrap();
    let certificate = CertificateDer::from(decode(CERTIFICATE));
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(decode(KEY)));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    Arc::new(config.unwrap())
}

/// A server that does with each connection what it is told, and how many there were.
fn listen(with: impl Fn(TcpStream) + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            with(connection);
        }
    });
    (url, count)
}

/// The error of a call with three attempts.
async fn refused(url: String) -> crate::Error {
    let keys = aws_credential_types::Credentials::new("id", "secret", None, None, "test");
    let config = Config::builder()
        .region("eu-west-1")
        .credentials(keys)
        .endpoint_url(url)
        .build()
        .unwrap();
    let client = Client::new(RUN_INSTANCES.service, &config);
    let input = input(&RUN_INSTANCES, Some(("ImageId", "ami-1")));
    let output = Box::new(output(&RUN_INSTANCES, &[]));
    client
        .call(&RUN_INSTANCES, &input, output)
        .await
        .err()
        .unwrap()
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_refused_once() {
    let config = server();
    let (url, count) = listen(move |mut connection| {
        let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let _refused = tls.complete_io(&mut connection);
        let _refused = tls.complete_io(&mut connection);
    });
    let error = refused(url).await;
    let text = error.to_string();
    assert!(
        text.contains("could not connect to 127.0.0.1:")
            && text.contains("invalid peer certificate: "),
        "{text}"
    );
    assert!(!error.is_transient());
    assert_eq!(error.attempts(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_server_without_tls_is_refused_once() {
    let (url, count) = listen(|mut connection| {
        let mut hello = [0; 16];
        connection.read_exact(&mut hello).unwrap();
        let _sent = connection.write_all(b"HTTP/1.1 400 no\r\nContent-Length: 0\r\n\r\n");
    });
    let error = refused(url).await;
    assert!(!error.is_transient(), "{error}");
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

/// A server with the certificate, which answers every request.
fn answering() -> String {
    let config = server();
    let (url, _) = listen(move |mut connection| {
        let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::Stream::new(&mut tls, &mut connection);
        let mut request = [0; 4096];
        if stream.read(&mut request).is_ok_and(|read| read > 0) {
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
            let _sent = stream.write_all(answer.as_bytes());
            stream.conn.send_close_notify();
            let _sent = stream.flush();
        }
    });
    url
}

async fn get(transport: &HttpTransport, url: &str) -> Result<u16, String> {
    let mut request = http::Request::new(Body::default());
    *request.uri_mut() = url.parse().unwrap();
    let answer = transport.send(request).await;
    answer
        .map(|answer| answer.status().as_u16())
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_bundle_says_who_is_trusted_also_by_itself() {
    let url = answering();
    let name = format!("pageboy-bundle-{}.pem", std::process::id());
    let path = std::env::temp_dir().join(name);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{CERTIFICATE}\n-----END CERTIFICATE-----\n");
    std::fs::write(&path, pem).unwrap();
    let trusting = HttpTransport::builder().ca_bundle(&path).build();
    assert_eq!(get(&trusting, &url).await, Ok(200));
    // The certificate is of `localhost` and 127.0.0.1 alone.
    let other = url.replace("127.0.0.1", "127.0.0.2");
    let server_has_no_such_name = get(&trusting, &other).await;
    assert!(server_has_no_such_name.is_err());
    std::fs::write(&path, "nothing").unwrap();
    let empty = HttpTransport::builder().ca_bundle(&path).build();
    let error = get(&empty, &url).await.unwrap_err();
    assert!(
        error.starts_with("there is no certificate in PEM form in "),
        "{error}"
    );
    std::fs::remove_file(&path).unwrap();
    let missing = HttpTransport::builder().ca_bundle(&path).build();
    let error = get(&missing, &url).await.unwrap_err();
    assert!(error.starts_with("the certificates in "), "{error}");
}
