//! The table.

use std::fmt;
use std::fs;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::Outcome;
use crate::building::Pair;
use crate::cost::Cost;
use crate::peer::Peer;
use crate::scratch::root;

/// A row that was run: the medians of each peer, the first of which is pageboy, unless it was left out.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) bytes: usize,
    /// `None` of a peer that does not run it.
    pub(crate) costs: Vec<Option<Cost>>,
}

/// Everything that was run.
pub(crate) struct Report {
    peers: Vec<&'static str>,
    rounds: usize,
    lines: Vec<Line>,
    pairs: Vec<Pair>,
}

impl Report {
    pub(crate) fn new(peers: &[Peer], rounds: usize) -> Self {
        Self {
            peers: peers.iter().map(Peer::name).collect(),
            rounds,
            lines: Vec::new(),
            pairs: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub(crate) fn add_pairs(&mut self, pairs: Vec<Pair>) {
        self.pairs.extend(pairs);
    }

    /// Puts the table into `docs/figures.md`, in the place of the last one.
    pub(crate) fn write(&self) -> Outcome<()> {
        const BEGIN: &str = "<!-- race -->\n";
        const END: &str = "<!-- end of race -->\n";
        let path = root().join("docs/figures.md");
        let text = fs::read_to_string(&path)?;
        let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
            let (_, after) = rest.split_once(END)?;
            Some((before, after))
        });
        let (before, after) = parts.ok_or("docs/figures.md has no place for the race")?;
        let date = DateTime::from(SystemTime::now()).fmt(Format::DateTime)?;
        let date = date.get(..10).unwrap_or(&date);
        let (machine, rounds) = (machine(), self.rounds);
        let block =
            format!("{BEGIN}\n{date}, {machine}; medians of {rounds} rounds.\n\n{self}\n{END}");
        fs::write(path, [before, &block, after].concat())?;
        Ok(())
    }
}

/// Cores, processor, memory.
fn machine() -> String {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let processors = read("/proc/cpuinfo");
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    let memory = read("/proc/meminfo");
    let memory = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"));
    let memory = memory.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    let memory = memory.unwrap_or_default() / 1024.0 / 1024.0;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{cores} cores of {model}, {memory:.0} GiB, {}",
        std::env::consts::OS
    )
}

/// Tables in Markdown. In the first, the others' figures are multiples of the first peer's: CPU time, the clock, peak memory.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.lines.is_empty() {
            self.rows(f)?;
        }
        if !self.pairs.is_empty() {
            writeln!(f, "\n| what | pageboy | official | |\n|---|---|---|---|")?;
        }
        for pair in &self.pairs {
            writeln!(f, "{pair}")?;
        }
        Ok(())
    }
}

impl Report {
    fn rows(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut peers = self.peers.iter();
        let first = peers.next().copied().unwrap_or_default();
        write!(f, "| row | MB | {first}: CPU s, wall s, peak MiB |")?;
        for peer in peers {
            write!(f, " {peer}: CPU, wall, peak |")?;
        }
        writeln!(f, "\n|---|---|{}", "---|".repeat(self.peers.len()))?;
        for Line { name, bytes, costs } in &self.lines {
            #[allow(clippy::cast_precision_loss, reason = "a figure to read")]
            let megabytes = *bytes as f64 / 1e6;
            write!(f, "| {name} | {megabytes:.1} |")?;
            writeln!(f, " {} |", figures(costs).join(" | "))?;
        }
        Ok(())
    }
}

/// A line of the second table.
impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name, ours, unit, ..
        } = self;
        write!(f, "| {name} | {ours:.1} {unit} |")?;
        match self.theirs {
            Some(theirs) => write!(f, " {theirs:.1} {unit} | {:.1}× |", theirs / ours),
            None => write!(f, " | |"),
        }
    }
}

/// One line for whoever waits.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, figures(&self.costs).join("; "))
    }
}

/// The first peer's figures, and the others' as multiples.
fn figures(costs: &[Option<Cost>]) -> Vec<String> {
    let Some((Some(first), others)) = costs.split_first() else {
        return Vec::new();
    };
    let own = format!("{:.3}, {:.3}, {:.0}", first.cpu, first.wall, first.peak);
    let others = others.iter().map(|other| {
        let Some(other) = other else {
            return "not run".to_owned();
        };
        let (cpu, wall) = (other.cpu / first.cpu, other.wall / first.wall);
        format!("{cpu:.1}×, {wall:.1}×, {:.1}×", other.peak / first.peak)
    });
    std::iter::once(own).chain(others).collect()
}
