//! POST /api/v1/payment/{id}/cancel

use contract::payment::{Payment, PaymentStatus};
use contract::routes::CancelPayment;
use lifecycle::{Next, change, wrong_status};
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CancelPayment, _>(handle)
}

/// Cancels a payment that is not approved yet.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<CancelPayment>) -> Outcome<CancelPayment> {
    let payments = cx.store().payments(request.organization());
    change(cx, &request.caller().into(), &payments, request.path().as_str(), request.if_match(), |payment: &Payment, _| {
        if !PaymentStatus::CANCELLABLE.contains(&payment.status) {
            return Err(wrong_status(payment, &PaymentStatus::CANCELLABLE.map(PaymentStatus::name)));
        }
        Ok(Next::to(Payment { status: PaymentStatus::Cancelled, ..payment.clone() }))
    })
    .await
}
