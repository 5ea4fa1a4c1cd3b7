//! PATCH /api/v1/payment/{id}

use contract::payment::{Payment, PaymentStatus};
use contract::routes::UpdatePayment;
use lifecycle::{Next, change, forbidden};
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<UpdatePayment, _>(handle)
}

/// Changes a payment whose correction is needed, and submits it for review again.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`, `validation_failed`
pub async fn handle(cx: &Context, request: Verified<UpdatePayment>) -> Outcome<UpdatePayment> {
    let payments = cx.store().payments(request.organization());
    let (author, id, if_match) = (request.caller().into(), request.path().clone(), request.if_match());
    let patch = request.into_body();
    change(cx, &author, &payments, id.as_str(), if_match, |payment| {
        if !PaymentStatus::EDITABLE.contains(&payment.status) {
            return Err(forbidden(payment, &PaymentStatus::EDITABLE.map(PaymentStatus::name)));
        }
        let profile = patch.apply(&payment.profile).map_err(Failure::Invalid)?;
        Ok(Next::of(Payment { profile, status: PaymentStatus::PendingReview, ..payment.clone() }))
    })
    .await
}
