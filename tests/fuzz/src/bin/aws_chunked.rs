//! Streams followed by their checksum.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::chunked::check(data));
