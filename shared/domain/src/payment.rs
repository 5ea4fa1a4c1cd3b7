//! Payments: creation from a quote, correction, cancellation, reviews by one or two people.

use contract::activity::EntityType;
use contract::audit::AuditAction;
use contract::id::{CustomerId, PaymentId};
use contract::json::MergePatch;
use contract::member::UserId;
use contract::payment::{Payment, PaymentDecision, PaymentProfile, PaymentReview, PaymentStatus};
use contract::quote::Quote;
use contract::table::Table;
use contract::time::Timestamp;
use contract::value::List;

use crate::change::Decision;
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::{Attachment, Record, logged, record_of_organization};
use crate::requirement::{CREDENTIAL_DAYS, Requirement, Unmet};
use crate::two_person::OnePersonLimits;
use crate::{beneficiary, customer, review};

const SECONDS_A_DAY: i64 = 86_400;

/// Status in which a partner may change a payment.
pub const EDITABLE: &[PaymentStatus] = &[PaymentStatus::CorrectionNeeded];

/// Statuses in which a partner may cancel a payment.
pub const CANCELLABLE: &[PaymentStatus] = &[PaymentStatus::PendingReview, PaymentStatus::CorrectionNeeded];

/// Reviews: status before, decision, status after.
pub const REVIEWS: &[(PaymentStatus, PaymentDecision, PaymentStatus)] = &[
    (PaymentStatus::PendingReview, PaymentDecision::Approve, PaymentStatus::Approved),
    (PaymentStatus::PendingReview, PaymentDecision::RequestCorrection, PaymentStatus::CorrectionNeeded),
    (PaymentStatus::Approved, PaymentDecision::Process, PaymentStatus::Processing),
    // Allowed after approval too: the beneficiary may have changed since.
    (PaymentStatus::Approved, PaymentDecision::RequestCorrection, PaymentStatus::CorrectionNeeded),
    (PaymentStatus::Processing, PaymentDecision::Complete, PaymentStatus::Completed),
    (PaymentStatus::Processing, PaymentDecision::Fail, PaymentStatus::Failed),
];

/// New payment, submitted for review, at the price of `quote` for `price_valid_seconds`.
pub fn create(quote: &Quote, profile: &PaymentProfile, price_valid_seconds: i64, moment: &Moment) -> Payment {
    let valid_until = moment.at().plus_seconds(price_valid_seconds);
    priced(PaymentId::new(moment.next_id()), quote.clone(), profile.clone(), moment.at(), valid_until)
}

/// Payment after a partner's correction, submitted for review again. A new quote sets a new price.
///
/// # Errors
/// [`CommandError::WrongStatus`]; [`CommandError::Invalid`], also if the quote is for another customer or beneficiary;
/// [`CommandError::Unmet`] if the price has expired and the patch names no other quote.
pub fn correct(
    payment: &Payment,
    patch: &MergePatch<PaymentProfile>,
    quote: Option<&Quote>,
    price_valid_seconds: i64,
    now: Timestamp,
) -> Result<Decision<Payment>, CommandError> {
    review::require(payment, payment.status, EDITABLE)?;
    let profile = patch.apply(&payment.profile).map_err(CommandError::Invalid)?;
    let payment = Payment { profile, status: PaymentStatus::PendingReview, ..payment.clone() };
    let Some(quote) = quote.filter(|quote| quote.id != payment.quote_id) else {
        check_price(&payment, now)?;
        return Ok(Decision::to(payment));
    };
    if (&quote.customer_id, &quote.beneficiary_id) != (&payment.customer_id, &payment.beneficiary_id) {
        let reason = "is a quote for another customer or beneficiary; request one for those of the payment";
        return Err(CommandError::invalid("/quoteId", reason));
    }
    Ok(Decision::to(repriced(payment, quote.clone(), now.plus_seconds(price_valid_seconds))))
}

/// Payment after its cancellation by the partner.
///
/// # Errors
/// [`CommandError::WrongStatus`]
pub fn cancel(payment: &Payment) -> Result<Decision<Payment>, CommandError> {
    review::require(payment, payment.status, CANCELLABLE)?;
    Ok(Decision::to(Payment { status: PaymentStatus::Cancelled, ..payment.clone() }))
}

/// Payment after an admin's decision.
///
/// # Errors
/// [`CommandError::WrongStatus`]; [`CommandError::Unmet`] if the price has expired, or another person must decide.
pub fn review(
    payment: &Payment,
    command: &PaymentReview,
    admin: &UserId,
    limits: &OnePersonLimits,
    now: Timestamp,
) -> Result<Decision<Payment>, CommandError> {
    let status = review::decide(payment, payment.status, REVIEWS, command.decision)?;
    let mut after = Payment { status, ..payment.clone() };
    match command.decision {
        PaymentDecision::Approve => {
            check_price(payment, now)?;
            after.approved_by = Some(admin.clone());
        }
        PaymentDecision::RequestCorrection => after.approved_by = None,
        PaymentDecision::Process => check_other_person(payment, admin, limits)?,
        PaymentDecision::Complete | PaymentDecision::Fail => {}
    }
    let requires = vec![Requirement::MadeNoCredential {
        organization: payment.org_id.clone(),
        by: admin.clone(),
        since: now.plus_seconds(-CREDENTIAL_DAYS * SECONDS_A_DAY),
    }];
    Ok(Decision { requires, ..Decision::with(after, Some(command.note.to_string())) })
}

/// Refusal of a quote that the caller's organization does not have.
pub fn unknown_quote() -> CommandError {
    CommandError::invalid("/quoteId", "is not a quote of your organization")
}

fn check_price(payment: &Payment, now: Timestamp) -> Result<(), CommandError> {
    if now < payment.price_valid_until {
        return Ok(());
    }
    let detail = format!(
        "The payment's price expired at {}. The payment needs a correction with the `quoteId` of a new quote.",
        payment.price_valid_until
    );
    let (is, allowed) = ("PRICE_EXPIRED".to_owned(), "PRICE_VALID".to_owned());
    Err(CommandError::Unmet(Unmet::State { detail, is, allowed }))
}

fn check_other_person(payment: &Payment, admin: &UserId, limits: &OnePersonLimits) -> Result<(), CommandError> {
    let same = payment.approved_by.as_ref() == Some(admin);
    if !same || !limits.need_two(payment.amount, payment.currency_code) {
        return Ok(());
    }
    let detail = format!(
        "You approved this payment of {} {}, which exceeds the limit up to which one person may both approve and \
         process. Ask another admin to process it.",
        payment.amount, payment.currency_code
    );
    Err(CommandError::Unmet(Unmet::Person { detail }))
}

fn priced(
    id: PaymentId,
    quote: Quote,
    profile: PaymentProfile,
    now: Timestamp,
    price_valid_until: Timestamp,
) -> Payment {
    Payment {
        id,
        org_id: quote.org_id,
        quote_id: quote.id,
        customer_id: quote.customer_id,
        beneficiary_id: quote.beneficiary_id,
        amount: quote.payment_amount,
        currency_code: quote.payment_currency_code,
        total_target: quote.total_target,
        target_currency_code: quote.target_currency_code,
        customer_revision: quote.customer_revision,
        beneficiary_revision: quote.beneficiary_revision,
        price_valid_until,
        approved_by: None,
        profile,
        status: PaymentStatus::PendingReview,
        created_at: now,
        updated_at: now,
        revision: 1,
    }
}

/// Returns the payment at the price of another quote for both parties.
fn repriced(payment: Payment, quote: Quote, price_valid_until: Timestamp) -> Payment {
    let Payment { id, created_at, updated_at, revision, status, profile, .. } = payment;
    Payment { updated_at, revision, status, ..priced(id, quote, profile, created_at, price_valid_until) }
}

logged!(Payment, EntityType::Payment, AuditAction::PaymentReviewed);

impl Record for Payment {
    const TABLE: Table = Table::Payments;

    record_of_organization!();
    fn status(&self) -> &'static str {
        self.status.name()
    }
    fn customer(&self) -> Option<&CustomerId> {
        Some(&self.customer_id)
    }
    fn documents(&self) -> Vec<Attachment<'_>> {
        let documents = self.profile.document_ids.as_ref().map_or(&[][..], List::as_slice);
        Attachment::list("/documentIds", documents).collect()
    }
    /// Requirements of a new quote, and of creation, approval and processing.
    fn requires(&self, before: Option<&Self>) -> Vec<Requirement> {
        let is_new = before.is_none();
        let enters = |status| self.status == status && before.is_none_or(|before| before.status != status);
        let mut required = Vec::new();
        if before.is_none_or(|before| before.quote_id != self.quote_id) {
            required.push(Requirement::OpenQuote { quote: self.quote_id.clone(), at: self.updated_at });
        }
        if is_new || enters(PaymentStatus::Approved) || enters(PaymentStatus::Processing) {
            required.push(Requirement::MayPay {
                customer: self.customer_id.clone(),
                statuses: customer::MAY_PAY,
                details: self.customer_revision,
            });
            required.push(Requirement::MayBePaid {
                customer: self.customer_id.clone(),
                beneficiary: self.beneficiary_id.clone(),
                statuses: beneficiary::MAY_BE_PAID,
                details: self.beneficiary_revision,
            });
        }
        required
    }
}
