//! DynamoDB's values.
#![no_main]

use pageboy_fuzz::{attribute_values, mutate};

libfuzzer_sys::fuzz_target!(|data: &[u8]| attribute_values::check(data));

// Choices are no JSON and are left to libFuzzer.
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    mutate::mutate(data, size, most, seed, |input, _| 0..input.len())
});
