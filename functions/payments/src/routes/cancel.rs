//! POST /api/v1/payment/{id}/cancel

use contract::routes::CancelPayment;
use domain::payment;
use usecases::{Context, Outcome, change};
use verify::Verified;

/// Cancels a payment that is not approved yet.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<CancelPayment>) -> Outcome<CancelPayment> {
    let (payments, id) = (cx.store().payments(request.organization()), request.path().as_str());
    let cancel = |before: &_, _: &_| payment::cancel(before);
    change(cx, &request.author(), &payments, id, request.if_match(), cancel).await
}
