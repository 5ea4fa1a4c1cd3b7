//! Removal of S3 objects left behind by interrupted requests.

use store::StoreError;
use usecases::Context;

/// Most objects that one request removes.
const MAX_REMOVED: usize = 5;

/// Removes objects without a document, of any organization. After a failure, the next request retries.
pub(crate) async fn remove(cx: &Context) {
    if let Err(error) = try_remove(cx).await {
        cx.warn("leftover content not removed", &error);
    }
}

async fn try_remove(cx: &Context) -> Result<(), StoreError> {
    let leftovers = cx.store().leftovers();
    for leftover in leftovers.list(cx.now()).await?.iter().take(MAX_REMOVED) {
        if leftovers.claim(leftover, cx.now()).await? {
            cx.contents().delete(&leftover.org_id, &leftover.id).await?;
            leftovers.forget(&leftover.org_id, &leftover.id).await?;
        }
    }
    Ok(())
}
