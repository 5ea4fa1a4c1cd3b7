//! Decisions on payments.

use contract::payment::{Payment, PaymentDecision, PaymentReview, PaymentStatus};
use contract::requirement::{CREDENTIAL_DAYS, Requirement, Unmet};
use contract::time::Timestamp;
use contract::two_person::OnePersonLimits;
use identity::NuveraAdmin;
use runtime::Failure;

use crate::change::Next;
use crate::review::decided;

const SECONDS_A_DAY: i64 = 86_400;

/// Returns the payment after an admin's decision at a time, if the decision is allowed.
///
/// # Errors
/// `state_conflict` if the status does not allow it, or the price has expired; `role_denied` if another person has to
/// decide.
pub fn review(
    payment: &Payment,
    review: &PaymentReview,
    admin: &NuveraAdmin,
    limits: &OnePersonLimits,
    now: Timestamp,
) -> Result<Next<Payment>, Failure> {
    let status = decided(payment, payment.status, PaymentStatus::REVIEWS, review.decision)?;
    let mut record = Payment { status, ..payment.clone() };
    match review.decision {
        PaymentDecision::Approve => {
            check_price(payment, now)?;
            record.approved_by = Some(admin.user_id().clone());
        }
        PaymentDecision::RequestCorrection => record.approved_by = None,
        PaymentDecision::Process => check_other_person(payment, admin, limits)?,
        PaymentDecision::Complete | PaymentDecision::Fail => {}
    }
    let requires = vec![Requirement::MadeNoCredential {
        organization: payment.org_id.clone(),
        by: admin.user_id().clone(),
        since: now.plus_seconds(-CREDENTIAL_DAYS * SECONDS_A_DAY),
    }];
    Ok(Next { record, note: Some(review.note.to_string()), requires })
}

/// Refuses a payment with an expired price.
///
/// # Errors
/// `state_conflict`
pub fn check_price(payment: &Payment, now: Timestamp) -> Result<(), Failure> {
    if now < payment.price_valid_until {
        return Ok(());
    }
    let detail = format!(
        "The payment's price was valid until {}. It needs a new quote: request a correction, in which the partner names \
         one as `quoteId`.",
        payment.price_valid_until
    );
    Err(Failure::Unmet(Unmet::State { detail, is: "PRICE_EXPIRED".to_owned(), allowed: "PRICE_VALID" }))
}

fn check_other_person(payment: &Payment, admin: &NuveraAdmin, limits: &OnePersonLimits) -> Result<(), Failure> {
    let same = payment.approved_by.as_ref() == Some(admin.user_id());
    if !same || !limits.need_two(payment.amount, payment.currency_code) {
        return Ok(());
    }
    let detail = format!(
        "You approved this payment of {} {}, which is above what one person may both approve and process. Ask another \
         admin to process it.",
        payment.amount, payment.currency_code
    );
    Err(Failure::Unmet(Unmet::Person { detail }))
}
