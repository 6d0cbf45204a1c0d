//! What a peer says of a run.

use crate::Outcome;

/// What a run took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) items: usize,
    /// Seconds of the processor.
    pub(crate) cpu: f64,
    /// Seconds of the clock.
    pub(crate) wall: f64,
    /// Peak memory in MiB.
    pub(crate) peak: f64,
}

impl Cost {
    /// Reads a peer's line: items, seconds of CPU, seconds of the clock, MiB.
    pub(crate) fn read(line: &str) -> Outcome<Self> {
        let numbers: Vec<&str> = line.split_whitespace().collect();
        let [items, cpu, wall, peak] = numbers.as_slice() else {
            return Err(format!("a peer printed {line:?}").into());
        };
        Ok(Self {
            items: items.parse()?,
            cpu: cpu.parse()?,
            wall: wall.parse()?,
            peak: peak.parse()?,
        })
    }

    /// The medians of some runs, each on its own.
    pub(crate) fn median(costs: &[Self]) -> Option<Self> {
        let first = costs.first()?;
        let of = |part: fn(&Self) -> f64| {
            let mut parts: Vec<f64> = costs.iter().map(part).collect();
            parts.sort_by(f64::total_cmp);
            parts.get(parts.len() / 2).copied().unwrap_or_default()
        };
        Some(Self {
            items: first.items,
            cpu: of(|cost| cost.cpu),
            wall: of(|cost| cost.wall),
            peak: of(|cost| cost.peak),
        })
    }
}
