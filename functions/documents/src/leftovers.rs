//! Removing what requests that died left in S3.

use runtime::Context;
use store::StoreError;

/// Removes at most this many objects beside one request.
const AT_ONCE: usize = 5;

/// Removes objects that were left without their document, of whatever organization. Nobody waits for it: where it fails,
/// the next request tries again.
pub(crate) async fn remove(cx: &Context) {
    if let Err(error) = try_remove(cx).await {
        cx.warn("leftover content not removed", &error);
    }
}

async fn try_remove(cx: &Context) -> Result<(), StoreError> {
    let leftovers = cx.store().leftovers();
    for leftover in leftovers.list(cx.now()).await?.iter().take(AT_ONCE) {
        if leftovers.claim(leftover, cx.now()).await? {
            cx.contents().delete(&leftover.org_id, &leftover.id).await?;
            leftovers.forget(&leftover.org_id, &leftover.id).await?;
        }
    }
    Ok(())
}
