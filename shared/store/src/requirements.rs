//! Requirements on other items, as conditions of a record's transaction.

use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, UpdateBuilder};
use contract::table::Table;
use domain::record::Record;
use domain::requirement::{CREDENTIAL_DAYS, Requirement, Unmet};

use crate::access::credential_key;
use crate::error::StoreError;
use crate::item::{Item, key, number, text};
use crate::quotes;
use crate::transaction::{Meaning, Transaction};

/// Adds the requirements of `record` to its transaction.
pub(crate) fn add_to<R: Record, E>(
    transaction: &mut Transaction<'_, E>,
    record: &R,
    requirements: &[Requirement],
    unmet: Meaning<E>,
) -> Result<(), StoreError> {
    let organization = record.organization();
    requirements.iter().try_for_each(|requirement| match requirement {
        Requirement::OpenQuote { quote, at } => {
            let use_up = |update: UpdateBuilder| {
                update
                    .update_expression("SET usedAt = :now, usedBy = :record")
                    .condition_expression("attribute_not_exists(usedAt) AND expiresAt > :now")
                    // Times in this format sort chronologically.
                    .expression_attribute_values(":now", text(at.to_string()))
                    .expression_attribute_values(":record", text(record.id()))
            };
            transaction.update(Table::Payments, quotes::key_of(organization, quote), use_up, unmet)
        }
        Requirement::MayPay { customer, statuses, details } => {
            let key = key(organization.as_str(), customer.as_str());
            transaction.check(Table::Customers, key, payable(&names(statuses), *details), unmet)
        }
        Requirement::MayBePaid { customer, beneficiary, statuses, details } => {
            let key = key(format!("{organization}#{customer}"), beneficiary.as_str());
            transaction.check(Table::Beneficiaries, key, payable(&names(statuses), *details), unmet)
        }
        Requirement::MadeNoCredential { organization, by, since } => {
            let made_none = |check: ConditionCheckBuilder| {
                check
                    .condition_expression("attribute_not_exists(pk) OR madeAt <= :since")
                    .expression_attribute_values(":since", text(since.to_string()))
            };
            transaction.check(Table::Access, credential_key(organization, by), made_none, unmet)
        }
    })
}

/// Returns the names of statuses in the API, as they are stored.
fn names<S: Copy + Into<&'static str>>(statuses: &[S]) -> Vec<&'static str> {
    statuses.iter().map(|status| (*status).into()).collect()
}

fn payable(statuses: &[&str], details: u64) -> impl FnOnce(ConditionCheckBuilder) -> ConditionCheckBuilder {
    move |check| {
        let places: Vec<_> = (0..statuses.len()).map(|at| format!(":status{at}")).collect();
        let check = places
            .iter()
            .zip(statuses)
            .fold(check, |check, (place, status)| check.expression_attribute_values(place, text(*status)));
        check
            .condition_expression(format!(
                "#status IN ({}) AND screening.paymentHold = :no AND paymentDetailsRevision = :details",
                places.join(", ")
            ))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":no", aws_sdk_dynamodb::types::AttributeValue::Bool(false))
            .expression_attribute_values(":details", number(details))
    }
}

/// Returns the refusal for a requirement that failed on `item`.
pub(crate) fn unmet(requirement: &Requirement, item: Option<&Item>) -> Result<Unmet, StoreError> {
    let item = item.ok_or_else(|| StoreError::corrupt("a record depends on a missing one"))?;
    let state = |detail, is: &str, allowed: &str| Unmet::State { detail, is: is.into(), allowed: allowed.into() };
    let (party, statuses) = match requirement {
        Requirement::OpenQuote { .. } if item.contains_key("usedAt") => {
            return Ok(state("Another payment used the quote. Create a new quote.".to_owned(), "USED", "OPEN"));
        }
        Requirement::OpenQuote { .. } => {
            return Ok(state("The quote has expired. Create a new quote.".to_owned(), "EXPIRED", "OPEN"));
        }
        Requirement::MadeNoCredential { .. } => return recent_maker(item),
        Requirement::MayPay { statuses, .. } => ("customer", names(statuses)),
        Requirement::MayBePaid { statuses, .. } => ("beneficiary", names(statuses)),
    };
    let status = item.get("status").and_then(|status| status.as_s().ok());
    let status = status.ok_or_else(|| StoreError::corrupt("a record has no status"))?;
    let allowed = statuses.join(", ");
    if !statuses.contains(&status.as_str()) {
        return Ok(state(
            format!("The {party} has the status {status}. Nuvera must approve it first."),
            status,
            &allowed,
        ));
    }
    let held = item.get("screening").and_then(|screening| screening.as_m().ok()?.get("paymentHold")?.as_bool().ok());
    if held != Some(&false) {
        return Ok(state(
            format!("The {party} is on payment hold. Nuvera must clear its screening first."),
            "PAYMENT_HOLD",
            &allowed,
        ));
    }
    let detail = format!(
        "The {party} was changed after the payment was priced. Create a new quote. To reprice an existing payment, send \
         a correction with the new quote."
    );
    Ok(state(detail, "CHANGED", "UNCHANGED"))
}

/// Refusal of a payment decision by a recent maker of a credential.
fn recent_maker(item: &Item) -> Result<Unmet, StoreError> {
    let made_at = item.get("madeAt").and_then(|at| at.as_s().ok());
    let made_at = made_at.ok_or_else(|| StoreError::corrupt("a credential's maker has no time"))?;
    let detail = format!(
        "You created or replaced a credential of this organization at {made_at}, so you cannot decide its payments for \
         {CREDENTIAL_DAYS} days. Ask another admin to decide this one."
    );
    Ok(Unmet::Person { detail })
}
