//! GET /api/v1/payment/quote/{id}

use contract::routes::GetQuote;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a quote.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetQuote>) -> Outcome<GetQuote> {
    cx.store().quotes(request.organization()).get(request.path()).await?.ok_or(Failure::NOT_FOUND)
}
