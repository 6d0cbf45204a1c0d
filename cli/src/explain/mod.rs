//! Describes a waiter or a paginator before anything is sent: sentences, the times of the polls, and a state diagram as
//! text, for Mermaid, or as SVG.

mod diagram;
mod paginator;
mod svg;
mod time;
mod waiter;

use std::fmt;

use pageboy_models::Correction;

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
    /// The corrections of overlays, a line each.
    corrections: Vec<String>,
}

impl Explanation {
    /// Adds the corrections of overlays, with their reasons.
    #[must_use]
    pub fn with_corrections<'a>(
        mut self,
        corrections: impl Iterator<Item = &'a Correction>,
    ) -> Self {
        self.corrections.extend(corrections.map(told));
        self
    }

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
        self.diagram.fmt(f)?;
        if !self.corrections.is_empty() {
            writeln!(f, "\nOverlays have changed it:")?;
        }
        for correction in &self.corrections {
            writeln!(f, "  {correction}")?;
        }
        Ok(())
    }
}

/// File and place of a correction, its effect, and its reason.
fn told(correction: &Correction) -> String {
    let mut text = format!("{} {}", correction.file.display(), correction.place());
    for line in correction.change.split("; ") {
        text.push_str(&format!("\n    {line}"));
    }
    if !correction.advice.is_empty() {
        text.push_str(&format!(
            "\n    {}: {}",
            correction.fit.word(),
            correction.advice
        ));
    }
    if let Some(reason) = &correction.reason {
        text.push_str(&format!("\n    reason: {reason}"));
    }
    text
}

#[cfg(test)]
mod tests;
