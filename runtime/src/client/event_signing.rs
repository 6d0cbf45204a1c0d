//! Signatures of the events of a request, each over the one before it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_eventstream::frame::{write_headers_to, write_message_to};
use aws_smithy_types::DateTime;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use futures_core::Stream;

use super::sign::{ALGORITHM, Scope, hexadecimal, sha256};
use crate::body::{BodyError, Chunks};

/// What every event of a request is signed with.
pub(super) struct EventSigner {
    pub(super) credentials: Credentials,
    pub(super) region: String,
    pub(super) service: &'static str,
    pub(super) now: fn() -> SystemTime,
    /// The signature of the request, then that of the last event.
    pub(super) signature: String,
}

/// Messages, each in a message that holds its signature, and at the end an empty one.
pub(super) struct SignedEvents {
    messages: Chunks,
    signer: EventSigner,
    ended: bool,
}

impl EventSigner {
    /// Signs `messages`, of which each chunk is one.
    pub(super) fn sign(self, messages: Chunks) -> SignedEvents {
        SignedEvents {
            messages,
            signer: self,
            ended: false,
        }
    }

    /// The signed message around `message`, or the one that ends the request.
    fn envelope(&mut self, message: Option<Bytes>) -> Result<Bytes, String> {
        const DATE: &str = ":date";
        const SIGNATURE: &str = ":chunk-signature";
        let scope = Scope {
            region: &self.region,
            service: self.service,
            time: (self.now)(),
        };
        let time = scope.timestamp()?;
        // The header has the same second as the text that is signed.
        let seconds = DateTime::from_secs(DateTime::from(scope.time).secs());
        let date = Header::new(DATE, HeaderValue::Timestamp(seconds));
        let message = message.unwrap_or_default();
        let mut headers = Vec::new();
        let written = write_headers_to(std::slice::from_ref(&date), &mut headers);
        written.map_err(|error| error.to_string())?;
        let string_to_sign = format!(
            "{ALGORITHM}-PAYLOAD\n{time}\n{}\n{}\n{}\n{}",
            scope.text(&time),
            self.signature,
            sha256(&headers),
            sha256(&message)
        );
        let signature = scope.signature_bytes(&time, &self.credentials, &string_to_sign);
        self.signature = hexadecimal(&signature);
        let signature = HeaderValue::ByteArray(signature.into());
        let envelope = Message::new(message)
            .add_header(Header::new(SIGNATURE, signature))
            .add_header(date);
        let mut bytes = Vec::new();
        write_message_to(&envelope, &mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes.into())
    }
}

impl Stream for SignedEvents {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let message = match ready!(self.messages.as_mut().poll_next(cx)) {
            Some(Ok(message)) => Some(message),
            Some(Err(error)) => {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
            None => {
                self.ended = true;
                None
            }
        };
        let envelope = self.signer.envelope(message);
        Poll::Ready(Some(envelope.map_err(|problem| {
            self.ended = true;
            BodyError::new(format!("an event could not be signed: {problem}"))
        })))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_smithy_eventstream::frame::read_message_from;

    use super::*;

    /// As Python's `hmac` computes them from the text that the services describe.
    #[test]
    fn every_signature_is_over_the_one_before_it() {
        let mut signer = EventSigner {
            credentials: Credentials::new(
                "AKIDEXAMPLE",
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                None,
                None,
                "test",
            ),
            region: "us-east-1".to_owned(),
            service: "polly",
            // 1973-11-29T21:33:09.5Z
            now: || SystemTime::UNIX_EPOCH + Duration::from_millis(123_456_789_500),
            signature: "00ff".to_owned(),
        };
        for (message, expected) in [
            (
                Some("an event"),
                "fc98fc779f8d18f16b9f7d75b6e0c01dfa0ad23ffec08fd586f76d3702879b37",
            ),
            (
                None,
                "c3761ac5e88cea57805426eede0fc54738218b8c52b2ed3176554d7b60238faa",
            ),
        ] {
            let envelope = signer.envelope(message.map(Bytes::from)).unwrap();
            assert_eq!(signer.signature, expected);
            let envelope = read_message_from(envelope).unwrap();
            assert_eq!(
                envelope.payload().as_ref(),
                message.unwrap_or_default().as_bytes()
            );
            let headers: Vec<&str> = envelope
                .headers()
                .iter()
                .map(|header| header.name().as_str())
                .collect();
            assert_eq!(headers, [":chunk-signature", ":date"]);
        }
    }
}
