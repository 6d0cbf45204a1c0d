//! Answers of the `rest-xml` protocol.
#![no_main]

pageboy_fuzz::responses!("rest-xml");
