//! Labelled pairs of invented names: `tests/vectors/name_pairs.csv`, one rule per row.

use crate::{Kind, THRESHOLD, compare_names};

#[test]
fn each_pair_is_judged_as_its_rule_says() {
    let mut rows = csv::Reader::from_reader(&include_bytes!("../../../../tests/vectors/name_pairs.csv")[..]);
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let kind = if &row[1] == "Person" { Kind::Person } else { Kind::Organization };
        let score = compare_names(&row[2], &row[3], kind);
        count += 1;
        if (score >= THRESHOLD) != (&row[4] == "true") {
            wrong.push(format!("{}: {} | {}: {score:.3}", &row[0], &row[2], &row[3]));
        }
    }
    assert!(count > 150, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
