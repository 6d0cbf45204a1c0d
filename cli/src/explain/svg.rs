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
    let letters = |text: &str| text.chars().count() * LETTER;
    let call_width = letters(&diagram.call) + 20;
    let answers = diagram.edges.iter().map(|edge| letters(&edge.answer));
    let answers = answers.max().unwrap_or_default() + 20;
    let states = [Target::Success, Target::Failure, Target::Again];
    let state_width = states.map(|state| letters(diagram.state(state)));
    let state_width = state_width.into_iter().max().unwrap_or_default() + 20;

    let rows = LEFT + call_width + GAP;
    let ends = rows + answers + 20;
    let right = ends + state_width;
    let bottom = TOP + diagram.edges.len() * ROW;
    let middle = TOP + (diagram.edges.len() * ROW) / 2 - ROW / 2;
    let (width, height) = (right + 50, bottom + 40);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"monospace\" font-size=\"13\">\n\
         <title>{title}</title>\n\
         <style>rect{{stroke:#444}} path{{fill:none;stroke:#444}} .call{{fill:#e8eef7}} .success{{fill:#dff0d8}} \
         .failure{{fill:#f6dcdc}} .again{{fill:#fff6d6}}</style>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" style=\"fill:#444\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" style=\"fill:#fff;stroke:none\"/>\n\
         <text x=\"20\" y=\"25\" font-weight=\"bold\">{title}</text>\n\
         <circle cx=\"20\" cy=\"{middle}\" r=\"6\"/>\n",
        title = escaped(title)
    );
    let mut arrow = |from: (usize, usize), way: &str| {
        svg.push_str(&format!(
            "<path d=\"M{} {}{way}\" marker-end=\"url(#tip)\"/>\n",
            from.0, from.1
        ));
    };
    arrow((26, middle), &format!("H{LEFT}"));
    let after_call = LEFT + call_width;
    for (index, edge) in diagram.edges.iter().enumerate() {
        let y = TOP + index * ROW;
        let bend = after_call + GAP / 2;
        let way = format!("C{bend} {middle} {bend} {y} {rows} {y}H{ends}");
        arrow((after_call, middle), &way);
        if edge.to == Target::Again {
            // Down on the right, back below the rows, up to the call.
            let back = LEFT + call_width / 2;
            let up = middle + 15;
            let way = format!("H{}V{bottom}H{back}V{up}", right + 20);
            arrow((right, y), &way);
        }
    }
    let mut label = |x: usize, y: usize, text: &str| {
        svg.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\">{}</text>\n",
            escaped(text)
        ));
    };
    for (index, edge) in diagram.edges.iter().enumerate() {
        label(rows + 5, TOP + index * ROW - 6, &edge.answer);
    }
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
    state(LEFT, middle, call_width, "call", &diagram.call);
    for (index, edge) in diagram.edges.iter().enumerate() {
        let class = match edge.to {
            Target::Success => "success",
            Target::Failure => "failure",
            Target::Again => "again",
        };
        let text = diagram.state(edge.to);
        state(ends, TOP + index * ROW, state_width, class, text);
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
