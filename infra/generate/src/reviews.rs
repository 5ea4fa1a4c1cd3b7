//! Decisions that the console offers for a status: those of the tables in `domain`.

use std::fmt::Write as _;

use domain::{beneficiary, customer, payment};

use super::wording::HEAD;

/// Returns `reviews.ts`: allowed decisions by status, for each reviewed kind of record.
pub(super) fn reviews() -> String {
    let mut text = format!("{HEAD}import type {{ PaymentDecision, ReviewDecision }} from '../api/types';\n");
    let customers = customer::REVIEWS.iter().map(|(from, decision, _)| (from.name(), decision.name()));
    let beneficiaries = beneficiary::REVIEWS.iter().map(|(from, decision, _)| (from.name(), decision.name()));
    let payments = payment::REVIEWS.iter().map(|(from, decision, _)| (from.name(), decision.name()));
    write_table(&mut text, "CUSTOMER_REVIEWS", "ReviewDecision", customers);
    write_table(&mut text, "BENEFICIARY_REVIEWS", "ReviewDecision", beneficiaries);
    write_table(&mut text, "PAYMENT_REVIEWS", "PaymentDecision", payments);
    text
}

/// Writes a table. Statuses and decisions keep their order.
fn write_table(
    text: &mut String,
    name: &str,
    decision: &str,
    rows: impl Iterator<Item = (&'static str, &'static str)>,
) {
    let mut statuses: Vec<(&str, Vec<&str>)> = Vec::new();
    for (status, decision) in rows {
        match statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, decisions)) => decisions.push(decision),
            None => statuses.push((status, vec![decision])),
        }
    }
    let _ = writeln!(text, "\nexport const {name}: Readonly<Record<string, readonly {decision}[]>> = {{");
    for (status, decisions) in statuses {
        let _ = writeln!(text, "  {status}: ['{}'],", decisions.join("', '"));
    }
    text.push_str("};\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_of_a_table_is_offered_once() {
        let text = reviews();
        let rows = customer::REVIEWS.len() + beneficiary::REVIEWS.len() + payment::REVIEWS.len();
        let offered: usize =
            text.lines().filter(|line| line.starts_with("  ")).map(|line| line.matches('\'').count() / 2).sum();
        assert_eq!(offered, rows);
        assert!(text.contains("  APPROVED: ['PROCESS', 'REQUEST_CORRECTION'],\n"), "{text}");
    }
}
