//! GET /api/v1/documents/{id}/content

use contract::route::Redirect;
use contract::routes::DownloadDocument;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Redirects to a document's content. The address is valid for a minute.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<DownloadDocument>) -> Outcome<DownloadDocument> {
    let documents = cx.store().documents(request.organization());
    let document = documents.get(request.path()).await?.ok_or(Failure::NOT_FOUND)?;
    Ok(Redirect(cx.contents().address(&document, cx.now()).await?))
}
