//! POST /api/v1/documents

use contract::document::Document;
use contract::id::DocumentId;
use contract::routes::UploadDocument;
use usecases::{Context, Outcome, already_applied};
use verify::Verified;

use crate::leftovers;

/// Uploads a document: writes a trace, then the content, then the document in place of the trace.
///
/// The trace of content without a document leads to its removal.
///
/// # Errors
/// Only errors of S3 and the store.
pub async fn handle(cx: &Context, request: Verified<UploadDocument>) -> Outcome<UploadDocument> {
    let organization = request.organization().clone();
    let documents = cx.store().documents(&organization);
    if let Some(effect) = cx.operation().effect() {
        let made = effect.id.parse().map_err(|_| already_applied(effect))?;
        return documents.get(&made).await?.ok_or_else(|| already_applied(effect));
    }
    let new = request.into_body();
    let moment = cx.moment(None);
    let document = Document {
        id: DocumentId::new(moment.next_id()),
        org_id: organization.clone(),
        r#type: new.r#type,
        description: new.description,
        file_name: new.file_name,
        media_type: new.media_type,
        size: new.content.len() as u64,
        sha256: hex::encode(new.sha256),
        created_at: moment.at(),
    };
    cx.retry_conflicts(|| documents.announce(&document.id, cx.now(), cx.operation())).await?;
    let put = cx.contents().put(&organization, &document.id, new.content.into(), new.sha256);
    let (put, ()) = futures::join!(put, leftovers::remove(cx));
    put?;
    cx.retry_conflicts(|| documents.insert(&document, cx.operation())).await?;
    Ok(document)
}
