//! A chain as a flow chart that Mermaid draws.

use std::fmt::Write as _;

use super::{Chain, Change, Node, Trace};

/// Draws one row of boxes for each chain; a gap is a dashed box.
pub(super) fn render(trace: &Trace) -> String {
    let mut out = String::from("flowchart LR\n");
    for (index, chain) in trace.chains.iter().enumerate() {
        draw(index, chain, &mut out);
    }
    if trace.chains.is_empty() {
        out.push_str("  none[\"no model manifest\"]:::gap\n");
    }
    out.push_str("  classDef gap stroke:#b00020,stroke-width:2px,stroke-dasharray:5 5\n");
    out
}

fn draw(index: usize, chain: &Chain, out: &mut String) {
    // Writing into a text never fails.
    let _ = writeln!(
        out,
        "  subgraph chain{index}[\"{}\"]",
        text(&chain.heading())
    );
    let _ = writeln!(out, "    direction LR");
    let mut before: Option<String> = None;
    for link in &chain.links {
        let id = format!("{}{index}", link.name);
        let mut lines: Vec<String> = link.nodes.iter().map(shown).collect();
        if link.left_out > 0 {
            lines.push(format!("and {} more", link.left_out));
        }
        let (class, arrow) = if link.gap.is_some() {
            (":::gap", "-.->")
        } else {
            ("", "-->")
        };
        lines.extend(
            link.gap
                .iter()
                .map(|gap| format!("✗ {}", text(&gap.message))),
        );
        let _ = writeln!(
            out,
            "    {id}[\"<b>{}</b><br/>{}\"]{class}",
            link.name,
            lines.join("<br/>")
        );
        if let Some(before) = before {
            let _ = writeln!(out, "    {before} {arrow} {id}");
        }
        before = Some(id);
    }
    out.push_str("  end\n");
}

fn shown(node: &Node) -> String {
    let mut parts = vec![node.says.clone()];
    parts.extend(node.who.clone());
    parts.push(match &node.change {
        Change::Committed { date, .. } => date.clone(),
        Change::Uncommitted => "not committed".to_owned(),
        Change::Unknown => node.date.clone().unwrap_or_default(),
    });
    parts.retain(|part| !part.is_empty());
    text(&parts.join(", "))
}

/// Returns text that Mermaid takes for nothing else: all but letters, digits and a few signs as
/// numbers.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_plain = c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '/' | '-' | '_');
        if is_plain {
            out.push(c);
        } else if c.is_control() {
            out.push(' ');
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}
