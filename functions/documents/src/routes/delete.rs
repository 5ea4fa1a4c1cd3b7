//! DELETE /api/v1/documents/{id}

use contract::route::NoContent;
use contract::routes::DeleteDocument;
use domain::CommandError;
use usecases::{Context, Failure, Outcome};
use store::Deleted;
use verify::Verified;

use crate::leftovers;

/// Deletes an unattached document, then its content.
///
/// The same request, or a later one of any organization, completes an interrupted deletion.
///
/// # Errors
/// `not_found`; `conflict` if the document is attached.
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
