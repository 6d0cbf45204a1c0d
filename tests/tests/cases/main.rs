//! The numbered cases of the specifications.
