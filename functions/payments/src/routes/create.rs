//! POST /api/v1/payment

use contract::id::PaymentId;
use contract::payment::{NewPayment, Payment};
use contract::problem::FieldError;
use contract::routes::CreatePayment;
use lifecycle::{Author, create};
use runtime::{Context, Endpoint, Failure, Moment, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CreatePayment, _>(handle)
}

/// Makes a payment from a quote and submits it for review.
///
/// Who pays whom how much never changes in a quote, so that it can be read before. Whether it is open, and whether the
/// two may pay and be paid, are conditions of the write: see `Payment::requires`.
///
/// # Errors
/// `validation_failed` where the quote is none of the organization's; `state_conflict` where it is used or expired, or
/// where customer or beneficiary are not approved or held by screening.
pub async fn handle(cx: &Context, request: Verified<CreatePayment>) -> Outcome<CreatePayment> {
    let caller = request.caller().clone();
    let NewPayment { quote_id, profile } = request.into_body();
    let quote = cx.store().quotes(&caller.organization).get(&quote_id).await?.ok_or_else(unknown_quote)?;
    create(cx, &Author::from(&caller), &cx.store().payments(&caller.organization), |moment: &Moment| {
        let price_valid_until = moment.at().plus_seconds(cx.config().price_valid_seconds);
        let (id, now) = (PaymentId::new(moment.next_id()), moment.at());
        Ok(Payment::submitted(id, quote.clone(), profile.clone(), now, price_valid_until))
    })
    .await
}

/// Names none of the organization's quotes.
pub(crate) fn unknown_quote() -> Failure {
    let reason = "is no quote of the organization".to_owned();
    Failure::Invalid(vec![FieldError { pointer: "/quoteId".to_owned(), reason }])
}
