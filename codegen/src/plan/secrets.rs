//! Finds secret members by their names. Most models mark some of their secrets and forget the others: STS has `sensitive` on
//! `SecretAccessKey` and not on `SessionToken`.

use std::collections::HashSet;

use pageboy_models::paginators::Paginators;
use pageboy_models::shape::{Location, Traits};
use pageboy_schema::secrets;

/// Known names of a service.
#[derive(Default)]
pub(super) struct Secrets<'a> {
    /// The members from which paginators take tokens, and those that they set.
    page_tokens: HashSet<&'a str>,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(paginators: &'a Paginators) -> Self {
        let tokens = paginators.all().values().flat_map(|paginator| {
            let outputs = paginator.output_token.values().iter();
            outputs.chain(paginator.input_token.values())
        });
        // In an expression, every name that could be a member.
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        Self {
            page_tokens: tokens.flat_map(|token| token.split(is_end)).collect(),
        }
    }

    /// Whether a member of text or bytes is called like a secret.
    ///
    /// Names are compared ignoring case, and by their ends (`MasterUserPassword`). Tokens that grant no access are not
    /// secrets: those of pages, idempotency and locks.
    pub(super) fn has(&self, member: &str, traits: &Traits) -> bool {
        let is_page_token = self.page_tokens.contains(member);
        !is_page_token && !traits.idempotency_token && is_secret(member, traits.location)
    }
}

fn is_secret(member: &str, location: Option<Location>) -> bool {
    match secrets::plain(member).as_str() {
        // In a query it is the token of a page.
        "token" => location != Some(Location::Query),
        // In a URI it is an id.
        "apikey" => location != Some(Location::Uri),
        name => secrets::is_secret(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_name() {
        for name in [
            "SessionToken",
            "secretAccessKey",
            "MasterUserPassword",
            "ADDomainJoinPassword",
            "Passwords",
            "CopySourceSSECustomerKey",
            "SSECustomerKey",
            "client_secret",
            "WebIdentityToken",
            "SAMLAssertion",
            "authKey",
            "Token",
            "TokenValue",
            "TokenKey",
            "Secret",
        ] {
            assert!(is_secret(name, None), "{name}");
        }
    }

    #[test]
    fn tokens_of_pages_and_of_idempotency_are_no_secrets() {
        for name in [
            "NextToken",
            "PaginationToken",
            "ContinuationToken",
            "ClientToken",
            "ClientRequestToken",
            "IdempotencyToken",
            "LockToken",
            "ChangeToken",
            "TaskToken",
            "SecretId",
            "SecretArn",
            "ClientSecretArn",
            "SSECustomerKeyMD5",
            "AccessKeyId",
            "PasswordLastUsed",
            "AuthTokenStatus",
            "StopPoint",
        ] {
            assert!(!is_secret(name, None), "{name}");
        }
        assert!(!is_secret("Token", Some(Location::Query)));
        assert!(!is_secret("apiKey", Some(Location::Uri)));
    }
}
