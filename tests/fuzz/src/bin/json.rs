//! Answers of the `json` protocol.
#![no_main]

pageboy_fuzz::responses!("json");
