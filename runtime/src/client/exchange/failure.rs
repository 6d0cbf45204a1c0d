//! Explains why there is no answer, and whether sending again may help.

use std::error::Error as StdError;
use std::io;

use super::timeouts::Limits;
use crate::client::transport::TransportError;

/// The error of a request to `host`; `connects` says that there was no connection yet.
pub(crate) fn explain(
    host: &str,
    limits: Limits,
    error: impl StdError + Send + Sync + 'static,
    connects: bool,
) -> TransportError {
    explanation(host, limits, &error, connects).caused_by(error)
}

/// The error of a request to `host` while which no byte moved for the limit.
pub(crate) fn silent(host: &str, limits: Limits) -> TransportError {
    TransportError::timeout(format!(
        "no byte was sent to or came from {host} for {:?}",
        limits.read
    ))
}

fn explanation(
    host: &str,
    limits: Limits,
    error: &(dyn StdError + 'static),
    connects: bool,
) -> TransportError {
    let timed_out = is_timeout(error);
    let reason = root_cause(error);
    if is_out_of_files(error, connects) {
        TransportError::new(format!(
            "could not connect to {host}: too many open files: raise the limit of this process (`ulimit -n`), or lower the \
             transport's `max_connections`"
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

/// Whether a time limit expired.
pub(crate) fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| {
        #[cfg(feature = "reqwest")]
        if cause.downcast_ref().is_some_and(reqwest::Error::is_timeout) {
            return true;
        }
        let cause = cause.downcast_ref::<io::Error>();
        cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut)
    })
}

/// The end of the chain of causes, where the operating system or TLS says what happened.
pub(crate) fn root_cause(error: &(dyn StdError + 'static)) -> String {
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
        #[cfg(feature = "http")]
        if let Some(error) = cause.downcast_ref() {
            return tls::is_lasting(error, connects).then(|| tls::described(error));
        }
        // The proxies of a client of the program's own have no public type for it.
        let is_lasting = connects && text == "tunnel error: proxy authorization required";
        is_lasting.then_some(text)
    })
}

#[cfg(feature = "http")]
mod tls {
    use rustls::{AlertDescription as Alert, CertificateError, Error};

    /// The error, and what to do about a certificate that nobody trusts.
    pub(super) fn described(error: &Error) -> String {
        const REMEDY: &str = "a file named by AWS_CA_BUNDLE or `ca_bundle` says whom to trust";
        // The error's type is webpki's, which rustls does not expose.
        let is_its_own = format!("{error:?}").contains("CaUsedAsEndEntity");
        match error {
            Error::InvalidCertificate(_) if is_its_own => {
                format!(
                    "invalid peer certificate: it is its own authority, which is not trusted; {REMEDY}"
                )
            }
            Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
                format!("{error}: its authority is not trusted; {REMEDY}")
            }
            _ => error.to_string(),
        }
    }

    /// `connects` says that there was no connection yet: data that is not TLS then comes from another kind of server.
    pub(super) fn is_lasting(error: &Error, connects: bool) -> bool {
        match error {
            Error::InvalidCertificate(_)
            | Error::InvalidCertRevocationList(_)
            | Error::NoCertificatesPresented
            | Error::UnsupportedNameType
            | Error::PeerIncompatible(_)
            | Error::NoApplicationProtocol => true,
            Error::InvalidMessage(_) => connects,
            Error::AlertReceived(alert) => matches!(
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
}
