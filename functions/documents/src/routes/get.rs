//! GET /api/v1/documents/{id}

use contract::routes::GetDocument;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Returns a document's metadata.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetDocument>) -> Outcome<GetDocument> {
    cx.store().documents(request.organization()).get(request.path()).await?.ok_or(Failure::NOT_FOUND)
}
