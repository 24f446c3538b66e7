//! A chain as lines of a terminal.

use std::fmt::Write as _;

use super::super::escape;
use super::{Chain, Change, Link, Node, Trace};

/// The width of the names of links.
const WIDTH: usize = 12;

/// As much of a commit as tells it from others.
const DIGITS: usize = 10;

/// Draws one line for each node, and the first gap last.
pub(super) fn render(trace: &Trace) -> String {
    let mut out = format!(
        "{}: tier {}, stage {}\n",
        escape::terminal(&trace.system),
        trace.tier.name(),
        trace.stage.name()
    );
    if trace.chains.is_empty() {
        out.push_str("\nno model manifest: no chain begins here\n");
        out.push_str("  help: `raigate new model-manifest` lays one out\n");
    }
    for chain in &trace.chains {
        draw(chain, &mut out);
    }
    out
}

fn draw(chain: &Chain, out: &mut String) {
    // Writing into a text never fails.
    let _ = writeln!(out, "\n{}", escape::terminal(&chain.heading()));
    for link in &chain.links {
        lines(link, out);
    }
    let _ = match chain.broken() {
        None => writeln!(out, "  whole: each link has something that stands for it"),
        Some((link, gap)) => writeln!(
            out,
            "  breaks first at {}: {}",
            link.name,
            escape::terminal(&gap.message)
        ),
    };
}

fn lines(link: &Link, out: &mut String) {
    let mut name = link.name.as_str();
    for node in &link.nodes {
        let _ = writeln!(out, "  {name:WIDTH$}{}", escape::terminal(&node.says));
        let _ = writeln!(out, "  {:WIDTH$}  {}", "", escape::terminal(&origin(node)));
        name = "";
    }
    if link.left_out > 0 {
        let _ = writeln!(out, "  {name:WIDTH$}and {} more", link.left_out);
    }
    let Some(gap) = &link.gap else {
        return;
    };
    let _ = writeln!(out, "  {name:WIDTH$}✗ {}", escape::terminal(&gap.message));
    for (path, line, message) in &gap.others {
        let other = format!("{path}:{line}: {message}");
        let _ = writeln!(out, "  {:WIDTH$}  {}", "", escape::terminal(&other));
    }
}

/// Returns where a node stands, who answers for it, and who changed it last.
fn origin(node: &Node) -> String {
    let mut origin = format!("{}:{}", node.path, node.line);
    if let Some(path) = &node.datasheet {
        let _ = write!(origin, ", described in {path}");
    }
    let stated = [&node.who, &node.date].into_iter().flatten();
    let stated: Vec<&str> = stated.map(String::as_str).collect();
    if !stated.is_empty() {
        let _ = write!(origin, ", states {}", stated.join(" "));
    }
    let _ = match &node.change {
        Change::Committed {
            commit,
            author,
            date,
        } => {
            let short = commit.get(..DIGITS).unwrap_or(commit);
            write!(origin, ", committed {short} {date} {author}")
        }
        Change::Uncommitted => write!(origin, ", not committed"),
        Change::Unknown => Ok(()),
    };
    origin
}
