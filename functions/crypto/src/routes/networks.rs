//! GET /api/v1/crypto/networks

use contract::crypto::networks;
use contract::page::Page;
use contract::routes::ListNetworks;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the networks, by id.
///
/// # Errors
/// Never fails by itself.
pub async fn handle(_: &Context, request: Verified<ListNetworks>) -> Outcome<ListNetworks> {
    Ok(Page::of(networks(), request.query(), |item| item.id.to_string()))
}
