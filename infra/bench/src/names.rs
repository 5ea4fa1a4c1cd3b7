//! P15: accuracy of screening on labelled name pairs.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use watchlist::{Kind, THRESHOLD, compare_names};

use crate::figure::Figure;

/// Project's own pairs, the default.
const OWN: &[u8] = include_bytes!("../../../tests/vectors/name_pairs.csv");
/// Upper limits of missed and of false matches, in per cent.
const MOST_MISSED: f64 = 13.0;
const MOST_FALSE: f64 = 12.0;
/// Published scores of nomenklatura's `logic-v2` on its whole set, at two thresholds.
const PEERS: [(&str, f64, f64); 2] = [
    ("nomenklatura logic-v2, published", 0.712, 15.5),
    ("nomenklatura logic-v2, published, lower threshold", 0.826, 27.9),
];

/// Measures recall and false matches on the pairs in `file`, or on the project's own.
pub(crate) fn measure(file: Option<&Path>) -> Result<Vec<Figure>> {
    let (bytes, what) = match file {
        Some(file) => {
            let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            (bytes, file.file_name().unwrap_or_default().to_string_lossy().into_owned())
        }
        None => {
            let note = "P15 uses tests/vectors/name_pairs.csv. To use nomenklatura's public pairs, pass --names FILE.";
            writeln!(std::io::stdout().lock(), "{note}")?;
            (OWN.to_vec(), "tests/vectors/name_pairs.csv".to_owned())
        }
    };
    let counts = Counts::of(&bytes).with_context(|| format!("{what} has no labelled name pairs"))?;
    let recall = counts.found as f64 / counts.same as f64;
    let wrong = 100.0 * counts.wrong as f64 / counts.different as f64;
    let beside = |counted: usize, all: usize| format!("{counted} of {all} pairs in {what}");
    let mut figures = vec![
        Figure::new("P15-missed", "pairs of the same name that screening misses", 100.0 - 100.0 * recall, "%")
            .must(MOST_MISSED)
            .compared_with(format!("recall {recall:.3}: {}", beside(counts.found, counts.same))),
        Figure::new("P15-false", "pairs of different names that screening matches", wrong, "%")
            .must(MOST_FALSE)
            .compared_with(beside(counts.wrong, counts.different)),
    ];
    if file.is_some() {
        for (at, (peer, recall, wrong)) in PEERS.iter().enumerate() {
            figures.push(
                Figure::new(format!("P15-missed-peer-{}", at + 1), *peer, 100.0 - 100.0 * recall, "%")
                    .compared_with(format!("recall {recall:.3}, on the whole set")),
            );
            figures.push(
                Figure::new(format!("P15-false-peer-{}", at + 1), *peer, *wrong, "%").compared_with("on the whole set"),
            );
        }
    }
    Ok(figures)
}

/// Counts of the pairs in a file, and of those that match.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Counts {
    same: usize,
    found: usize,
    different: usize,
    wrong: usize,
}

impl Counts {
    fn of(bytes: &[u8]) -> Result<Self> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers()?.clone();
        let column = |names: [&str; 2]| {
            let found = header.iter().position(|found| names.contains(&found));
            found.with_context(|| format!("the column {:?} is missing", names[0]))
        };
        let schema = column(["schema", "schema"])?;
        let (own, listed) = (column(["name1", "asked"])?, column(["name2", "listed"])?);
        let label = column(["is_match", "same"])?;
        let mut counts = Self::default();
        for row in reader.records() {
            let row = row?;
            let value = |at: usize| row.get(at).unwrap_or_default();
            let kind = if value(schema) == "Person" { Kind::Person } else { Kind::Organization };
            let matches = compare_names(value(own), value(listed), kind) >= THRESHOLD;
            let (all, counted) = match value(label) {
                "true" => (&mut counts.same, &mut counts.found),
                _ => (&mut counts.different, &mut counts.wrong),
            };
            *all += 1;
            *counted += usize::from(matches);
        }
        ensure!(counts.same > 0 && counts.different > 0, "both labels must occur");
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_by_their_label() {
        let pairs = "schema,name1,name2,is_match,case_group
Person,Ada Byron,\"Byron, Ada\",true,x
Person,Ada Byron,Grace Hopper,true,x
Company,Ada Ltd,Ada GmbH,false,x
Company,Ada Ltd,Grace GmbH,false,x
";
        assert_eq!(Counts::of(pairs.as_bytes()).unwrap(), Counts { same: 2, found: 1, different: 2, wrong: 1 });
        assert!(Counts::of(b"schema,name1\n").is_err());
        assert!(Counts::of(b"schema,name1,name2,is_match\n").is_err());
    }

    #[test]
    fn the_projects_own_pairs_are_within_the_limits() {
        assert!(measure(None).unwrap().iter().all(|figure| !figure.misses()));
    }
}
