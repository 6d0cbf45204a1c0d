//! Releases of other times, brought to the vendored one, each by one command.
//!
//! A tenth of the services is brought there, another tenth with each vendored release. `UPDATE_SERVICES=all` brings all of them, by
//! a command with optimisation, which is built first.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use std::time::Instant;

use pageboy_models::import;
use pageboy_tests::not_run::not_run;
use pageboy_tests::python;

const VENDORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/data");

/// One service in so many is in the sample.
const SHARE: u64 = 10;

#[test]
fn every_change_since_the_last_release_is_told() {
    adopt("1.43.11", "tar.gz");
}

#[test]
fn every_change_of_a_year_is_told() {
    adopt("1.40.0", "whl");
}

#[test]
fn every_change_of_two_years_is_told() {
    adopt("1.34.162", "whl");
}

/// Imports a release, updates to the vendored one, and compares the report with what a script of its own finds.
fn adopt(version: &str, form: &str) {
    let fetched = python::releases()
        .map_err(str::to_owned)
        .and_then(|archives| {
            let vendored = vendored();
            Ok((archives, fetch(&vendored)?, vendored))
        });
    let (archives, latest, vendored) = match fetched {
        Ok(fetched) => fetched,
        Err(reason) => {
            let what = format!("releases of botocore (here {version})");
            return not_run(&what, &reason);
        }
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("update")
        .join(version);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let packages = ["botocore", "boto3"];
    let before = packages.map(|it| archive(archives, it, version, form));
    let after = packages.map(|it| archive(&latest, it, &vendored, "whl"));
    for (side, archives) in [("before", &before), ("after", &after)] {
        for archive in archives {
            unpack(archive, &folder.join(side));
        }
    }
    let all = services(&folder.join("after/botocore/data"));
    assert_eq!(all, services(Path::new(VENDORED)), "{vendored}");
    if is_sample() {
        for side in ["before", "after"] {
            for package in packages {
                take_sample(&folder.join(side).join(package).join("data"), &vendored);
            }
        }
    }
    let from = |side: &str, archives: &[String; 2]| match is_sample() {
        true => packages.map(|package| folder.join(side).join(package).display().to_string()),
        false => archives.clone(),
    };
    let [before, after] = [from("before", &before), from("after", &after)];
    let data = folder.join("data");
    let update = |[botocore, boto3]: &[String; 2]| {
        let start = Instant::now();
        let report = pageboy(&["--from", botocore, "--boto3", boto3], &data);
        (report, start.elapsed().as_secs_f64())
    };
    update(&before);
    let (report, seconds) = update(&after);
    let changes = fs::read_to_string(data.join("CHANGES.md")).unwrap();
    assert!(report.starts_with(&changes));
    let lines = changes.lines().filter(|line| line.starts_with("- "));
    let (lines, taken) = (lines.count(), services(&data).len());
    println!(
        "{version} to {vendored}: {lines} changes of {taken} of {} services in {seconds:.1} s",
        all.len()
    );
    // The same bytes, whatever stood there before.
    assert_eq!(import::verify(&data).unwrap(), []);
    same_files(&data);
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

/// Whether a sample is brought to the vendored release, not all services.
fn is_sample() -> bool {
    env::var_os("UPDATE_SERVICES").is_none_or(|services| services != "all")
}

/// The names of the services' folders.
fn services(data: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(data).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// Removes the services that are not in the sample.
fn take_sample(data: &Path, release: &str) {
    for service in services(data) {
        // FNV-1a: the same services on every machine.
        let text = format!("{release} {service}");
        let number = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |number, byte| {
                (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        if !(number >> 32).is_multiple_of(SHARE) {
            fs::remove_dir_all(data.join(service)).unwrap();
        }
    }
}

/// Each file of a folder is the vendored one, and all of those of its services are there.
fn same_files(data: &Path) {
    let [ours, vendored] =
        [data, Path::new(VENDORED)].map(|folder| source(folder)["files"].clone());
    let taken = services(data);
    let vendored = vendored.as_object().unwrap().iter();
    let vendored = vendored.filter(|(path, _)| match path.split_once('/') {
        Some((service, _)) => taken.contains(service),
        None => true,
    });
    let ours = ours.as_object().unwrap().iter();
    assert_eq!(ours.collect::<Vec<_>>(), vendored.collect::<Vec<_>>(),);
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

/// Runs `pageboy models update`.
fn pageboy(arguments: &[&str], into: &Path) -> String {
    let output = Command::new(command())
        .args(["models", "update", "--into"])
        .arg(into)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The command; with optimisation for all services, since it plans a thousand.
fn command() -> &'static Path {
    static COMMAND: OnceLock<PathBuf> = OnceLock::new();
    COMMAND.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "pageboy-cli"]);
        build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        if !is_sample() {
            build.arg("--release");
        }
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text == "OUT_DIR"
                || text.starts_with("CARGO_PKG_")
                || text.starts_with("CARGO_MANIFEST_")
            {
                build.env_remove(name);
            }
        }
        assert!(build.status().unwrap().success());
        let folder = if is_sample() { "debug" } else { "release" };
        python::target().join(folder).join("pageboy")
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
