//! GET /api/v1/payment/{id}/activity

use contract::routes::ListPaymentActivity;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a payment's activity log, newest first. A page has as many lines as fit one answer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<ListPaymentActivity>) -> Outcome<ListPaymentActivity> {
    let (payments, id) = (cx.store().payments(request.organization()), request.path().as_str());
    payments.get(id).await?.ok_or(Failure::NOT_FOUND)?;
    Ok(payments.log(id, request.query().cursor.as_ref()).await?)
}
