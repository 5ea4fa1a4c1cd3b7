//! GET /api/v1/crypto/pairs

use contract::page::Page;
use contract::routes::ListPairs;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the convertible pairs with a crypto asset, by id.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: Verified<ListPairs>) -> Outcome<ListPairs> {
    let table = cx.store().rates().current().await?;
    let pairs = table.map(|table| table.rates.crypto_pairs()).unwrap_or_default();
    Ok(Page::of(pairs, request.query(), |pair| pair.id.clone()))
}
