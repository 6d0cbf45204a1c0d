//! Pages as the services send them: their elements, their order, their white space; the contents are made up.

pub(crate) mod cloudwatch;
pub(crate) mod dynamodb;
pub(crate) mod ec2;
pub(crate) mod iam;
pub(crate) mod lambda;
pub(crate) mod s3;

/// A page, and how many values it holds that hold no others.
pub(crate) struct Page {
    pub(crate) body: Vec<u8>,
    pub(crate) values: usize,
}

/// Digits that look random and are the same in every run.
fn digits(seed: usize, length: usize) -> String {
    let mut state = (seed as u64)
        .wrapping_add(1)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut text = String::with_capacity(length);
    for _ in 0..length {
        // Xorshift, Marsaglia 2003.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.extend(char::from_digit((state >> 32) as u32 & 15, 16));
    }
    text
}
