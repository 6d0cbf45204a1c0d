//! Waits: poll until a state is reached.
