//! GET /api/v1/crypto/assets

use contract::crypto::assets;
use contract::page::Page;
use contract::routes::ListAssets;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the crypto assets, by id.
///
/// # Errors
/// Never fails by itself.
pub async fn handle(_: &Context, request: Verified<ListAssets>) -> Outcome<ListAssets> {
    Ok(Page::of(assets(), request.query(), |item| item.id.to_string()))
}
