//! Which errors say that something does not exist.

use super::ErrorResponse;

impl ErrorResponse {
    /// Whether the service says that the requested thing does not exist.
    ///
    /// Decided by the code, or by the status 404. A code says so when it contains `NotFound`, `NotExist`, `NonExist` or, at
    /// its start or after a dot, `NoSuch`: `ResourceNotFoundException`, `InvalidInstanceID.NotFound`, `QueueDoesNotExist`,
    /// `AWS.SimpleQueueService.NonExistentQueue`, `WAFNonexistentItemException`, `NoSuchTagSet`. So do some codes that
    /// follow no rule, such as `UnknownResourceFault` of SWF and `GoneException` of API Gateway's connections.
    ///
    /// With status 404, some codes mean something else: a thing exists already, is not visible to the caller, is not ready,
    /// or a feature is off. They do not count.
    pub fn is_not_found(&self) -> bool {
        let codes = || std::iter::once(self.0.code.as_str()).chain(self.0.original_code.as_deref());
        codes().any(says_absent) || (self.status() == 404 && !codes().any(says_otherwise))
    }
}

/// Whether a code says that something does not exist.
fn says_absent(code: &str) -> bool {
    let name = bare(code);
    ["NotFound", "NotExist", "NonExist", "Nonexist"]
        .iter()
        .any(|part| name.contains(part))
        || name.split('.').any(|part| part.starts_with("NoSuch"))
        || ABSENT.contains(&name)
}

/// Whether a code that comes with status 404 means something else.
fn says_otherwise(code: &str) -> bool {
    PRESENT.contains(&bare(code))
}

/// A code without the suffix that all codes of some services have.
fn bare(code: &str) -> &str {
    let ends = ["Exception", "Fault", "Error"];
    let mut ends = ends.iter().filter_map(|end| code.strip_suffix(end));
    ends.next().unwrap_or(code)
}

/// Codes for what does not exist, under names that follow no rule.
///
/// Taken from all models, like [`PRESENT`]. Of the `Unknown…` codes only those about things are here, not those about
/// operations and parameters; `…Unavailable` and `…NotAvailable` are about things that exist.
static ABSENT: [&str; 10] = [
    // cost explorer
    "UnknownMonitor",
    "UnknownSubscription",
    // swf, ram, route53resolver
    "UnknownResource",
    // kafka
    "UnknownTopicOrPartition",
    // apigatewaymanagementapi, schemas, chime-sdk-voice: status 410
    "Gone",
    // iam: status 410
    "ReportNotPresent",
    // redshift, as its model spells it
    "ReservedNodeExchangeNotFond",
    // things that existed once
    "CommentDeleted",
    "DirectoryDeleted",
    "PipelineDeleted",
];

/// Codes that come with status 404 and mean something else.
static PRESENT: [&str; 12] = [
    // elasticache, rds, redshift
    "ReservedCacheNodeAlreadyExists",
    "ReservedDBInstanceAlreadyExists",
    "ReservedNodeAlreadyExists",
    // iam
    "FeatureDisabled",
    "NotSupportedService",
    "ReportInProgress",
    // comprehend, kendra-ranking
    "ResourceUnavailable",
    // connect
    "ContactFlowNotPublished",
    // workdocs
    "UnauthorizedResourceAccess",
    // no operation of this name, or none at this address
    "UnknownOperation",
    "UnknownAction",
    "InvalidAction",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_absence_are_told_from_others() {
        for code in [
            "ResourceNotFoundException",
            "NotFoundException",
            "DBInstanceNotFound",
            "DBInstanceNotFoundFault",
            "DashboardNotFoundError",
            "InvalidInstanceID.NotFound",
            "InvalidPermission.NotFound",
            "KMS.NotFoundException",
            "AWS.SimpleQueueService.NonExistentQueue",
            "QueueDoesNotExist",
            "RepositoryDoesNotExistException",
            "InvocationDoesNotExist",
            "EntityNotExistsException",
            "WAFNonexistentItemException",
            "NoSuchEntity",
            "NoSuchTagSet",
            "AWS.X.NoSuchThing",
            "UnknownResourceFault",
            "GoneException",
            "PipelineDeletedException",
        ] {
            assert!(says_absent(code), "{code}");
        }
        for code in [
            "UnknownOperationException",
            "UnknownParameter",
            "UnknownError",
            "QueueDeletedRecently",
            "ResourceUnavailableException",
            "StorageTypeNotAvailableFault",
            "AlreadyExistsException",
            "RepositoryNotEmptyException",
            "AccessDenied",
            "MissingParameter",
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "ImageDigestDoesNotMatchException",
            "ResourceDoesNotSupportTagging",
            "NoChangeException",
            "404",
            "",
        ] {
            assert!(!says_absent(code), "{code}");
        }
    }

    #[test]
    fn some_codes_with_status_404_say_something_else() {
        assert!(says_otherwise("ReservedNodeAlreadyExists"));
        assert!(says_otherwise("UnauthorizedResourceAccessException"));
        assert!(says_otherwise("UnknownOperationException"));
        assert!(!says_otherwise("404"));
        assert!(!says_otherwise("ChannelNotBroadcasting"));
    }
}
