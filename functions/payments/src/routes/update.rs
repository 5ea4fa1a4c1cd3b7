//! PATCH /api/v1/payment/{id}

use contract::payment::{Payment, PaymentPatch, PaymentStatus};
use contract::problem::FieldError;
use contract::routes::UpdatePayment;
use lifecycle::payments::check_price;
use lifecycle::{Next, change, wrong_status};
use runtime::{Context, Endpoint, Failure, Moment, Outcome};
use verify::Verified;

use super::create::unknown_quote;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<UpdatePayment, _>(handle)
}

/// Corrects a payment and submits it for review again. If the patch names another quote, its price applies.
///
/// # Errors
/// `not_found`, `precondition_failed`, `validation_failed`; `state_conflict` also if the price has expired and no other
/// quote is named.
pub async fn handle(cx: &Context, request: Verified<UpdatePayment>) -> Outcome<UpdatePayment> {
    let organization = request.organization().clone();
    let (author, id, if_match) = (request.caller().into(), request.path().clone(), request.if_match());
    let PaymentPatch { quote_id, profile } = request.into_body();
    let quote = match &quote_id {
        Some(id) => Some(cx.store().quotes(&organization).get(id).await?.ok_or_else(unknown_quote)?),
        None => None,
    };
    change(cx, &author, &cx.store().payments(&organization), id.as_str(), if_match, |payment: &Payment, moment: &Moment| {
        if !PaymentStatus::EDITABLE.contains(&payment.status) {
            return Err(wrong_status(payment, &PaymentStatus::EDITABLE.map(PaymentStatus::name)));
        }
        let profile = profile.apply(&payment.profile).map_err(Failure::Invalid)?;
        let payment = Payment { profile, status: PaymentStatus::PendingReview, ..payment.clone() };
        let Some(quote) = quote.as_ref().filter(|quote| quote.id != payment.quote_id) else {
            check_price(&payment, moment.at())?;
            return Ok(Next::to(payment));
        };
        if (&quote.customer_id, &quote.beneficiary_id) != (&payment.customer_id, &payment.beneficiary_id) {
            let reason = "is a quote for another customer or beneficiary than the payment's".to_owned();
            return Err(Failure::Invalid(vec![FieldError { pointer: "/quoteId".to_owned(), reason }]));
        }
        let price_valid_until = moment.at().plus_seconds(cx.config().price_valid_seconds);
        Ok(Next::to(payment.repriced(quote.clone(), price_valid_until)))
    })
    .await
}
