//! Doc comments begin with a noun phrase or a verb in the third person.

use std::fs;
use std::process::Command;

/// First words that begin a circumlocution.
const FORBIDDEN: [&str; 7] = ["What", "Who", "Whether", "How", "That", "Which", "Of"];

/// Returns the paths of all Rust files that git tracks, relative to the workspace.
fn tracked() -> Vec<String> {
    let output = Command::new("git").args(["ls-files", "-z", "*.rs"]).current_dir(tools::root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    names.split_terminator('\0').map(str::to_owned).collect()
}

/// Returns the marker and text of a doc comment's line.
fn doc(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (marker, text) = line.split_at_checked(3)?;
    (matches!(marker, "///" | "//!") && !text.starts_with('/')).then(|| (marker, text.trim()))
}

fn breaks_the_rule(text: &str) -> bool {
    let first = text.split(|character: char| !character.is_alphabetic()).next().unwrap_or_default();
    FORBIDDEN.contains(&first) || text.starts_with("To who")
}

/// Returns line number and text of each doc comment that breaks the rule.
fn breaches(source: &str) -> Vec<(usize, &str)> {
    let mut before = None;
    let mut found = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let doc = doc(line);
        let marker = doc.map(|(marker, _)| marker);
        if let Some((_, text)) = doc
            && marker != before
            && breaks_the_rule(text)
        {
            found.push((number + 1, text));
        }
        before = marker;
    }
    found
}

#[test]
fn a_doc_comment_begins_with_a_noun_or_a_verb() {
    let files = tracked();
    assert!(files.len() > 500, "{} files", files.len());
    let found: Vec<_> = files
        .iter()
        .flat_map(|file| {
            let source = fs::read_to_string(tools::root().join(file)).unwrap();
            breaches(&source).into_iter().map(|(line, text)| format!("{file}:{line}: {text}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "begin these with a noun phrase or a verb:\n{}", found.join("\n"));
}

#[test]
fn only_the_first_words_of_a_doc_comment_count() {
    let good = "/// Application as stored.\n/// What follows is a continuation.\n// What an ordinary comment says.\n";
    assert_eq!(breaches(good), []);
    let bad = "//! Whether it holds.\n\n/// Offset.\nstruct Offset;\n    /// Of a member.\n/// To who may not.\n";
    assert_eq!(breaches(bad), [(1, "Whether it holds."), (5, "Of a member.")]);
    assert_eq!(breaches("/// To who may not.\n"), [(1, "To who may not.")]);
}
