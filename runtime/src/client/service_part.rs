//! Names of variables for a single service.

/// A service id in the name of a variable.
pub(crate) fn service_part(id: &str) -> String {
    id.replace([' ', '-'], "_").to_ascii_uppercase()
}
