//! Measured numbers with their limits.

use serde::Serialize;

/// One measured number.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figure {
    pub(crate) id: String,
    what: String,
    value: f64,
    /// Upper limit; `None` for a peer, which is only measured for comparison.
    must: Option<f64>,
    unit: &'static str,
    compared_with: String,
}

impl Figure {
    /// Creates a figure without a limit.
    pub(crate) fn new(id: impl Into<String>, what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        // More than three decimal places is noise.
        let value = (value * 1000.0).round() / 1000.0;
        Self { id: id.into(), what: what.into(), value, must: None, unit, compared_with: String::new() }
    }

    /// Sets the upper limit.
    pub(crate) fn must(mut self, most: f64) -> Self {
        self.must = Some(most);
        self
    }

    /// Sets the comparison shown beside the number.
    pub(crate) fn compared_with(mut self, what: impl Into<String>) -> Self {
        self.compared_with = what.into();
        self
    }

    /// Returns true if the value exceeds its limit or is NaN.
    pub(crate) fn misses(&self) -> bool {
        self.must.is_some_and(|most| self.value.is_nan() || self.value > most)
    }

    fn cells(&self) -> [String; 5] {
        let number = |value: f64| match value.fract() == 0.0 && self.unit != "×" {
            true => format!("{value} {}", self.unit),
            false => format!("{value:.2} {}", self.unit),
        };
        let must = self.must.map_or_else(String::new, |most| format!("≤ {}", number(most)));
        let verdict = if self.misses() { " MISSED" } else { "" };
        [
            self.id.clone(),
            self.what.clone(),
            format!("{}{verdict}", number(self.value)),
            must,
            self.compared_with.clone(),
        ]
    }
}

/// Returns the figures as a Markdown table.
pub(crate) fn table(figures: &[Figure]) -> String {
    let head = ["#", "what", "measured", "must", "compared with"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(figures.iter().map(Figure::cells)).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..5).map(|column| width(column).unwrap_or_default()).collect();
    let line = |cells: &[String; 5], fill: char| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let rest = width.saturating_sub(cell.chars().count());
            format!(" {cell}{} |", fill.to_string().repeat(rest))
        });
        format!("|{}\n", padded.collect::<String>())
    };
    let rule = line(&std::array::from_fn(|_| String::new()), '-');
    let mut lines: Vec<String> = rows.iter().map(|row| line(row, ' ')).collect();
    lines.insert(1, rule);
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_value_above_its_limit_is_a_miss() {
        let figure = |value: f64| Figure::new("P1", "judging", value, "×");
        assert!(!figure(9.0).misses(), "a peer");
        assert!(!figure(1.15).must(1.15).misses());
        assert!(figure(1.151).must(1.15).misses());
        assert!(figure(f64::NAN).must(1.15).misses());
    }

    #[test]
    fn the_member_names_in_the_file_match_the_specification() {
        let figures = [Figure::new("P4", "calls", 10.0, "calls").must(10.0).compared_with("10 keys")];
        let json = serde_json::to_value(&figures).unwrap();
        let expected = serde_json::json!([{
            "id": "P4", "what": "calls", "value": 10.0, "must": 10.0, "unit": "calls", "comparedWith": "10 keys",
        }]);
        assert_eq!(json, expected);
        let peer = serde_json::to_value(Figure::new("P1-jose", "jose", 7.0, "×")).unwrap();
        assert!(peer["must"].is_null());
    }

    #[test]
    fn the_table_is_markdown_that_marks_a_miss() {
        let figures = [
            Figure::new("P1", "judging", 1.2, "×").must(1.15).compared_with("the floor"),
            Figure::new("P4", "KMS", 10.0, "calls").must(10.0),
        ];
        let expected = "\
| #  | what    | measured      | must       | compared with |
| -- | ------- | ------------- | ---------- | ------------- |
| P1 | judging | 1.20 × MISSED | ≤ 1.15 ×   | the floor     |
| P4 | KMS     | 10 calls      | ≤ 10 calls |               |
";
        assert_eq!(table(&figures), expected);
    }
}
