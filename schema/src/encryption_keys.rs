//! S3's keys of the caller (`botocore/handlers.py`, `sse_md5`, `copy_source_sse_md5`): callers have bytes, and the service
//! expects base64 and the MD5.

/// The members with keys, each with the operations of S3 that take it. The member with the MD5 has the same name and `MD5`.
pub const ENCRYPTION_KEYS: [(&str, &[&str]); 2] = [
    (
        "SSECustomerKey",
        &[
            "CompleteMultipartUpload",
            "CopyObject",
            "CreateMultipartUpload",
            "GetObject",
            "HeadObject",
            "PutObject",
            "SelectObjectContent",
            "UploadPart",
            "UploadPartCopy",
        ],
    ),
    (
        "CopySourceSSECustomerKey",
        &["CopyObject", "UploadPartCopy"],
    ),
];
