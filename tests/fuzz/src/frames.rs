//! The frames of event streams (`application/vnd.amazon.eventstream`): lengths, headers, payload and checksums.

/// What stands before the headers: two lengths and their checksum.
const PRELUDE: usize = 12;

/// A frame with headers that are texts.
pub(crate) fn frame(headers: &[(&str, &str)], payload: &[u8]) -> Vec<u8> {
    let mut named = Vec::new();
    for (name, value) in headers {
        named.extend((name.len() as u8).to_be_bytes());
        named.extend(name.bytes());
        named.push(7);
        named.extend((value.len() as u16).to_be_bytes());
        named.extend(value.bytes());
    }
    let total = PRELUDE + named.len() + payload.len() + 4;
    let mut frame = Vec::new();
    frame.extend((total as u32).to_be_bytes());
    frame.extend((named.len() as u32).to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(named);
    frame.extend(payload);
    frame.extend([0; 4]);
    sum(&mut frame);
    frame
}

/// Sets the checksums of all frames, as far as their lengths make sense: no mutation would find them.
pub(crate) fn sum(mut frames: &mut [u8]) {
    while frames.len() >= PRELUDE {
        let total = u32::from_be_bytes([frames[0], frames[1], frames[2], frames[3]]) as usize;
        let prelude = crc32fast::hash(&frames[..8]).to_be_bytes();
        frames[8..PRELUDE].copy_from_slice(&prelude);
        if total < PRELUDE + 4 || total > frames.len() {
            return;
        }
        let (frame, rest) = frames.split_at_mut(total);
        let message = crc32fast::hash(&frame[..total - 4]).to_be_bytes();
        frame[total - 4..].copy_from_slice(&message);
        frames = rest;
    }
}
