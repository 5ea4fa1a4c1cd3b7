//! GET /api/v1/reference/countries

use contract::page::Page;
use contract::reference::countries;
use contract::routes::ListCountries;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the countries, by code.
///
/// # Errors
/// Never fails by itself.
pub async fn handle(_: &Context, request: Verified<ListCountries>) -> Outcome<ListCountries> {
    Ok(Page::of(countries(), request.query(), |country| country.id.to_owned()))
}
