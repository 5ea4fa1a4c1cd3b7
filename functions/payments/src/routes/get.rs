//! GET /api/v1/payment/{id}

use contract::routes::GetPayment;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a payment.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetPayment>) -> Outcome<GetPayment> {
    cx.store().payments(request.organization()).get(request.path().as_str()).await?.ok_or(Failure::NOT_FOUND)
}
