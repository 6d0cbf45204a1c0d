//! A state diagram as SVG: the call on the left, a row for each answer, the states on the right.

use super::diagram::{Diagram, Target};

/// The width of a letter.
const LETTER: usize = 8;
const ROW: usize = 40;
const TOP: usize = 60;
const LEFT: usize = 50;
/// The distance from the call to the answers.
const GAP: usize = 60;

/// Writes the document.
pub(super) fn write(diagram: &Diagram, title: &str) -> String {
    let layout = Layout::of(diagram);
    let mut svg = layout.head(&escaped(title));
    layout.arrows(diagram, &mut svg);
    layout.answers(diagram, &mut svg);
    layout.states(diagram, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

/// Where things stand: columns from left to right, lines from top to bottom.
struct Layout {
    call_width: usize,
    state_width: usize,
    /// The start of the rows of answers.
    rows: usize,
    /// Their end, where the states begin.
    ends: usize,
    /// The end of the states.
    right: usize,
    /// The line of the call.
    middle: usize,
    bottom: usize,
}

impl Layout {
    fn of(diagram: &Diagram) -> Self {
        let letters = |text: &str| text.chars().count() * LETTER;
        let widest =
            |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or_default() + 20;
        let answers = widest(&mut diagram.edges.iter().map(|edge| letters(&edge.answer)));
        let states = [Target::Success, Target::Failure, Target::Again];
        let state_width = widest(
            &mut states
                .into_iter()
                .map(|state| letters(diagram.state(state))),
        );
        let call_width = letters(&diagram.call) + 20;
        let rows = LEFT + call_width + GAP;
        let ends = rows + answers + 20;
        let height = diagram.edges.len() * ROW;
        Self {
            call_width,
            state_width,
            rows,
            ends,
            right: ends + state_width,
            middle: TOP + height / 2 - ROW / 2,
            bottom: TOP + height,
        }
    }

    /// The start of the document: styles, the title, and the start of the diagram.
    fn head(&self, title: &str) -> String {
        let (width, height, middle) = (self.right + 50, self.bottom + 40, self.middle);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"monospace\" font-size=\"13\">\n\
             <title>{title}</title>\n\
             <style>rect{{stroke:#444}} path{{fill:none;stroke:#444}} .call{{fill:#e8eef7}} .success{{fill:#dff0d8}} \
             .failure{{fill:#f6dcdc}} .again{{fill:#fff6d6}}</style>\n\
             <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" style=\"fill:#444\"/></marker></defs>\n\
             <rect width=\"{width}\" height=\"{height}\" style=\"fill:#fff;stroke:none\"/>\n\
             <text x=\"20\" y=\"25\" font-weight=\"bold\">{title}</text>\n\
             <circle cx=\"20\" cy=\"{middle}\" r=\"6\"/>\n"
        )
    }

    /// From the start to the call, from there to each state, and from the state that polls again back to the call.
    fn arrows(&self, diagram: &Diagram, svg: &mut String) {
        let Self {
            rows,
            ends,
            right,
            middle,
            bottom,
            ..
        } = self;
        let mut arrow = |x: usize, y: usize, way: &str| {
            svg.push_str(&format!(
                "<path d=\"M{x} {y}{way}\" marker-end=\"url(#tip)\"/>\n"
            ));
        };
        arrow(26, *middle, &format!("H{LEFT}"));
        let after_call = LEFT + self.call_width;
        let bend = after_call + GAP / 2;
        for (index, edge) in diagram.edges.iter().enumerate() {
            let y = TOP + index * ROW;
            let way = format!("C{bend} {middle} {bend} {y} {rows} {y}H{ends}");
            arrow(after_call, *middle, &way);
            if edge.to == Target::Again {
                // Down on the right, back below the rows, up to the call.
                let back = LEFT + self.call_width / 2;
                let up = middle + 15;
                let way = format!("H{}V{bottom}H{back}V{up}", right + 20);
                arrow(*right, y, &way);
            }
        }
    }

    fn answers(&self, diagram: &Diagram, svg: &mut String) {
        for (index, edge) in diagram.edges.iter().enumerate() {
            let (x, y) = (self.rows + 5, TOP + index * ROW - 6);
            let text = escaped(&edge.answer);
            svg.push_str(&format!("<text x=\"{x}\" y=\"{y}\">{text}</text>\n"));
        }
    }

    /// The call, and the states that follow the answers.
    fn states(&self, diagram: &Diagram, svg: &mut String) {
        let mut state = |x: usize, y: usize, width: usize, class: &str, text: &str| {
            svg.push_str(&format!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"30\" rx=\"8\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text>\n",
                y - 15,
                x + 10,
                y + 5,
                escaped(text)
            ));
        };
        state(LEFT, self.middle, self.call_width, "call", &diagram.call);
        for (index, edge) in diagram.edges.iter().enumerate() {
            let class = match edge.to {
                Target::Success => "success",
                Target::Failure => "failure",
                Target::Again => "again",
            };
            let y = TOP + index * ROW;
            let text = diagram.state(edge.to);
            state(self.ends, y, self.state_width, class, text);
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
