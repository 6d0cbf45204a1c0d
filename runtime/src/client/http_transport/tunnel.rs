//! Asks a proxy for a connection to a host (`CONNECT`).

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;

use http::{HeaderValue, StatusCode, Uri};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Why a proxy did not connect. The first words are hyper-util's.
#[derive(Debug)]
pub(super) enum TunnelError {
    /// It wants to know who asks.
    Unauthorized,
    Refused(StatusCode),
    /// What it says is no answer.
    NoAnswer,
    Ended,
}

/// The maximum length of an answer's head.
const LONGEST: usize = 8192;

/// Asks for a connection to the host of a URL; the stream is that connection afterwards.
pub(super) async fn tunnel(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    to: &Uri,
    authorization: Option<&HeaderValue>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let host = to.host().unwrap_or_default();
    let port = to.port_u16().unwrap_or(443);
    let mut head =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n").into_bytes();
    if let Some(value) = authorization {
        head.extend(b"Proxy-Authorization: ");
        head.extend(value.as_bytes());
        head.extend(b"\r\n");
    }
    head.extend(b"\r\n");
    let mut left = head.as_slice();
    while !left.is_empty() {
        let sent = poll_fn(|cx| Pin::new(&mut *stream).poll_write(cx, left)).await?;
        if sent == 0 {
            return Err(io::Error::from(io::ErrorKind::WriteZero).into());
        }
        left = left.get(sent..).unwrap_or_default();
    }
    poll_fn(|cx| Pin::new(&mut *stream).poll_flush(cx)).await?;
    let mut buffer = [0; LONGEST];
    let mut answer = ReadBuf::new(&mut buffer);
    while !is_whole(answer.filled()) {
        let before = answer.filled().len();
        poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, &mut answer)).await?;
        if answer.filled().len() == before {
            return Err(Box::new(match before {
                LONGEST => TunnelError::NoAnswer,
                _ => TunnelError::Ended,
            }));
        }
    }
    match status(answer.filled()) {
        Some(status) if status.is_success() => Ok(()),
        Some(StatusCode::PROXY_AUTHENTICATION_REQUIRED) => Err(TunnelError::Unauthorized.into()),
        Some(status) => Err(TunnelError::Refused(status).into()),
        None => Err(TunnelError::NoAnswer.into()),
    }
}

/// Whether a head has its empty line; the host behind the proxy says nothing before it is asked.
fn is_whole(head: &[u8]) -> bool {
    head.windows(2).any(|bytes| bytes == b"\n\n") || head.windows(3).any(|bytes| bytes == b"\n\r\n")
}

fn status(head: &[u8]) -> Option<StatusCode> {
    let rest = head.strip_prefix(b"HTTP/1.")?;
    let [b'0' | b'1', b' ', digits @ ..] = rest else {
        return None;
    };
    let (digits, rest) = digits.split_at_checked(3)?;
    let is_end = matches!(rest.first(), Some(b' ' | b'\r' | b'\n'));
    StatusCode::from_bytes(digits).ok().filter(|_| is_end)
}

impl fmt::Display for TunnelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tunnel error: ")?;
        match self {
            Self::Unauthorized => f.write_str("proxy authorization required"),
            Self::Refused(status) => write!(f, "unsuccessful: the proxy answered {status}"),
            Self::NoAnswer => f.write_str("unsuccessful: the proxy's answer is not HTTP/1"),
            Self::Ended => f.write_str("the proxy closed the connection"),
        }
    }
}

impl std::error::Error for TunnelError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(head: &str) -> Option<u16> {
        status(head.as_bytes()).map(|status| status.as_u16())
    }

    #[test]
    fn the_status_is_in_the_first_line() {
        assert_eq!(shown("HTTP/1.1 200 connected\r\n\r\n"), Some(200));
        assert_eq!(shown("HTTP/1.0 407\r\n\r\n"), Some(407));
        for other in [
            "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 2000 x\r\n\r\n",
            "SSH-2.0\n\n",
        ] {
            assert_eq!(shown(other), None, "{other}");
        }
    }

    #[test]
    fn a_head_ends_with_an_empty_line() {
        assert!(is_whole(b"HTTP/1.1 200 OK\r\n\r\n"));
        assert!(is_whole(b"HTTP/1.1 200 OK\nVia: x\n\n"));
        assert!(!is_whole(b"HTTP/1.1 200 OK\r\n"));
    }
}
