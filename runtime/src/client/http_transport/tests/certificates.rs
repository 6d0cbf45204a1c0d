//! Certificates, and servers that have them. They were made with `openssl` and are good until 2126.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::*;

/// Of `localhost` and 127.0.0.1, signed by itself and an authority, as `openssl req -x509` makes it.
pub(super) const SELF_SIGNED: &str = "MIIBmjCCAUGgAwIBAgIUXHY/ZJJGGbW6elVXVTQ7kyR5oaIwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODE4Mz\
    A1OVoYDzIxMjYxMTA0MTgzMDU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASY2bKc/FiVciBLQWY9\
    rjQ5e0EzOzKUBbOy63F/oh6XI19ZvCIGJ2aNTNka1KG0t/ZkaZByEyLKeymzIcNe5Kfuo28wbTAdBgNVHQ4EFgQUV4fJHmagnnUccOFZENYved\
    Wlq4owHwYDVR0jBBgwFoAUV4fJHmagnnUccOFZENYvedWlq4owDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEw\
    CgYIKoZIzj0EAwIDRwAwRAIgHRSwNjkcgdHyUS2vUobPKD08Rr+uyXTxPHUCilUzOJkCIHmhKL6mLcyaVgvbdoXVM/0g56CeOUJawAKD2qTtx3\
    +8";
/// Its key.
pub(super) const SELF_SIGNED_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgV+jZBkbX9EZQvnl5zDo7L0kyO0l5IawHkzg4ctk0eKWhRANCAASY2bKc/FiVci\
    BLQWY9rjQ5e0EzOzKUBbOy63F/oh6XI19ZvCIGJ2aNTNka1KG0t/ZkaZByEyLKeymzIcNe5Kfu";
/// Of an authority.
pub(super) const AUTHORITY: &str = "MIIBfjCCASWgAwIBAgIUGKhP40L9G32iMVm0DSYmH+8P2eswCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyODIxMT\
    Q1MloYDzIxMjYxMTA0MjExNDUyWjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT5EGesxfcGLSZWm94T\
    9gGeXSATjEiqcjWnwVC2fOH68vQ7pvQ2a2Z7HXNxMT5rXqq1fLUOwzM5c4UTcIwlzyAKo1MwUTAdBgNVHQ4EFgQUd8LG25WLMcJv7aye3ED5XY\
    Kz9cowHwYDVR0jBBgwFoAUd8LG25WLMcJv7aye3ED5XYKz9cowDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAkMdhsBrOol5oG\
    cAsKqUgbKx0tJRt+hYOH4driogRpWgIgW4gSW/ot25lKikMFvNbG204oNlPTiJ/IDozNZwm2UhY=";
/// Of `*.example.test`, `localhost` and 127.0.0.1, signed by the authority.
pub(super) const SIGNED: &str = "MIIBozCCAUmgAwIBAgIUZZJULURZdU8uSSOAiw5TyEy4NFYwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyODIxMT\
    Q1MloYDzIxMjYxMTA0MjExNDUyWjASMRAwDgYDVQQDDAdzZXJ2aWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEn2TEgZF//T/XbJ/6sy9/\
    X0uImWeIJhwocvdJtL91qzTqVYufju16cPH0GmKzDFENRswiDdjiFu5B/eBIMVBaKKN5MHcwKgYDVR0RBCMwIYIOKi5leGFtcGxlLnRlc3SCCW\
    xvY2FsaG9zdIcEfwAAATAJBgNVHRMEAjAAMB0GA1UdDgQWBBQsJ59GvSsdrFT7rMEXrSWvp6d52jAfBgNVHSMEGDAWgBR3wsbblYsxwm/trJ7c\
    QPldgrP1yjAKBggqhkjOPQQDAgNIADBFAiAx7zs2klHIc9k9pjushq2Pi1XziuSS7RhCkNvojMJeGgIhAJ5RxGyj82g5eA4p8N3xM9O6GB0GsY\
    koS/bKTc8zWUO/";
/// Its key.
pub(super) const SIGNED_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5qNBVBGsy92OtDvAM44qwPwCHzCRuyeHneCTmN66PoGhRANCAASfZMSBkX/9P9\
    dsn/qzL39fS4iZZ4gmHChy90m0v3WrNOpVi5+O7Xpw8fQaYrMMUQ1GzCIN2OIW7kH94EgxUFoo";

/// How a server with this certificate speaks TLS.
pub(super) fn server(certificate: &str, key: &str) -> Arc<rustls::ServerConfig> {
    let decode = |text: &str| BASE64_STANDARD.decode(text).unwrap();
    let certificate = CertificateDer::from(decode(certificate));
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(decode(key)));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    Arc::new(config.unwrap())
}

/// Answers one request over TLS with `ok`, closes, and returns its head.
pub(super) fn answer(config: &Arc<rustls::ServerConfig>, connection: &mut TcpStream) -> String {
    let mut tls = rustls::ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = rustls::Stream::new(&mut tls, connection);
    let mut request = vec![0; 4096];
    let read = stream.read(&mut request).unwrap_or_default();
    request.truncate(read);
    if read > 0 {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        let _sent = stream.write_all(answer.as_bytes());
        stream.conn.send_close_notify();
        let _sent = stream.flush();
    }
    String::from_utf8(request).unwrap()
}

/// A file with a certificate in PEM form, until it is dropped.
pub(super) struct PemFile(pub(super) std::path::PathBuf);

impl PemFile {
    pub(super) fn of(certificate: &str) -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("pageboy-bundle-{}-{number}.pem", std::process::id());
        let path = std::env::temp_dir().join(name);
        let pem =
            format!("-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n");
        std::fs::write(&path, pem).unwrap();
        Self(path)
    }
}

impl Drop for PemFile {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}
