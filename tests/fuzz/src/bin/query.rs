//! Answers of the `query` protocol.
#![no_main]

pageboy_fuzz::responses!("query");
