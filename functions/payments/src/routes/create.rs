//! POST /api/v1/payment

use contract::payment::NewPayment;
use contract::routes::CreatePayment;
use domain::{Decision, payment};
use usecases::{Context, Outcome, create};
use verify::Verified;

/// Creates a payment from a quote and submits it for review.
///
/// Payer, payee and amount of a quote never change, so it is read before the write. The write has conditions for an
/// open quote, and for parties that may pay and be paid: see `Record::requires` of payments.
///
/// # Errors
/// `validation_failed` if the organization has no such quote, or a document is unknown; `state_conflict` if the quote
/// is used or expired, or customer or beneficiary is not approved, held by screening, or changed since pricing.
pub async fn handle(cx: &Context, request: Verified<CreatePayment>) -> Outcome<CreatePayment> {
    let (author, organization) = (request.author(), request.organization().clone());
    let NewPayment { quote_id, profile } = request.into_body();
    let quote = cx.store().quotes(&organization).get(&quote_id).await?.ok_or_else(payment::unknown_quote)?;
    let valid = cx.settings().price_valid_seconds;
    let make = |moment: &_| Ok(Decision::to(payment::create(&quote, &profile, valid, moment)));
    create(cx, &author, &cx.store().payments(&organization), make).await
}
