//! Buckets in other regions than the client's (botocore/utils.py, `S3RegionRedirectorv2`).

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, Method};

use super::authentication::{Authentication, SignedPayload};
use super::prepare::UnsignedRequest;
use super::uuid::uuid;
use super::{Client, s3};
use crate::body::Body;
use crate::schema::Operation;
use crate::view::Structure;
use crate::wire::{ErrorResponse, Substitutions};

/// The header with a bucket's region, also in answers to `HEAD`, which have no body.
const REGION: &str = "x-amz-bucket-region";

impl Client {
    /// Redirects a request to the region of its bucket, if this answer names another one; returns whether it did.
    ///
    /// Scheme, host and signature come from the new endpoint. The region is kept for later calls. A stream is not sent again
    /// once the first attempt has read from it.
    pub(super) async fn redirect(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        prepared: &mut UnsignedRequest,
        answer: &ErrorResponse,
    ) -> bool {
        let bucket = s3::bucket(operation, input);
        let Some(bucket) = bucket.filter(|bucket| !s3::is_arn(bucket)) else {
            return false;
        };
        if !is_elsewhere(operation, answer) {
            return false;
        }
        let told = answer.header(REGION);
        let told = told.or_else(|| answer.field("Region").map(Cow::Borrowed));
        let region = match told {
            Some(region) => Some(region.into_owned()),
            None => self.ask_for_region(operation, input, prepared).await,
        };
        // It becomes part of a host name.
        let Some(region) = region.filter(|region| is_region(region)) else {
            return false;
        };
        tracing::debug!(
            bucket,
            region,
            "the bucket is in another region: a client of that region needs no second request"
        );
        self.endpoints().bucket_regions.learn(bucket, &region);
        let endpoint = self.endpoint(operation, input, &prepared.substitutions);
        let Ok(endpoint) = endpoint.await else {
            return false;
        };
        let Ok(authentication) = Authentication::of(operation, input, &endpoint, self.config())
        else {
            return false;
        };
        prepared.features.redirected();
        let agent = self.agents().value(self.config(), prepared.features);
        if let Ok(agent) = agent {
            prepared.user_agent = agent;
        }
        let Ok(url) = endpoint.url.at_path_of(&prepared.url) else {
            return false;
        };
        prepared.url = url;
        prepared.authentication = authentication;
        prepared.body.can_be_sent()
    }

    /// Asks the bucket for its region, which it tells even without permission.
    async fn ask_for_region(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        prepared: &UnsignedRequest,
    ) -> Option<String> {
        let endpoint = self.endpoint(operation, input, &prepared.substitutions);
        let head = UnsignedRequest {
            method: Method::HEAD,
            url: endpoint.await.ok()?.url.join("", "").ok()?,
            headers: HeaderMap::new(),
            body: Body::empty(),
            authentication: prepared.authentication.clone(),
            payload: SignedPayload::Hash,
            body_hash: None,
            verifies: false,
            features: prepared.features,
            user_agent: prepared.user_agent.clone(),
            invocation: HeaderValue::try_from(uuid()).ok()?,
            max_attempts: 1,
            held_for: None,
            substitutions: Substitutions::default(),
        };
        let request = self.request(&head, 1).await.ok()?;
        let answer = self.transport().ok()?.send(request).await.ok()?;
        let region = answer.headers().get(REGION)?;
        region.to_str().ok().map(str::to_owned)
    }
}

fn is_elsewhere(operation: &Operation, answer: &ErrorResponse) -> bool {
    let code = answer.code();
    // Answers to `HEAD` have no body with more details.
    let is_blank = matches!(code, "301" | "400");
    matches!(answer.status(), 301 | 302 | 307)
        || code == "PermanentRedirect"
        || (code == "AuthorizationHeaderMalformed" && answer.field("Region").is_some())
        || (code == "IllegalLocationConstraintException" && operation.name != "CreateBucket")
        || (is_blank && operation.name == "HeadObject")
        || (is_blank && operation.name == "HeadBucket" && answer.header(REGION).is_some())
}

/// Whether a text is a possible region (botocore/utils.py, `validate_region_name`).
fn is_region(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_label_of_a_host() {
        for region in ["eu-west-1", "aws-global", "x1"] {
            assert!(is_region(region), "{region}");
        }
        for text in ["", "-a", "a-", "1", "a.b", "a/b", "evil.example#", "é"] {
            assert!(!is_region(text), "{text}");
        }
    }
}
