//! The shorthand of the AWS CLI.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::shorthands::check(data));
