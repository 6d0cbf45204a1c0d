//! Releases of other times, brought to the vendored one, each by one command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use std::time::Instant;

use pageboy_models::import;
use pageboy_tests::not_run::not_run;
use pageboy_tests::python;

const VENDORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/data");

#[test]
fn every_change_since_the_last_release_is_told() {
    adopt("1.43.11", "tar.gz", true);
}

#[test]
fn every_change_of_a_year_is_told() {
    adopt("1.40.0", "whl", false);
}

#[test]
fn every_change_of_two_years_is_told() {
    adopt("1.34.162", "whl", false);
}

/// Imports a release, updates to the vendored one, and compares the report with what a script of its own finds.
fn adopt(version: &str, form: &str, by_pip: bool) {
    let fetched = python::releases()
        .map_err(str::to_owned)
        .and_then(|archives| {
            let vendored = vendored();
            Ok((archives, fetch(&vendored)?, vendored))
        });
    let (archives, latest, vendored) = match fetched {
        Ok(fetched) => fetched,
        Err(reason) => return not_run("releases of botocore", &reason),
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("update")
        .join(version);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let data = folder.join("data");
    let into = data.display().to_string();
    let before = ["botocore", "boto3"].map(|it| archive(archives, it, version, form));
    let after = ["botocore", "boto3"].map(|it| archive(&latest, it, &vendored, "whl"));
    let from = |[botocore, boto3]: &[String; 2]| {
        let arguments = ["--from", botocore, "--boto3", boto3];
        arguments.map(str::to_owned)
    };
    pageboy(&from(&before), &into);
    let start = Instant::now();
    let report = match by_pip {
        true => pageboy(std::slice::from_ref(&vendored), &into),
        false => pageboy(&from(&after), &into),
    };
    let seconds = start.elapsed().as_secs_f64();
    let changes = fs::read_to_string(data.join("CHANGES.md")).unwrap();
    assert!(report.starts_with(&changes));
    let lines = changes.lines().filter(|line| line.starts_with("- "));
    let lines = lines.count();
    println!("{version} to {vendored}: {lines} changes in {seconds:.1} s");
    // The same bytes, whatever stood there before.
    assert_eq!(import::verify(&data).unwrap(), []);
    assert_eq!(source(&data)["files"], source(Path::new(VENDORED))["files"]);
    for (side, archives) in [("before", before), ("after", after)] {
        archives
            .iter()
            .for_each(|archive| unpack(archive, &folder.join(side)));
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/python/changes.py");
    let script = Command::new(python::interpreter().unwrap())
        .arg("-B")
        .arg(script)
        .args(["before", "after", "data/CHANGES.md"].map(|name| folder.join(name)))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&script.stdout);
    let failed = String::from_utf8_lossy(&script.stderr);
    let wrong: Vec<&str> = said.lines().take(40).collect();
    assert!(
        wrong.is_empty() && failed.is_empty(),
        "{}\n{failed}",
        wrong.join("\n")
    );
}

fn archive(folder: &Path, package: &str, version: &str, form: &str) -> String {
    let tag = if form == "whl" { "-py3-none-any" } else { "" };
    let name = format!("{package}-{version}{tag}.{form}");
    folder.join(name).display().to_string()
}

/// The version that is vendored.
fn vendored() -> String {
    let source = source(Path::new(VENDORED));
    source["botocore"].as_str().unwrap().to_owned()
}

/// The folder with the wheels of a version, fetched once. What comes of them is compared with the vendored checksums.
fn fetch(version: &str) -> Result<PathBuf, String> {
    static ONE: Mutex<()> = Mutex::new(());
    let _alone = ONE.lock();
    let folder = python::target().join("releases").join(version);
    if folder.is_dir() {
        return Ok(folder);
    }
    let new = folder.with_extension(format!("{}.new", std::process::id()));
    let wanted = ["botocore", "boto3"].map(|package| format!("{package}=={version}"));
    let output = Command::new(python::interpreter().map_err(str::to_owned)?)
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-input",
            "--no-deps",
        ])
        .args(["--only-binary", ":all:", "--dest"])
        .arg(&new)
        .args(wanted)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    fs::rename(&new, &folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

/// `SOURCE.json` of a folder.
fn source(folder: &Path) -> serde_json::Value {
    let text = fs::read_to_string(folder.join("SOURCE.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Runs `pageboy models update` with Python and pip of the tests.
fn pageboy(arguments: &[String], into: &str) -> String {
    let python = python::interpreter().unwrap().parent().unwrap();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = [python.to_owned()]
        .into_iter()
        .chain(std::env::split_paths(&paths));
    let output = Command::new(command())
        .args(["models", "update", "--into", into])
        .args(arguments)
        .env("PATH", std::env::join_paths(paths).unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The command, with optimisation: it reads and plans a thousand services.
fn command() -> &'static Path {
    static COMMAND: OnceLock<PathBuf> = OnceLock::new();
    COMMAND.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--release", "--package", "pageboy-cli"]);
        build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text == "OUT_DIR"
                || text.starts_with("CARGO_PKG_")
                || text.starts_with("CARGO_MANIFEST_")
            {
                build.env_remove(name);
            }
        }
        assert!(build.status().unwrap().success());
        python::target().join("release/pageboy")
    })
}

/// Unpacks the package of an archive into a folder.
fn unpack(archive: &str, into: &Path) {
    const UNPACK: &str = "import glob, os, shutil, sys\n\
        kind = 'zip' if sys.argv[1].endswith('.whl') else None\n\
        shutil.unpack_archive(sys.argv[1], sys.argv[2], kind, **({} if kind else {'filter': 'data'}))\n\
        for path in glob.glob(sys.argv[2] + '/*-*/bot*'):\n    \
            if os.path.isdir(path) and 'info' not in path: os.rename(path, os.path.join(sys.argv[2], os.path.basename(path)))";
    let done = Command::new(python::interpreter().unwrap())
        .args(["-c", UNPACK, archive])
        .arg(into)
        .status();
    assert!(done.unwrap().success());
}
