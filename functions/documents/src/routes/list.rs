//! GET /api/v1/documents

use contract::routes::ListDocuments;
use usecases::{Context, Outcome};
use verify::Verified;

/// Lists the organization's documents, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: Verified<ListDocuments>) -> Outcome<ListDocuments> {
    let query = request.query();
    Ok(cx.store().documents(request.organization()).list(query.cursor.as_ref(), query.limit).await?)
}
