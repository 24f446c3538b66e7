//! Less of a text, by whole lines.

/// What stands where lines were left out.
const LEFT_OUT: &str = "\n… the rest is in the job summary and in the report.\n";

/// Returns the first lines of a text that fit into so many bytes, and a line that says so.
///
/// What was folded open and not closed again is closed.
pub(super) fn shorten(text: &str, max_bytes: usize) -> String {
    let closing = "\n</details>\n";
    let room = max_bytes.saturating_sub(LEFT_OUT.len() + closing.len());
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        if kept.len() + line.len() > room {
            break;
        }
        kept.push_str(line);
    }
    if kept.matches("<details>").count() > kept.matches("</details>").count() {
        kept.push_str(closing);
    }
    kept.push_str(LEFT_OUT);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_are_kept_and_what_is_open_is_closed() {
        let text = format!(
            "marker\n<details>\n{}</details>\n",
            "| a | row |\n".repeat(50)
        );
        let short = shorten(&text, 200);
        assert!(short.len() <= 200, "{}", short.len());
        assert!(short.starts_with("marker\n<details>\n| a | row |\n"));
        assert!(short.ends_with(LEFT_OUT));
        assert_eq!(short.matches("</details>").count(), 1);
        assert!(shorten(&"x".repeat(500), 100).trim_start().starts_with('…'));
    }
}
