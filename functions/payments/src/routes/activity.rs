//! GET /api/v1/payment/{id}/activity

use contract::activity::ActivityLog;
use contract::routes::ListPaymentActivity;
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ListPaymentActivity, _>(handle)
}

/// Reads a payment's whole activity log, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<ListPaymentActivity>) -> Outcome<ListPaymentActivity> {
    let (payments, id) = (cx.store().payments(request.organization()), request.path().as_str());
    payments.get(id).await?.ok_or(Failure::NotFound)?;
    Ok(ActivityLog { items: payments.lines(id).await? })
}
