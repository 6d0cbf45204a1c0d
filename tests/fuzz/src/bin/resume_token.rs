//! Starting tokens of paginators.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::tokens::check(data));
