//! ListObjectsV2.

use super::{Page, digits};

/// A page of keys, all on one line.
pub(crate) fn objects(count: usize) -> Page {
    let mut page = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>examplebucket</Name>\
         <Prefix>logs%2F2024%2F</Prefix>",
    );
    page.push_str(&format!(
        "<NextContinuationToken>{}</NextContinuationToken>",
        digits(count, 88)
    ));
    page.push_str(&format!(
        "<KeyCount>{count}</KeyCount><MaxKeys>1000</MaxKeys>"
    ));
    page.push_str("<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>");
    for seed in 0..count {
        page.push_str(&format!(
            "<Contents><Key>logs%2F2024%2F11%2F{:02}%2Fpart-{seed:05}-{}.gz</Key>\
             <LastModified>2024-11-{:02}T04:{:02}:11.000Z</LastModified>\
             <ETag>&quot;{}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>\
             <ChecksumType>FULL_OBJECT</ChecksumType><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>",
            seed % 30 + 1,
            digits(seed, 12),
            seed % 30 + 1,
            seed % 60,
            digits(seed + 1, 32),
            seed * 7919 + 1024,
        ));
    }
    page.push_str("</ListBucketResult>");
    // Seven of the listing, seven of each key.
    Page {
        body: page.into_bytes(),
        values: 7 + 7 * count,
    }
}
