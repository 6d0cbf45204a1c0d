//! Text members whose values are bytes, which the service expects in base64 (`botocore/handlers.py`,
//! `base64_encode_user_data`, `sse_md5`, `copy_source_sse_md5`).
//!
//! Such a member is bytes in the plan, which every wire format writes in base64; text given for it is taken as UTF-8.

use std::collections::HashSet;

use pageboy_models::service::Service;
use pageboy_schema::ENCRYPTION_KEYS;

/// Service, operations, and a member of their inputs; S3's are [`ENCRYPTION_KEYS`].
const MEMBERS: [(&str, &[&str], &str); 2] = [
    ("ec2", &["RunInstances"], "UserData"),
    ("autoscaling", &["CreateLaunchConfiguration"], "UserData"),
];

/// The members of a service, each with the shape of its input.
pub(super) fn of(service: &Service) -> HashSet<(String, &'static str)> {
    let keys = ENCRYPTION_KEYS.map(|(member, operations)| ("s3", operations, member));
    let rows = MEMBERS.into_iter().chain(keys);
    let rows = rows.filter(|(name, ..)| *name == service.name());
    let members = rows.flat_map(|(_, operations, member)| {
        let found = operations
            .iter()
            .filter_map(|name| service.operation(name).ok());
        found.filter_map(move |operation| Some((operation.input.as_ref()?.shape.clone(), member)))
    });
    members.collect()
}
