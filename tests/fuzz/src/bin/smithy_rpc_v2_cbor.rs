//! Answers of the `smithy-rpc-v2-cbor` protocol.
#![no_main]

pageboy_fuzz::responses!("smithy-rpc-v2-cbor");
