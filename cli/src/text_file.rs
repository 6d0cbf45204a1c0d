//! Text files.

use pageboy_models::decode_text;

/// The text of a file: UTF-8, or UTF-16 with a mark; line ends become `
/// `, as in the AWS CLI.
///
/// # Errors
///
/// When it cannot be read, or is not text.
pub fn read(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {path}: {error}"))?;
    text(bytes).map_err(|problem| format!("cannot read {path}: it is {problem}"))
}

/// The text in these bytes.
///
/// # Errors
///
/// The end of a sentence that says why they are not text.
pub fn text(bytes: Vec<u8>) -> Result<String, String> {
    let text = decode_text(bytes).map_err(|error| error.to_string())?;
    Ok(match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text,
    })
}
