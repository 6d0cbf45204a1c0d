//! Listings of several pages.
#![no_main]

use pageboy_fuzz::{mutate, pages};

libfuzzer_sys::fuzz_target!(|data: &[u8]| pages::check(data));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    mutate::mutate(data, size, most, seed, pages::some_page)
});
