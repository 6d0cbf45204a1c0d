//! Servers with certificates.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::case::Case;
use super::command::{Setting, run};
use super::{CheckResult, must};

/// A certificate with its key, and what a client has to trust.
struct Trust {
    certificate: &'static str,
    key: &'static str,
    bundle: &'static str,
}

const SIGNED: Trust = Trust {
    certificate: include_str!("certificates/signed.pem"),
    key: include_str!("certificates/signed.key"),
    bundle: include_str!("certificates/authority.pem"),
};

/// As `openssl req -x509` makes it.
const SELF_SIGNED: Trust = Trust {
    certificate: include_str!("certificates/self_signed.pem"),
    key: include_str!("certificates/self_signed.key"),
    bundle: include_str!("certificates/self_signed.pem"),
};

pub(super) fn a_bundle_is_trusted(_: &Case) -> CheckResult {
    for trust in [SIGNED, SELF_SIGNED] {
        let url = format!("https://127.0.0.1:{}", serve(&trust));
        let config = |more: &str| {
            let text = format!("[default]\nregion = us-east-1\n{more}");
            ("config", text.into_bytes())
        };
        let bundle = ("ca.pem", trust.bundle.as_bytes().to_vec());
        let variables = [
            ("AWS_CONFIG_FILE", "DIR/config".to_owned()),
            ("AWS_ENDPOINT_URL", url.clone()),
        ];
        let by_variable = [("AWS_CA_BUNDLE", "DIR/ca.pem".to_owned())];
        for (files, more, expected) in [
            (vec![config(""), bundle.clone()], &by_variable[..], 0),
            (
                vec![config("ca_bundle = DIR/ca.pem\n"), bundle.clone()],
                &[],
                0,
            ),
            (vec![config(""), bundle.clone()], &[], 255),
        ] {
            let setting = Setting {
                files,
                variables: [&variables[..], more].concat(),
                without_endpoint: true,
                ..Setting::default()
            };
            let ran = run("pageboy call s3 list-buckets --max-attempts 1", &setting);
            must(ran.code == expected, || {
                format!("{expected} is expected: {} {}", ran.code, ran.err)
            })?;
        }
    }
    Ok(())
}

/// Lists no buckets, as often as asked; its port.
fn serve(trust: &Trust) -> u16 {
    const ANSWER: &str = r#"<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets/></ListAllMyBucketsResult>"#;
    let certificate = CertificateDer::from_pem_slice(trust.certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(trust.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    let config = Arc::new(config.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(tls, connection);
            let mut request = [0; 8192];
            // A client that does not trust the certificate goes away.
            if stream.read(&mut request).is_ok_and(|read| read > 0) {
                let length = ANSWER.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                let _sent = stream.write_all((head + ANSWER).as_bytes());
                stream.conn.send_close_notify();
                let _sent = stream.flush();
            }
        }
    });
    port
}
