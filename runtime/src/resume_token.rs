//! boto3's resume tokens, byte for byte.
