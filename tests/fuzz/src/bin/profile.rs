//! The shared files of the AWS CLI.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::profiles::check(data));
