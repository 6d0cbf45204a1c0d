//! Signatures of the events of a request; each covers the signature before it.

use std::borrow::Cow;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::SigningOutput;
use aws_sigv4::event_stream::{SigningParams, sign_empty_message, sign_message};
use aws_sigv4::http_request::SigningError;
use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_types::event_stream::Message;
use bytes::Bytes;
use futures_core::Stream;

use super::Client;
use super::authentication::Signing;
use super::clock_skew::Skew;
use super::prepare::UnsignedRequest;
use super::sign::{describe, silently};
use crate::body::{Body, BodyError, Chunks};
use crate::error::ErrorKind;

impl Client {
    /// The body to send, of signed events; the first signature is that of the request.
    pub(super) fn sign_events(
        &self,
        prepared: &UnsignedRequest,
        (signing, credentials): (&Signing, Credentials),
        signature: String,
    ) -> Result<Body, ErrorKind> {
        let signer = EventSigner {
            credentials,
            region: signing.region.clone(),
            service: signing.signing_name.clone(),
            clock: self.config().clock(),
            skew: self.skew().now(),
            signature,
        };
        let events = signer.sign(prepared.body.take().into_chunks());
        Ok(Body::from_stream(events, None))
    }
}

/// The inputs of every event's signature.
struct EventSigner {
    credentials: Credentials,
    region: String,
    service: Cow<'static, str>,
    clock: fn() -> SystemTime,
    /// The offset of the service's clock.
    skew: Skew,
    /// The signature of the request, then of the last event.
    signature: String,
}

/// Messages, each wrapped in a message with its signature, and finally an empty one.
struct SignedEvents {
    messages: Chunks,
    signer: EventSigner,
    ended: bool,
}

impl EventSigner {
    /// Signs `messages`; each chunk is one message.
    fn sign(self, messages: Chunks) -> SignedEvents {
        SignedEvents {
            messages,
            signer: self,
            ended: false,
        }
    }

    /// The signed message around `message`, or the one that ends the request.
    fn envelope(&mut self, message: Option<Bytes>) -> Result<Bytes, String> {
        let identity = Identity::from(self.credentials.clone());
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(self.skew.apply((self.clock)()))
            .settings(())
            .build()
            .map_err(|error| error.to_string())?;
        let last = mem::take(&mut self.signature);
        let failed = |error: SigningError| describe(&error);
        let signed: SigningOutput<Message> = match message {
            Some(bytes) => {
                let message = read_message_from(bytes).map_err(|error| error.to_string())?;
                silently(|| sign_message(&message, &last, &parameters)).map_err(failed)?
            }
            None => silently(|| sign_empty_message(&last, &parameters)).map_err(failed)?,
        };
        let (envelope, signature) = signed.into_parts();
        self.signature = signature;
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
pub(super) mod tests {
    use std::time::Duration;

    use super::*;

    /// Signs the end of a request's events.
    pub(in crate::client) fn sign_the_end(credentials: Credentials) -> Result<Bytes, String> {
        signer(credentials).envelope(None)
    }

    fn signer(credentials: Credentials) -> EventSigner {
        EventSigner {
            credentials,
            region: "us-east-1".to_owned(),
            service: "polly".into(),
            // 1973-11-29T21:33:09.5Z
            skew: Skew::default(),
            clock: || SystemTime::UNIX_EPOCH + Duration::from_millis(123_456_789_500),
            signature: "00ff".to_owned(),
        }
    }

    /// Computed with Python's `hmac` from the text that the services describe.
    #[test]
    fn every_signature_is_over_the_one_before_it() {
        let mut signer = signer(Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            None,
            None,
            "test",
        ));
        for (message, expected) in [
            (
                Some("an event"),
                "bb17aa22536da768991dd9d0e46829681bf26f493d098f8b85ee012391ad44e3",
            ),
            (
                None,
                "548c26429e81b9b1a9b482dfa9a6a934d54a24c67c27ace1e63953aaee7ee663",
            ),
        ] {
            let mut framed = Vec::new();
            if let Some(message) = message {
                write_message_to(&Message::new(message), &mut framed).unwrap();
            }
            let message = message.map(|_| Bytes::from(framed.clone()));
            let envelope = signer.envelope(message).unwrap();
            assert_eq!(signer.signature, expected);
            let envelope = read_message_from(envelope).unwrap();
            assert_eq!(envelope.payload(), &framed);
            let headers: Vec<&str> = envelope
                .headers()
                .iter()
                .map(|header| header.name().as_str())
                .collect();
            assert_eq!(headers, [":chunk-signature", ":date"]);
        }
    }
}
