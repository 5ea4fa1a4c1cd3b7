//! PATCH /api/v1/payment/{id}

use contract::payment::PaymentPatch;
use contract::routes::UpdatePayment;
use domain::{Moment, payment};
use usecases::{Context, Outcome, change};
use verify::Verified;

/// Corrects a payment and submits it for review again. A new quote in the patch sets its price.
///
/// # Errors
/// `not_found`, `precondition_failed`, `validation_failed`; `state_conflict` also if the price has expired and the
/// patch names no other quote.
pub async fn handle(cx: &Context, request: Verified<UpdatePayment>) -> Outcome<UpdatePayment> {
    let organization = request.organization().clone();
    let (author, id, if_match) = (request.author(), request.path().clone(), request.if_match());
    let PaymentPatch { quote_id, profile } = request.into_body();
    let quote = match &quote_id {
        Some(id) => Some(cx.store().quotes(&organization).get(id).await?.ok_or_else(payment::unknown_quote)?),
        None => None,
    };
    let valid = cx.settings().price_valid_seconds;
    let correct =
        |before: &_, moment: &Moment| payment::correct(before, &profile, quote.as_ref(), valid, moment.at());
    change(cx, &author, &cx.store().payments(&organization), id.as_str(), if_match, correct).await
}
