//! Names of variables that are about one service.

/// A service id as it stands in the name of a variable.
pub(crate) fn service_part(id: &str) -> String {
    id.replace([' ', '-'], "_").to_ascii_uppercase()
}
