//! GET /api/v1/payment/{id}

use contract::routes::GetPayment;
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<GetPayment, _>(handle)
}

/// Reads a payment.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetPayment>) -> Outcome<GetPayment> {
    cx.store().payments(request.organization()).get(request.path().as_str()).await?.ok_or(Failure::NotFound)
}
