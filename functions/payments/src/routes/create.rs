//! POST /api/v1/payment

use contract::payment::NewPayment;
use contract::routes::CreatePayment;
use domain::{Decision, payment};
use usecases::{Context, Outcome, create};
use verify::Verified;

/// Makes a payment from a quote and submits it for review.
///
/// Payer, payee and amount never change in a quote, so it can be read before. Whether it is open, and whether the two may
/// pay and be paid, are conditions of the write: see `Record::requires` of payments.
///
/// # Errors
/// `validation_failed` if the organization has no such quote; `state_conflict` if it is used or expired, or if customer
/// or beneficiary are not approved or held by screening.
pub async fn handle(cx: &Context, request: Verified<CreatePayment>) -> Outcome<CreatePayment> {
    let (author, organization) = (request.author(), request.organization().clone());
    let NewPayment { quote_id, profile } = request.into_body();
    let quote = cx.store().quotes(&organization).get(&quote_id).await?.ok_or_else(payment::unknown_quote)?;
    let valid = cx.settings().price_valid_seconds;
    let make = |moment: &_| Ok(Decision::to(payment::create(&quote, &profile, valid, moment)));
    create(cx, &author, &cx.store().payments(&organization), make).await
}
