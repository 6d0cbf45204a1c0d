//! Bodies that services really sent: `tests/unit/response_parsing`.
