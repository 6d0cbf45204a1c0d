//! A state diagram of a loop around one call.

use std::fmt;

/// The outcomes of an operation's answers.
#[derive(Debug)]
pub(super) struct Diagram {
    /// The operation that is called.
    pub(super) call: String,
    /// The edges, in the order of evaluation.
    pub(super) edges: Vec<Edge>,
    /// The state before the next call, for example `again in 15 s`.
    pub(super) again: String,
    /// The name of the good end.
    pub(super) success: &'static str,
    /// The name of the bad end.
    pub(super) failure: &'static str,
}

/// A kind of answer, and the state that follows.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) answer: String,
    pub(super) to: Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Success,
    Failure,
    Again,
}

impl Edge {
    pub(super) fn new(answer: impl Into<String>, to: Target) -> Self {
        let answer = answer.into();
        Self { answer, to }
    }
}

impl Diagram {
    /// The name of a state.
    pub(super) fn state(&self, target: Target) -> &str {
        match target {
            Target::Success => self.success,
            Target::Failure => self.failure,
            Target::Again => &self.again,
        }
    }

    pub(super) fn has(&self, target: Target) -> bool {
        self.edges.iter().any(|edge| edge.to == target)
    }

    pub(super) fn mermaid(&self, title: &str) -> String {
        let id = |target| match target {
            Target::Again => "again",
            target => self.state(target),
        };
        let mut lines = vec![
            "---".to_owned(),
            format!("title: {}", plain(title)),
            "---".to_owned(),
            "stateDiagram-v2".to_owned(),
            format!("    state \"{}\" as call", plain(&self.call)),
        ];
        if self.has(Target::Again) {
            lines.push(format!("    state \"{}\" as again", plain(&self.again)));
        }
        lines.push("    [*] --> call".to_owned());
        for edge in &self.edges {
            lines.push(format!(
                "    call --> {}: {}",
                id(edge.to),
                plain(&edge.answer)
            ));
        }
        if self.has(Target::Again) {
            lines.push("    again --> call".to_owned());
        }
        for end in [Target::Success, Target::Failure] {
            if self.has(end) {
                lines.push(format!("    {} --> [*]", id(end)));
            }
        }
        lines.join("\n") + "\n"
    }
}

/// Mermaid may read any sign but a letter as its own syntax, so signs are written by number.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | '_') {
            plain.push(c);
        } else {
            plain.push_str(&format!("#{};", u32::from(c)));
        }
    }
    plain
}

impl fmt::Display for Diagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "start --> {}", self.call)?;
        let indent = " ".repeat("start --> ".len());
        for edge in &self.edges {
            writeln!(f, "{indent}|-- {} --> {}", edge.answer, self.state(edge.to))?;
        }
        Ok(())
    }
}
