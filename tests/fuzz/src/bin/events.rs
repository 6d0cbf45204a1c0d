//! Event streams.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::events::check(data));
