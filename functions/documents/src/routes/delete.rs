//! DELETE /api/v1/documents/{id}

use contract::route::NoContent;
use contract::routes::DeleteDocument;
use runtime::{Attempt, Context, Endpoint, Failure, Outcome};
use store::{Deleted, StoreError};
use verify::Verified;

use crate::leftovers;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<DeleteDocument, _>(handle)
}

/// Deletes a document that is attached to nothing. First the document, then its content: a request that broke off
/// between the two is completed by the same request, or by a later one of anybody.
///
/// # Errors
/// `not_found`; `conflict` while it is attached.
pub async fn handle(cx: &Context, request: Verified<DeleteDocument>) -> Outcome<DeleteDocument> {
    let (organization, id) = (request.organization(), request.path());
    let documents = cx.store().documents(organization);
    let deleted = cx.retry(BUSY, || async {
        match documents.delete(id, cx.now(), cx.operation()).await {
            Err(StoreError::Busy) => Ok(Attempt::Busy),
            deleted => Ok(Attempt::Done(deleted?)),
        }
    });
    match deleted.await? {
        Deleted::Gone => {}
        Deleted::NotFound => return Err(Failure::NotFound),
        Deleted::Attached => {
            return Err(Failure::Conflict(
                "The document is attached to a customer, one of its persons, a payment, or a ticket. Detach it there first.".into(),
            ));
        }
    }
    cx.contents().delete(organization, id).await?;
    cx.store().leftovers().forget(organization, id).await?;
    leftovers::remove(cx).await;
    Ok(NoContent)
}

const BUSY: &str = "The document is being attached or detached by others at this moment. Try again.";
