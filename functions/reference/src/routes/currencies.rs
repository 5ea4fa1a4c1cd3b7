//! GET /api/v1/reference/currencies

use contract::currency::currencies;
use contract::page::Page;
use contract::routes::ListCurrencies;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the currencies, by code.
///
/// # Errors
/// Never fails by itself.
pub async fn handle(_: &Context, request: Verified<ListCurrencies>) -> Outcome<ListCurrencies> {
    Ok(Page::of(currencies(), request.query(), |currency| currency.id.to_string()))
}
