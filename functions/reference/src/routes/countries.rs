//! GET /api/v1/reference/countries

use contract::page::Page;
use contract::reference::countries;
use contract::routes::ListCountries;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ListCountries, _>(handle)
}

/// Lists the countries, by code.
///
/// # Errors
/// None of its own.
pub async fn handle(_: &Context, request: Verified<ListCountries>) -> Outcome<ListCountries> {
    Ok(Page::of(countries(), request.query(), |country| country.id.to_owned()))
}
