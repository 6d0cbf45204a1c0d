//! Answers of the `rest-json` protocol.
#![no_main]

pageboy_fuzz::responses!("rest-json");
