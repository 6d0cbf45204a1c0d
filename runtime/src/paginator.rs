//! Pages: follow the tokens to the end.
