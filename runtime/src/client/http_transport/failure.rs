//! Explains why there is no answer, and whether sending again may help.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use hyper_util::client::legacy;
use rustls::AlertDescription as Alert;

use crate::client::transport::TransportError;

/// The limits that may have expired.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) connect: Duration,
    pub(super) read: Duration,
}

/// The error of a request to `host` that reqwest sent.
pub(super) fn failure(host: &str, limits: Limits, error: reqwest::Error) -> TransportError {
    let failure = if error.is_builder() {
        let reason = root_cause(&error);
        TransportError::refused(format!("the request cannot be sent: {reason}"))
    } else {
        let timed_out = error.is_timeout();
        explain(host, limits, &error, error.is_connect(), timed_out)
    };
    // The URL may hold private data; the message names the host.
    failure.caused_by(error.without_url())
}

/// The error of a request to `host` that was sent without a URL type.
pub(super) fn verbatim(host: &str, limits: Limits, error: legacy::Error) -> TransportError {
    let timed_out = causes(&error).any(|cause| {
        let cause = cause.downcast_ref::<io::Error>();
        cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut)
    });
    explain(host, limits, &error, error.is_connect(), timed_out).caused_by(error)
}

/// `connects` says that there was no connection yet.
fn explain(
    host: &str,
    limits: Limits,
    error: &(dyn StdError + 'static),
    connects: bool,
    timed_out: bool,
) -> TransportError {
    let reason = root_cause(error);
    if is_out_of_files(error, connects) {
        TransportError::new(format!(
            "could not connect to {host}: too many open files: raise the limit of this process (`ulimit -n`), or lower \
             `HttpTransportBuilder::max_connections`"
        ))
    } else if let Some(problem) = lasting(error, connects) {
        TransportError::refused(format!("could not connect to {host}: {problem}"))
    } else if connects && timed_out {
        TransportError::timeout(format!(
            "connecting to {host} took longer than {:?}",
            limits.connect
        ))
    } else if timed_out {
        TransportError::timeout(format!(
            "{host} received no byte for {:?}, or did not answer in time",
            limits.read
        ))
    } else if connects {
        TransportError::new(format!("could not connect to {host}: {reason}"))
    } else {
        TransportError::new(format!(
            "the connection to {host} broke before the answer came: {reason}"
        ))
    }
}

/// The end of the chain of causes, where the operating system or TLS says what happened.
pub(super) fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let last = causes(error).last();
    last.map(ToString::to_string).unwrap_or_default()
}

/// An error and its causes; the cause of an I/O error is the one that it wraps.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

fn is_out_of_files(error: &(dyn StdError + 'static), connects: bool) -> bool {
    // EMFILE and ENFILE; WSAEMFILE.
    let codes: &[i32] = if cfg!(windows) { &[10024] } else { &[24, 23] };
    causes(error).any(|cause| {
        let code = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::raw_os_error);
        code.is_some_and(|code| codes.contains(&code))
            // The name resolver reports it in words.
            || (connects && cause.to_string().contains("Too many open files"))
    })
}

/// Failures that will happen again: a certificate, TLS without a common version, a proxy that refuses.
///
/// botocore retries after them (botocore/retries/standard.py, `ConnectionError`).
fn lasting(error: &(dyn StdError + 'static), connects: bool) -> Option<String> {
    causes(error).find_map(|cause| {
        let text = cause.to_string();
        let is_lasting = match cause.downcast_ref::<rustls::Error>() {
            Some(cause) => is_lasting(cause, connects),
            // The error has no public type.
            None => connects && text == "tunnel error: proxy authorization required",
        };
        is_lasting.then_some(text)
    })
}

/// `connects` says that there was no connection yet: data that is not TLS then comes from another kind of server.
fn is_lasting(error: &rustls::Error, connects: bool) -> bool {
    match error {
        rustls::Error::InvalidCertificate(_)
        | rustls::Error::InvalidCertRevocationList(_)
        | rustls::Error::NoCertificatesPresented
        | rustls::Error::UnsupportedNameType
        | rustls::Error::PeerIncompatible(_)
        | rustls::Error::NoApplicationProtocol => true,
        rustls::Error::InvalidMessage(_) => connects,
        rustls::Error::AlertReceived(alert) => matches!(
            alert,
            Alert::HandshakeFailure
                | Alert::NoCertificate
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::ProtocolVersion
                | Alert::InsufficientSecurity
                | Alert::UnrecognisedName
                | Alert::CertificateRequired
                | Alert::NoApplicationProtocol
        ),
        _ => false,
    }
}
