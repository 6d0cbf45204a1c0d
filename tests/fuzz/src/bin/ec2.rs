//! Answers of the `ec2` protocol.
#![no_main]

pageboy_fuzz::responses!("ec2");
