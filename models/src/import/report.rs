/// The outcome of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The version of botocore.
    pub botocore: String,
    /// The version of boto3, if resources were imported now or before.
    pub boto3: Option<String>,
    /// The number of services.
    pub services: usize,
    /// The number of files, without `SOURCE.json`.
    pub files: usize,
    /// The size of these files in bytes.
    pub bytes: u64,
    /// How many of them are new or changed.
    pub written: usize,
    /// How many files of an earlier import were removed.
    pub removed: usize,
}
