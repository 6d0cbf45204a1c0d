//! Runs pageboy beside the official Rust clients and boto3, in turn, on the same answers over loopback HTTP.
//!
//! `cargo bench -p pageboy-tests --bench race` runs every row in five rounds and prints the medians; words after `--` choose the rows
//! whose name contains one of them: `cargo bench -p pageboy-tests --bench race -- s3 GetItem`. `--rounds 9` makes more rounds,
//! `--without boto3` leaves a peer out, and `--write` puts the table, with machine and date, into `docs/figures.md`.
//!
//! The peers are built in `race` in the target folder when they are first needed. The official client of EC2 takes ten minutes and
//! nine gigabytes of memory; the rows of other services do not need it. Each peer answers for itself: it prints how many items it
//! found, which must be as many as there are, and what the processor, the clock and memory gave for it from its first call on.

mod building;
mod client;
mod cost;
mod peer;
mod report;
mod row;
mod server;
mod token;

// Shared with the budgets.
#[path = "../budgets/binary.rs"]
mod binary;
#[path = "../budgets/compile.rs"]
#[allow(dead_code, reason = "the budgets use all of it")]
mod compile;
#[path = "../budgets/generate.rs"]
#[allow(dead_code, reason = "the budgets use all of it")]
mod generate;
#[path = "../budgets/line.rs"]
#[allow(dead_code, reason = "the budgets use all of it")]
mod line;
#[path = "../../race/meter.rs"]
mod meter;
#[path = "../budgets/pages/mod.rs"]
#[allow(dead_code, reason = "the budgets use all of it")]
mod pages;
#[path = "../budgets/rustc.rs"]
mod rustc;
#[path = "../budgets/scratch.rs"]
mod scratch;

use std::error::Error;
use std::process::ExitCode;

use building::BUILDINGS;
use cost::Cost;
use peer::Peer;
use report::{Line, Report};
use row::{ROWS, Row};
use server::Server;

type Measurement = Outcome<Vec<line::Line>>;
type Outcome<T> = Result<T, Box<dyn Error>>;

/// What the program was told.
struct Options {
    words: Vec<String>,
    without: Vec<String>,
    rounds: usize,
    writes: bool,
}

fn main() -> ExitCode {
    if let Some(status) = rustc::measure_if_asked() {
        return status;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let run = match arguments.as_slice() {
        // This program is the peer, too.
        [flag, row, url] if flag == peer::AS_PEER => client::run(row, url).map(|line| {
            println!("{line}");
            ExitCode::SUCCESS
        }),
        _ if !arguments.iter().any(|argument| argument == "--bench") => {
            println!("to measure: cargo bench -p pageboy-tests --bench race");
            return ExitCode::SUCCESS;
        }
        _ => Options::read(&arguments).and_then(|options| race(&options)),
    };
    run.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

impl Options {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self {
            words: Vec::new(),
            without: Vec::new(),
            rounds: 5,
            writes: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--bench" => {}
                "--write" => options.writes = true,
                "--rounds" => options.rounds = value()?.parse::<usize>()?.max(1),
                "--without" => options.without.push(value()?.clone()),
                word if !word.starts_with('-') => options.words.push(word.to_owned()),
                other => return Err(format!("unknown option {other}").into()),
            }
        }
        Ok(options)
    }

    fn chooses(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}

fn race(options: &Options) -> Outcome<ExitCode> {
    let rows: Vec<&Row> = ROWS
        .iter()
        .filter(|row| options.chooses(&row.name()))
        .collect();
    let buildings = BUILDINGS.iter().filter(|it| options.chooses(it.name));
    let buildings: Vec<_> = buildings.collect();
    if rows.is_empty() && buildings.is_empty() {
        let names = ROWS.iter().map(Row::name);
        let names: Vec<_> = names
            .chain(BUILDINGS.iter().map(|it| it.name.to_owned()))
            .collect();
        return Err(format!("no row has such a name; there are: {}", names.join(", ")).into());
    }
    let with_ec2 = rows.iter().any(|row| row.service == "ec2");
    let mut status = ExitCode::SUCCESS;
    let mut peers = Vec::new();
    for name in peer::NAMES {
        if rows.is_empty() || options.without.iter().any(|other| other == name) {
            continue;
        }
        match Peer::prepare(name, with_ec2) {
            Ok(peer) => peers.push(peer),
            Err(error) => {
                eprintln!("{name}: {error}");
                status = ExitCode::FAILURE;
            }
        }
    }
    let mut report = Report::new(&peers, options.rounds);
    for row in rows {
        match run(row, &peers, options.rounds) {
            Ok(line) => {
                println!("{line}");
                report.add(line);
            }
            Err(error) => {
                eprintln!("{}: {error}", row.name());
                status = ExitCode::FAILURE;
            }
        }
    }
    for building in buildings {
        match building.measure() {
            Ok(pairs) => {
                pairs.iter().for_each(|pair| println!("{pair}"));
                report.add_pairs(pairs);
            }
            Err(error) => {
                eprintln!("{}: {error}", building.name);
                status = ExitCode::FAILURE;
            }
        }
    }
    println!("\n{report}");
    if options.writes {
        report.write()?;
    }
    Ok(status)
}

/// All peers in turn, round by round.
fn run(row: &Row, peers: &[Peer], rounds: usize) -> Outcome<Line> {
    let service = row.service();
    let (items, bytes) = (service.items, service.bytes);
    let server = Server::start(service)?;
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); peers.len()];
    for _ in 0..rounds {
        for (peer, costs) in peers.iter().zip(&mut costs) {
            if !peer.runs(row.operation) {
                continue;
            }
            let cost = peer.run(row.operation, server.url())?;
            if cost.items != items {
                let (name, found) = (peer.name(), cost.items);
                return Err(format!("{name} found {found} items of {items}").into());
            }
            costs.push(cost);
        }
    }
    Ok(Line {
        name: row.name(),
        bytes,
        costs: costs.iter().map(|costs| Cost::median(costs)).collect(),
    })
}
