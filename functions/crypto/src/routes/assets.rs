//! GET /api/v1/crypto/assets

use contract::crypto::assets;
use contract::page::Page;
use contract::routes::ListAssets;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ListAssets, _>(handle)
}

/// Lists the crypto assets, by id.
///
/// # Errors
/// None of its own.
pub async fn handle(_: &Context, request: Verified<ListAssets>) -> Outcome<ListAssets> {
    Ok(Page::of(assets(), request.query(), |item| item.id.to_string()))
}
