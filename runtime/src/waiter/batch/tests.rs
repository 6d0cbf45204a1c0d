//! Waits for many things.
