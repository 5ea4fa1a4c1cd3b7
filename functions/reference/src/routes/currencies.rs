//! GET /api/v1/reference/currencies

use contract::currency::currencies;
use contract::page::Page;
use contract::routes::ListCurrencies;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ListCurrencies, _>(handle)
}

/// Lists the currencies, by code.
///
/// # Errors
/// None of its own.
pub async fn handle(_: &Context, request: Verified<ListCurrencies>) -> Outcome<ListCurrencies> {
    Ok(Page::of(currencies(), request.query(), |currency| currency.id.to_string()))
}
