//! JSON beyond the standard.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::lenient_json::check(data));
