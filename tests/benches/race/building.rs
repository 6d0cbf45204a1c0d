//! What it costs to build, and to start the command.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use pageboy_codegen::{Builder, Service};
use pageboy_tests::{compiler, python};

use crate::Outcome;
use crate::peer::{folder, official, report};
use crate::scratch::{self, cargo, root};
use crate::server::{Answers, Server, message};
use crate::{binary, compile, generate};

/// What is measured once, since it takes long or hardly varies.
pub(crate) struct Building {
    pub(crate) name: &'static str,
    measure: fn() -> Outcome<Vec<Pair>>,
}

/// A figure of ours and of theirs, in one unit.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) ours: f64,
    pub(crate) theirs: Option<f64>,
    pub(crate) unit: &'static str,
}

/// Beside the rows of the race.
pub(crate) const BUILDINGS: &[Building] = &[
    Building {
        name: "start of the command, beside aws",
        measure: start,
    },
    Building {
        name: "generate all services",
        measure: generated,
    },
    Building {
        name: "compile the quickstart's ec2",
        measure: quickstart,
    },
    Building {
        name: "compile the whole ec2",
        measure: whole_ec2,
    },
    Building {
        name: "binary that starts, waits and lists",
        measure: size,
    },
    Building {
        name: "clean build of a program that starts, waits and lists",
        measure: clean,
    },
];

impl Building {
    pub(crate) fn measure(&self) -> Outcome<Vec<Pair>> {
        (self.measure)()
    }
}

fn pair(name: &str, ours: f64, theirs: Option<f64>, unit: &'static str) -> Pair {
    Pair {
        name: name.to_owned(),
        ours,
        theirs,
        unit,
    }
}

/// The same call of STS by both commands, often.
fn start() -> Outcome<Vec<Pair>> {
    const TIMES: u32 = 10;
    const IDENTITY: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
        <Arn>arn:aws:iam::111122223333:user/racer</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>\
        </GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>";
    let server = Server::start(crate::server::Service {
        items: 1,
        bytes: 0,
        answers: Answers::One(message("text/xml", "", IDENTITY.as_bytes())),
    })?;
    scratch::run(&mut cargo(&["build", "--release", "-p", "pageboy-cli"]))?;
    let ours = scratch::folder().join("target/release/pageboy");
    let theirs = python::interpreter()?.with_file_name("aws");
    let mut figures = Vec::new();
    for (program, words) in [
        (ours, ["call", "sts", "get-caller-identity"].as_slice()),
        (theirs, &["sts", "get-caller-identity"]),
    ] {
        let (cpu, clock) = (of_children()?, Instant::now());
        for _ in 0..TIMES {
            let mut command = Command::new(&program);
            command.args(words).args(["--endpoint-url", server.url()]);
            command.args(["--region", "eu-central-1"]);
            crate::peer::without_settings(&mut command);
            command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
            command.env("AWS_SECRET_ACCESS_KEY", "secret");
            scratch::run(&mut command)?;
        }
        let each = |seconds: f64| seconds / f64::from(TIMES) * 1000.0;
        figures.push((
            each(of_children()? - cpu),
            each(clock.elapsed().as_secs_f64()),
        ));
    }
    let [(cpu, wall), (their_cpu, their_wall)] = figures[..] else {
        return Err("both were to run".into());
    };
    Ok(vec![
        pair(
            "a call of STS by the command, beside `aws`: CPU",
            cpu,
            Some(their_cpu),
            "ms",
        ),
        pair(
            "a call of STS by the command, beside `aws`: clock",
            wall,
            Some(their_wall),
            "ms",
        ),
    ])
}

fn generated() -> Outcome<Vec<Pair>> {
    let lines = generate::all_services()?;
    Ok(lines
        .iter()
        .map(|line| pair(&line.name, line.value, None, "s"))
        .collect())
}

fn quickstart() -> Outcome<Vec<Pair>> {
    let cost = compile::cost("quickstart-ec2", compile::quickstart_ec2()?, "release")?;
    Ok(vec![
        pair(
            "rustc of the quickstart's ec2: clock",
            cost.seconds,
            None,
            "s",
        ),
        pair(
            "rustc of the quickstart's ec2: memory",
            cost.mebibytes.unwrap_or_default(),
            None,
            "MiB",
        ),
    ])
}

/// The official crate's figures are of the run that built the peer.
fn whole_ec2() -> Outcome<Vec<Pair>> {
    official(true)?;
    let builder = Builder::new().service(Service::new("ec2").operations(["*"]));
    let cost = compile::cost("whole-ec2", builder, "release")?;
    let runs = report()?;
    let theirs = runs.iter().rfind(|run| run.name == "aws_sdk_ec2");
    let theirs = theirs.ok_or("nothing is known of aws-sdk-ec2's build")?;
    Ok(vec![
        pair(
            "rustc of the whole ec2: CPU",
            cost.cpu.unwrap_or_default(),
            Some(theirs.cpu),
            "s",
        ),
        pair(
            "rustc of the whole ec2: memory",
            cost.mebibytes.unwrap_or_default(),
            Some(theirs.mebibytes),
            "MiB",
        ),
    ])
}

/// Ours has the whole chain of credentials, theirs has none.
fn size() -> Outcome<Vec<Pair>> {
    let program = official(true)?.with_file_name("start-wait-list");
    let lines = binary::size()?;
    let ours = lines.first().ok_or("no size")?;
    #[allow(clippy::cast_precision_loss, reason = "a figure to read")]
    let theirs = fs::metadata(program)?.len() as f64 / 1e6;
    Ok(vec![pair(
        "binary that starts, waits and lists, stripped",
        ours.value,
        Some(theirs),
        "MB",
    )])
}

/// All crates from nothing; the official ones as they were built for the race, without the services that the program does not need.
fn clean() -> Outcome<Vec<Pair>> {
    official(true)?;
    binary::size()?;
    let target = folder().join("clean");
    let _ = fs::remove_dir_all(&target);
    let manifest = scratch::folder().join("Cargo.toml");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args([
        "build",
        "--release",
        "--quiet",
        "--offline",
        "--manifest-path",
    ]);
    command.arg(&manifest).arg("--target-dir").arg(&target);
    command.env_remove("RUSTC_WRAPPER").current_dir(root());
    let (status, cost) = compiler::watch(&mut command)?;
    let _ = fs::remove_dir_all(&target);
    if !status.success() {
        return Err(format!("a clean build ended with {status}").into());
    }
    let others =
        ["cloudwatch", "dynamodb", "iam", "lambda", "s3"].map(|name| format!("aws_sdk_{name}"));
    let runs = report()?;
    let theirs = runs.iter().filter(|run| !others.contains(&run.name));
    let theirs: f64 = theirs.map(|run| run.cpu).sum();
    Ok(vec![pair(
        "clean build of a program that starts, waits and lists: CPU",
        cost.cpu.unwrap_or_default(),
        Some(theirs),
        "s",
    )])
}

/// CPU time of this program's children that have ended, in seconds.
fn of_children() -> Outcome<f64> {
    let stat = fs::read_to_string(PathBuf::from("/proc/self/stat"))?;
    compiler::children_cpu(&stat)
        .ok_or_else(|| "the system does not tell the time of children".into())
}
