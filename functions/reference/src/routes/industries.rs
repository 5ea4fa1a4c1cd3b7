//! GET /api/v1/reference/industries

use contract::page::Page;
use contract::reference::industries;
use contract::routes::ListIndustries;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the industries, by id.
///
/// # Errors
/// Never fails by itself.
pub async fn handle(_: &Context, request: Verified<ListIndustries>) -> Outcome<ListIndustries> {
    Ok(Page::of(industries(), request.query(), |industry| industry.id.to_owned()))
}
