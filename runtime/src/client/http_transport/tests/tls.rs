//! Certificates that nobody trusts, and servers that do not speak TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::certificates::{
    AUTHORITY, PemFile, SELF_SIGNED, SELF_SIGNED_KEY, SIGNED, SIGNED_KEY, answer, server,
};
use super::*;
use crate::client::samples::{RUN_INSTANCES, input, output};
use crate::client::{Client, Config};

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
    let config = server(SELF_SIGNED, SELF_SIGNED_KEY);
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

/// A server with a certificate, which answers every request.
fn answering(certificate: &str, key: &str) -> String {
    let config = server(certificate, key);
    let (url, _) = listen(move |mut connection| {
        answer(&config, &mut connection);
    });
    url
}

async fn status(transport: &HttpTransport, url: &str) -> Result<u16, String> {
    let answer = get(transport, url).await;
    answer
        .map(|answer| answer.status().as_u16())
        .map_err(|error| error.to_string())
}

fn trusting(file: &PemFile) -> HttpTransport {
    HttpTransport::builder().ca_bundle(&file.0).build()
}

#[tokio::test]
async fn a_bundle_says_who_is_trusted_also_by_itself() {
    let url = answering(SELF_SIGNED, SELF_SIGNED_KEY);
    let file = PemFile::of(SELF_SIGNED);
    assert_eq!(status(&trusting(&file), &url).await, Ok(200));
}

#[tokio::test]
async fn a_certificate_that_one_of_the_bundle_signed_is_trusted_and_no_other() {
    let file = PemFile::of(AUTHORITY);
    let signed = answering(SIGNED, SIGNED_KEY);
    let other = answering(SELF_SIGNED, SELF_SIGNED_KEY);
    assert_eq!(status(&trusting(&file), &signed).await, Ok(200));
    let error = get(&trusting(&file), &other).await.unwrap_err();
    assert!(
        error.to_string().contains("invalid peer certificate: "),
        "{error}"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_bundle_that_cannot_be_used_is_an_error() {
    let url = answering(SIGNED, SIGNED_KEY);
    let file = PemFile::of(SIGNED);
    std::fs::write(&file.0, "nothing").unwrap();
    let error = status(&trusting(&file), &url).await.unwrap_err();
    assert!(
        error.starts_with("there is no certificate in PEM form in "),
        "{error}"
    );
    std::fs::remove_file(&file.0).unwrap();
    let error = status(&trusting(&file), &url).await.unwrap_err();
    assert!(error.starts_with("the certificates in "), "{error}");
}
