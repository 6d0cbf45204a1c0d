use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::corrections::Correction;
use pageboy_schema::NotJson;
use pageboy_schema::reader::Problem;

/// Why definitions could not be read, or are wrong.
///
/// `Display` is one line: the file, the place in it, and what to write instead.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read, or a `.gz` file is damaged.
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file or folder could not be written or removed.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file is not JSON, or a part of it has the wrong type.
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, in the decompressed text.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// The mistake there.
        message: String,
    },
    /// A file is JSON, but a value in it is not what it should be.
    Invalid {
        /// The file that defines the value.
        path: PathBuf,
        /// The JSON pointer of the value; empty for the whole file.
        pointer: String,
        /// The mistake.
        message: String,
    },
    /// A file has several values that are not what they should be.
    Mistakes {
        /// The file.
        path: PathBuf,
        /// The mistakes.
        problems: Vec<Problem>,
    },
    /// Entries of overlays cannot be merged: what they change is gone or has changed the same, or they are written wrongly.
    Overlay {
        /// The mistakes.
        entries: Vec<Correction>,
    },
    /// Several files of a service could not be read, or are wrong.
    Several {
        /// What is wrong, file by file.
        errors: Vec<Self>,
    },
    /// No folder has a service of this name.
    UnknownService {
        /// The requested name.
        service: String,
        /// The botocore release that no longer has it, if an earlier import had.
        gone: Option<String>,
        /// Names that are close to it, best first.
        nearest: Vec<String>,
    },
    /// The service has no such API version.
    UnknownVersion {
        /// The service.
        service: String,
        /// The requested version.
        version: String,
        /// The existing versions, oldest first.
        available: Vec<String>,
    },
    /// The service has no such operation.
    UnknownOperation {
        /// The service.
        service: String,
        /// The requested name.
        operation: String,
        /// Names that are close to it, best first.
        nearest: Vec<String>,
    },
    /// The service has no such shape.
    UnknownShape {
        /// The service.
        service: String,
        /// The requested name.
        shape: String,
        /// Names that are close to it, best first.
        nearest: Vec<String>,
    },
    /// An import is impossible.
    Import {
        /// The folder that was read.
        path: PathBuf,
        /// Why not.
        message: String,
    },
}

impl Error {
    /// The file or folder of the error, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Read { path, .. }
            | Self::Write { path, .. }
            | Self::Malformed { path, .. }
            | Self::Invalid { path, .. }
            | Self::Mistakes { path, .. }
            | Self::Import { path, .. } => Some(path),
            Self::Overlay { entries } => entries.first().map(|entry| entry.file.as_path()),
            Self::Several { errors } => errors.first().and_then(Self::path),
            Self::UnknownService { .. }
            | Self::UnknownVersion { .. }
            | Self::UnknownOperation { .. }
            | Self::UnknownShape { .. } => None,
        }
    }

    /// These errors as one; a single one is itself.
    pub(crate) fn several(mut errors: Vec<Self>) -> Self {
        match errors.pop() {
            Some(only) if errors.is_empty() => only,
            last => {
                errors.extend(last);
                Self::Several { errors }
            }
        }
    }

    /// The error that some entries of overlays cannot be merged; `None` if all can.
    pub(crate) fn of_corrections<'c>(
        corrections: impl IntoIterator<Item = &'c Correction>,
    ) -> Option<Self> {
        let corrections = corrections.into_iter();
        let wrong = corrections.filter(|entry| entry.fit.is_error());
        let entries: Vec<_> = wrong.cloned().collect();
        (!entries.is_empty()).then_some(Self::Overlay { entries })
    }

    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    /// A text that a parser refused, in words for people.
    pub(crate) fn malformed(path: &Path, text: &str, error: &serde_json::Error) -> Self {
        let NotJson {
            line,
            column,
            message,
        } = NotJson::explain(text, error);
        Self::Malformed {
            path: path.to_owned(),
            line,
            column,
            message,
        }
    }

    pub(crate) fn invalid(
        path: &Path,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::Invalid {
            path: path.to_owned(),
            pointer: pointer.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "cannot read {}: {source}", path.display()),
            Self::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
            Self::Malformed {
                path,
                line,
                column,
                message,
            } => write!(f, "{}:{line}:{column}: {message}", path.display()),
            Self::Invalid {
                path,
                pointer,
                message,
            } if pointer.is_empty() => write!(f, "{}: {message}", path.display()),
            Self::Invalid {
                path,
                pointer,
                message,
            } => write!(f, "{}: {pointer}: {message}", path.display()),
            Self::Mistakes { path, problems } => {
                for (index, problem) in problems.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "\n" };
                    write!(f, "{separator}{}: {problem}", path.display())?;
                }
                Ok(())
            }
            Self::Overlay { entries } => {
                for (index, entry) in entries.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "\n" };
                    write!(f, "{separator}{entry}")?;
                    for line in &entry.difference {
                        write!(f, "\n    {line}")?;
                    }
                }
                Ok(())
            }
            Self::Several { errors } => {
                for (index, error) in errors.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "\n" };
                    write!(f, "{separator}{error}")?;
                }
                Ok(())
            }
            Self::UnknownService {
                service,
                gone,
                nearest,
            } => {
                write!(f, "unknown service `{service}`")?;
                if let Some(release) = gone {
                    return write!(f, "; botocore {release} does not have it any more");
                }
                did_you_mean(f, nearest)
            }
            Self::UnknownVersion {
                service,
                version,
                available,
            } => {
                write!(f, "{service} has no API version `{version}`; it has ")?;
                quoted(f, available, ", ")
            }
            Self::UnknownOperation {
                service,
                operation,
                nearest,
            } => {
                write!(f, "{service} has no operation `{operation}`")?;
                did_you_mean(f, nearest)
            }
            Self::UnknownShape {
                service,
                shape,
                nearest,
            } => {
                write!(f, "{service} has no shape `{shape}`")?;
                did_you_mean(f, nearest)
            }
            Self::Import { path, message } => {
                write!(f, "cannot import from {}: {message}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn did_you_mean(f: &mut fmt::Formatter<'_>, nearest: &[String]) -> fmt::Result {
    if nearest.is_empty() {
        return Ok(());
    }
    write!(f, "; did you mean ")?;
    quoted(f, nearest, " or ")?;
    write!(f, "?")
}

fn quoted(f: &mut fmt::Formatter<'_>, names: &[String], separator: &str) -> fmt::Result {
    for (index, name) in names.iter().enumerate() {
        let separator = if index == 0 { "" } else { separator };
        write!(f, "{separator}`{name}`")?;
    }
    Ok(())
}
