//! What the mode `legacy` retries, and how long it pauses (botocore/data/_retry.json).

use crate::schema::Service;
use crate::wire::ErrorResponse;

/// The statuses of which every answer is retried.
const STATUSES: [u16; 6] = [429, 500, 502, 503, 504, 509];

/// The codes that are retried with their status; a service of which one is, or none for all.
const CODES: [(Option<&str>, u16, &str); 15] = [
    (None, 400, "ProvisionedThroughputExceededException"),
    (None, 400, "RequestThrottledException"),
    (None, 400, "ThrottledException"),
    (None, 400, "Throttling"),
    (None, 400, "ThrottlingException"),
    (Some("dynamodb"), 400, "TransactionInProgressException"),
    (Some("dynamodb"), 409, "ReplicatedWriteConflictException"),
    (Some("glacier"), 408, "RequestTimeoutException"),
    (Some("kinesis"), 400, "LimitExceededException"),
    (Some("organizations"), 400, "TooManyRequestsException"),
    (Some("route53"), 400, "PriorRequestNotComplete"),
    (Some("s3"), 400, "BadDigest"),
    (Some("s3"), 400, "RequestTimeout"),
    (Some("sqs"), 403, "RequestThrottled"),
    (Some("sts"), 400, "IDPCommunicationError"),
];

/// Whether to retry after an error answer.
pub(super) fn retries(service: &Service, response: &ErrorResponse) -> bool {
    let (status, code) = (response.status(), response.code());
    let is_it = |(of, known, name): &(Option<&str>, u16, &str)| {
        of.is_none_or(|of| of == service.name) && *known == status && *name == code
    };
    STATUSES.contains(&status) || CODES.iter().any(is_it)
}

/// The pause in seconds after the first attempt, which doubles with each: a random part of a second, for DynamoDB a fixed time.
pub(super) fn base(service: &Service, random: f64) -> f64 {
    match service.name {
        "dynamodb" => 0.05,
        _ => random,
    }
}
