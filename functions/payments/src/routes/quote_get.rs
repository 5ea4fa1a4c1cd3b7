//! GET /api/v1/payment/quote/{id}

use contract::routes::GetQuote;
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<GetQuote, _>(handle)
}

/// Reads a quote.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetQuote>) -> Outcome<GetQuote> {
    cx.store().quotes(request.organization()).get(request.path()).await?.ok_or(Failure::NotFound)
}
