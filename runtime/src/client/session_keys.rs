//! Sessions of S3 Express: short-lived keys of one directory bucket (botocore/utils.py, `S3ExpressIdentityResolver`).

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;

use super::Client;
use super::identity_cache::Issuer;
use super::sessions::Session;
use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::schema::{
    ContextParameter, ContextSource, Location, Member, Operation, ParameterDefault, Service, Shape,
    shapes,
};
use crate::view::{Slot, Structure, View};

impl Client {
    /// The keys of a session with a bucket; `now` is the present.
    pub(super) async fn session(
        &self,
        bucket: &str,
        now: SystemTime,
    ) -> Result<Credentials, ErrorKind> {
        let session = self.sessions().of(bucket, self.service(), self.config());
        let keys = session.at(now).await;
        keys.map_err(|error| match error.kind() {
            // The service's error about the bucket is the caller's: the bucket does not exist, or belongs to another account.
            ErrorKind::Service(answer) => ErrorKind::Service(answer.clone()),
            ErrorKind::Transport { message, timeout } => ErrorKind::Transport {
                message: format!("no session with the bucket: {message}"),
                timeout: *timeout,
            },
            _ => ErrorKind::Credentials(format!("no session with the bucket {bucket:?}: {error}")),
        })
    }
}

impl Issuer for Session {
    type Identity = Credentials;
    type Error = Error;

    /// A session lives for five minutes (botocore/credentials.py, `S3ExpressIdentityCache` has these).
    const RENEWED_BEFORE: Duration = Duration::from_secs(45);
    const TOO_LATE: Duration = Duration::from_secs(10);

    async fn issue(&self) -> Result<Credentials, Error> {
        created(self).await
    }

    fn expiry(keys: &Credentials) -> Option<SystemTime> {
        keys.expiry()
    }
}

/// Asks for a session. The call is one like any other, so its future is part of its own type unless it stands in a box.
fn created(
    session: &Session,
) -> Pin<Box<dyn Future<Output = Result<Credentials, Error>> + Send + '_>> {
    Box::pin(async {
        let operation = create_session(session.service);
        let mut input = Dynamic::new(&INPUT);
        if let Some(Slot::String(bucket)) = input.get_mut(0).map(|value| value.slot()) {
            session.bucket.clone_into(bucket);
        }
        let client = Client::new(session.service, &session.config);
        let output = Box::new(Dynamic::new(&OUTPUT));
        let reply = client.call(operation, &input, output).await?;
        keys(&*reply.output).ok_or_else(|| {
            let message = "the answer has no keys".to_owned();
            Error::new(operation, ErrorKind::Credentials(message))
        })
    })
}

fn keys(output: &dyn Structure) -> Option<Credentials> {
    let View::Structure(keys) = output.view_of(0) else {
        return None;
    };
    let text = |index| keys.view_of(index).as_str().filter(|text| !text.is_empty());
    let expiry = match keys.view_of(3) {
        View::Timestamp(time) => SystemTime::try_from(*time).ok(),
        _ => None,
    };
    Some(Credentials::new(
        text(0)?,
        text(1)?,
        Some(text(2)?.to_owned()),
        Some(expiry?),
        "an S3 Express session",
    ))
}

/// The operation of the service whose endpoint rules apply to a session.
///
/// There is one table for each S3 that a program has, and it lives as long as theirs do.
fn create_session(service: &'static Service) -> &'static Operation {
    static MADE: Mutex<Vec<&'static Operation>> = Mutex::new(Vec::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = made
        .iter()
        .find(|known| std::ptr::eq(known.service, service));
    if let Some(known) = known {
        return known;
    }
    let rules = service.endpoint.rules;
    let names = rules.into_iter().flat_map(|rules| rules.parameters);
    let mut parameters = Vec::new();
    for (at, parameter) in (0_u16..).zip(names) {
        let source = match parameter.name {
            "Bucket" => ContextSource::Member(0),
            "DisableS3ExpressSessionAuth" => ContextSource::Static(ParameterDefault::Boolean(true)),
            _ => continue,
        };
        parameters.push(ContextParameter {
            parameter: at,
            source,
        });
    }
    let operation = Operation::new(service, "CreateSession")
        .http("GET", "/{Bucket}?session")
        .input(&INPUT)
        .output(&OUTPUT)
        .endpoint_parameters(Box::leak(parameters.into_boxed_slice()));
    let operation: &'static Operation = Box::leak(Box::new(operation));
    made.push(operation);
    operation
}

static INPUT: Shape = Shape::structure(
    "CreateSessionRequest",
    &[Member::new("Bucket", &shapes::STRING)
        .location(Location::Uri)
        .required()],
);
static OUTPUT: Shape = Shape::structure(
    "CreateSessionOutput",
    &[Member::new("Credentials", &KEYS).required()],
);
static KEYS: Shape = Shape::structure(
    "SessionCredentials",
    &[
        Member::new("AccessKeyId", &shapes::STRING).sensitive(),
        Member::new("SecretAccessKey", &shapes::STRING).sensitive(),
        Member::new("SessionToken", &shapes::STRING).sensitive(),
        Member::new("Expiration", &shapes::TIMESTAMP),
    ],
);
