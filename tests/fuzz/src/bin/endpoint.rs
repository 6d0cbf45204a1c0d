//! Endpoints: URLs, ARNs, and the parameters of endpoint rules.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::endpoints::check(data));
