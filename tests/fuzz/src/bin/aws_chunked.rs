//! Streams with their checksum behind them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pageboy_fuzz::chunked::check(data));
