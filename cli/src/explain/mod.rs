//! Describes a waiter or a paginator before anything is sent: sentences, the times of the polls, and a state diagram as
//! text, for Mermaid, or as SVG.

mod diagram;
mod paginator;
mod svg;
mod time;
mod waiter;

use std::fmt;

use diagram::Diagram;

pub use time::Time;

/// The description of a waiter or a paginator.
///
/// `Display` prints sentences and diagram as text.
#[derive(Debug)]
pub struct Explanation {
    /// Its subject, for example `ec2 InstanceRunning`.
    title: String,
    /// Sentences, a paragraph each.
    paragraphs: Vec<String>,
    diagram: Diagram,
}

impl Explanation {
    /// The state diagram in [Mermaid](https://mermaid.js.org)'s language.
    pub fn mermaid(&self) -> String {
        self.diagram.mermaid(&self.title)
    }

    /// The state diagram as an SVG document.
    pub fn svg(&self) -> String {
        svg::write(&self.diagram, &self.title)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        for paragraph in &self.paragraphs {
            writeln!(f, "{paragraph}\n")?;
        }
        self.diagram.fmt(f)
    }
}

#[cfg(test)]
mod tests;
