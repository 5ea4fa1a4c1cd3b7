//! DELETE /api/v1/documents/{id}

use contract::route::NoContent;
use contract::routes::DeleteDocument;
use runtime::{Context, Endpoint, Failure, Outcome};
use store::Deleted;
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<DeleteDocument, _>(handle)
}

/// Deletes a document that is attached to nothing. First the document, then its content: a request that broke off
/// between the two is completed by the same request.
///
/// # Errors
/// `not_found`; `conflict` while it is attached.
pub async fn handle(cx: &Context, request: Verified<DeleteDocument>) -> Outcome<DeleteDocument> {
    let (organization, id) = (request.organization(), request.path());
    let documents = cx.store().documents(organization);
    match documents.delete(id).await? {
        Deleted::Gone => {}
        Deleted::NotFound => return Err(Failure::NotFound),
        Deleted::Attached => {
            return Err(Failure::Conflict(
                "The document is attached to a customer, one of its persons, or a ticket.".into(),
            ));
        }
    }
    cx.contents().delete(organization, id).await?;
    documents.forget(id).await?;
    Ok(NoContent)
}
