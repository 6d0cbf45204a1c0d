//! Code that is generated from definitions.
#![no_main]

use pageboy_fuzz::{models, mutate};

libfuzzer_sys::fuzz_target!(|data: &[u8]| models::check_code(data));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    mutate::mutate(data, size, most, seed, models::some_file)
});
