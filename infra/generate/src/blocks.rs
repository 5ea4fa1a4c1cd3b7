//! Generated blocks inside hand-written files.
//!
//! A block starts after the line with `GENERATED <name> BEGIN` and ends before the line with `GENERATED <name> END`.
//! The file's comment syntax does not matter.

use anyhow::{Context as _, Result, ensure};

/// Replaces the content of each named block in `text`.
///
/// # Errors
/// If a marker is missing, repeated or out of order.
pub(super) fn replace_all(text: &str, blocks: &[(&str, String)]) -> Result<String> {
    blocks.iter().try_fold(text.to_owned(), |text, (name, content)| replace(&text, name, content))
}

fn replace(text: &str, name: &str, content: &str) -> Result<String> {
    let (begin, end) = (format!("GENERATED {name} BEGIN"), format!("GENERATED {name} END"));
    let lines: Vec<&str> = text.lines().collect();
    let first = only(&lines, &begin)?;
    let last = only(&lines, &end)?;
    ensure!(first < last, "`{end}` stands before `{begin}`");
    let head = lines.get(..=first).context("the file ends early")?;
    let tail = lines.get(last..).context("the file ends early")?;
    let mut result = String::with_capacity(text.len() + content.len());
    for line in head.iter().copied().chain(content.lines()).chain(tail.iter().copied()) {
        result.push_str(line);
        result.push('\n');
    }
    Ok(result)
}

/// Returns the index of the only line with `marker`.
fn only(lines: &[&str], marker: &str) -> Result<usize> {
    let mut found = lines.iter().enumerate().filter(|(_, line)| line.contains(marker)).map(|(at, _)| at);
    let first = found.next().with_context(|| format!("no line with the marker `{marker}`"))?;
    ensure!(found.next().is_none(), "the marker `{marker}` stands twice");
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "a\n<!-- GENERATED x BEGIN by gen -->\nold\n<!-- GENERATED x END -->\nb\n# GENERATED y BEGIN\n# GENERATED y END\n";

    #[test]
    fn only_what_lies_between_the_markers_changes() {
        let blocks = [("x", "new\nlines\n".to_owned()), ("y", "z".to_owned())];
        let once = replace_all(HOST, &blocks).unwrap();
        assert_eq!(
            once,
            "a\n<!-- GENERATED x BEGIN by gen -->\nnew\nlines\n<!-- GENERATED x END -->\nb\n\
             # GENERATED y BEGIN\nz\n# GENERATED y END\n"
        );
        assert_eq!(replace_all(&once, &blocks).unwrap(), once);
    }

    #[test]
    fn markers_must_be_there_once_and_in_order() {
        for (text, reason) in [
            ("", "no line with the marker `GENERATED x BEGIN`"),
            ("GENERATED x BEGIN", "no line with the marker `GENERATED x END`"),
            ("GENERATED x END\nGENERATED x BEGIN", "stands before"),
            ("GENERATED x BEGIN\nGENERATED x BEGIN\nGENERATED x END", "stands twice"),
        ] {
            let error = replace_all(text, &[("x", String::new())]).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}
