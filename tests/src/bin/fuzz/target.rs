//! A fuzz target: a file in the package's `src/bin`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, folder, package};

/// A fuzz target.
pub(crate) struct Target {
    /// The file's name.
    pub(crate) name: String,
    /// What it reads.
    pub(crate) kind: Kind,
}

/// What a target reads.
pub(crate) enum Kind {
    /// Answers of a protocol, by its name in definitions.
    Answers(String),
    AttributeValues,
    Chunks,
    Endpoints,
    Events,
    Expressions,
    LenientJson,
    Manifests,
    Models,
    Pages,
    Profiles,
    Recordings,
    Shorthand,
    Tokens,
    Xml,
}

/// Seconds for one input, MiB for a target.
const TIME: u32 = 10;
const MEMORY: u32 = 1024;

/// All targets, sorted.
pub(crate) fn all() -> Outcome<Vec<Target>> {
    let mut targets = Vec::new();
    for entry in fs::read_dir(package().join("src/bin"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let kind = match &*name {
            "attribute_values" => Kind::AttributeValues,
            "aws_chunked" => Kind::Chunks,
            "endpoint" => Kind::Endpoints,
            "events" => Kind::Events,
            "expression" => Kind::Expressions,
            "lenient_json" => Kind::LenientJson,
            "manifest" => Kind::Manifests,
            "code" | "models" => Kind::Models,
            "pages" => Kind::Pages,
            "profile" => Kind::Profiles,
            "recording" => Kind::Recordings,
            "shorthand" => Kind::Shorthand,
            "resume_token" => Kind::Tokens,
            "xml" => Kind::Xml,
            protocol => Kind::Answers(protocol.replace('_', "-")),
        };
        let name = name.into_owned();
        targets.push(Target { name, kind });
    }
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(targets)
}

impl Target {
    /// Where the seeds are.
    pub(crate) fn seeds(&self) -> PathBuf {
        folder().join("seeds").join(&self.name)
    }

    /// Where the dictionary is.
    pub(crate) fn dictionary(&self) -> PathBuf {
        self.seeds().with_extension("dict")
    }

    /// Runs the target for so many seconds; gives what it did, or what made it fail.
    pub(crate) fn run(&self, seconds: u32) -> Outcome<String> {
        let (corpus, found, logs) = (
            folder().join("corpus").join(&self.name),
            folder().join("found"),
            folder().join("logs"),
        );
        for folder in [&corpus, &found, &logs] {
            fs::create_dir_all(folder)?;
        }
        let log = logs.join(&self.name);
        let program = program(&self.name)?;
        let length = match self.kind {
            Kind::Chunks => 256,
            Kind::Endpoints | Kind::Expressions | Kind::Shorthand => 512,
            Kind::LenientJson | Kind::Manifests | Kind::Profiles => 2_048,
            _ => 8_192,
        };
        let files = Files::new(&self.name)?;
        let status = Command::new(&program)
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-timeout={TIME}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-max_len={length}"))
            .arg(format!("-dict={}", self.dictionary().display()))
            .arg(format!(
                "-artifact_prefix={}/{}-",
                found.display(),
                self.name
            ))
            .arg("-print_final_stats=1")
            .args([corpus, self.seeds()])
            .env("RUST_BACKTRACE", "0")
            .env("TMPDIR", &files.0)
            .stderr(fs::File::create(&log)?)
            .status()?;
        let said = fs::read(&log)?;
        let said = String::from_utf8_lossy(&said);
        if status.success() {
            return Ok(summary(&said));
        }
        let input = said
            .lines()
            .find_map(|line| line.split_once("Test unit written to "))
            .map_or("(none was written)", |(_, path)| path);
        Err(format!(
            "{}\nthe log: {}\nagain: {} {input}",
            reason(&said),
            log.display(),
            program.display()
        )
        .into())
    }
}

/// The folder for what a target writes, which goes when the target has ended: in memory where the system has files there,
/// because disks take much longer than what is under test.
struct Files(PathBuf);

impl Files {
    fn new(name: &str) -> Outcome<Self> {
        let memory = PathBuf::from("/dev/shm");
        let base = if memory.is_dir() {
            memory
        } else {
            std::env::temp_dir()
        };
        let folder = base.join(format!("pageboy-fuzz-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Why a target failed: the panic's text, else what libFuzzer says.
fn reason(said: &str) -> String {
    const SHOWN: usize = 2_000;
    let start = said
        .find("panicked at")
        .or_else(|| said.find("ERROR: libFuzzer"))
        .unwrap_or_default();
    let text = said.get(start..).unwrap_or_default();
    let end = text.find("\nnote: ").unwrap_or(text.len());
    text.chars().take(end.min(SHOWN)).collect()
}

/// The program of a target, in the folder of the host's builds.
fn program(name: &str) -> Outcome<PathBuf> {
    let mut newest = None;
    for entry in fs::read_dir(folder())? {
        let path = entry?.path().join("release").join(name);
        if let Ok(modified) = fs::metadata(&path).and_then(|data| data.modified()) {
            newest = newest.max(Some((modified, path)));
        }
    }
    match newest {
        Some((_, path)) => Ok(path),
        None => Err(format!("{name} was not built").into()),
    }
}

/// What libFuzzer says at the end of a run.
fn summary(said: &str) -> String {
    let number = |name: &str| {
        let mut lines = said.lines().rev();
        let rest = lines.find_map(|line| line.split_once(name).map(|(_, rest)| rest));
        let rest = rest.unwrap_or_default().trim();
        rest.split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    format!(
        "{:>10} executions, {:>6} a second; {:>6} edges, {:>6} inputs in the corpus; {:>4} MiB",
        number("number_of_executed_units:"),
        number("average_exec_per_sec:"),
        number(" cov: "),
        number(" corp: "),
        number("peak_rss_mb:"),
    )
}
