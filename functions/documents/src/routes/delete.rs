//! DELETE /api/v1/documents/{id}

use contract::route::NoContent;
use contract::routes::DeleteDocument;
use domain::CommandError;
use usecases::{Context, Failure, Outcome};
use store::Deleted;
use verify::Verified;

use crate::leftovers;

/// Deletes a document that is attached to nothing. First the document, then its content: a request that broke off
/// between the two is completed by the same request, or by a later one of anybody.
///
/// # Errors
/// `not_found`; `conflict` while it is attached.
pub async fn handle(cx: &Context, request: Verified<DeleteDocument>) -> Outcome<DeleteDocument> {
    let (organization, id) = (request.organization(), request.path());
    let documents = cx.store().documents(organization);
    match cx.retry_conflicts(|| documents.delete(id, cx.now(), cx.operation())).await? {
        Deleted::Gone => {}
        Deleted::NotFound => return Err(Failure::NOT_FOUND),
        Deleted::Attached => {
            return Err(CommandError::Conflict(
                "The document is attached to a customer, one of its persons, a payment, or a ticket. Detach it there first.".into(),
            )
            .into());
        }
    }
    cx.contents().delete(organization, id).await?;
    cx.store().leftovers().forget(organization, id).await?;
    leftovers::remove(cx).await;
    Ok(NoContent)
}
