//! What the writing of a record depends on beside itself: conditions on other records, in its transaction.

use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, UpdateBuilder};
use contract::record::Record;
use contract::requirement::{Requirement, Unmet};
use contract::table::Table;

use crate::error::StoreError;
use crate::item::{Item, key, text};
use crate::quotes;
use crate::transaction::{Meaning, Transaction};

/// Where its payments may go on; elsewhere it says why not.
const APPROVED: &str = "APPROVED";

/// Adds to the transaction that writes `record` what it requires.
pub(crate) fn add_to<R: Record, E>(
    transaction: &mut Transaction<'_, E>,
    record: &R,
    requirements: &[Requirement<'_>],
    unmet: Meaning<E>,
) -> Result<(), StoreError> {
    let organization = record.organization();
    requirements.iter().try_for_each(|requirement| match *requirement {
        Requirement::OpenQuote { quote, at } => {
            let use_up = |update: UpdateBuilder| {
                update
                    .update_expression("SET usedAt = :now, usedBy = :record")
                    .condition_expression("attribute_not_exists(usedAt) AND expiresAt > :now")
                    // Times of this form sort as they follow each other.
                    .expression_attribute_values(":now", text(at.to_string()))
                    .expression_attribute_values(":record", text(record.id()))
            };
            transaction.update(Table::Payments, quotes::key_of(organization, quote), use_up, unmet)
        }
        Requirement::MayPay(customer) => {
            transaction.check(Table::Customers, key(organization.as_str(), customer.as_str()), payable, unmet)
        }
        Requirement::MayBePaid(customer, beneficiary) => {
            let key = key(format!("{organization}#{customer}"), beneficiary.as_str());
            transaction.check(Table::Beneficiaries, key, payable, unmet)
        }
    })
}

fn payable(check: ConditionCheckBuilder) -> ConditionCheckBuilder {
    check
        .condition_expression("#status = :approved AND screening.paymentHold = :no")
        .expression_attribute_names("#status", "status")
        .expression_attribute_values(":approved", text(APPROVED))
        .expression_attribute_values(":no", aws_sdk_dynamodb::types::AttributeValue::Bool(false))
}

/// What is in the way, where the condition of `requirement` failed on `item`.
pub(crate) fn unmet(requirement: &Requirement<'_>, item: Option<&Item>) -> Result<Unmet, StoreError> {
    let item = item.ok_or_else(|| StoreError::corrupt("a record depends on one that is gone"))?;
    let told = |detail: String, is: &str, allowed| Unmet { detail, is: is.to_owned(), allowed };
    let who = match requirement {
        Requirement::OpenQuote { .. } if item.contains_key("usedAt") => {
            return Ok(told("The quote was used by another payment. Ask for a new one.".to_owned(), "USED", "OPEN"));
        }
        Requirement::OpenQuote { .. } => {
            return Ok(told("The quote has expired. Ask for a new one.".to_owned(), "EXPIRED", "OPEN"));
        }
        Requirement::MayPay(_) => "customer",
        Requirement::MayBePaid(..) => "beneficiary",
    };
    let status = item.get("status").and_then(|status| status.as_s().ok());
    let status = status.ok_or_else(|| StoreError::corrupt("a record has no status"))?;
    if status == APPROVED {
        return Ok(told(format!("Screening holds the {who}'s payments."), "PAYMENT_HOLD", APPROVED));
    }
    Ok(told(format!("The {who} is {status}."), status, APPROVED))
}
