//! POST /api/v1/document-uploads

use contract::id::DocumentId;
use contract::routes::BeginUpload;
use contract::upload::{PendingUpload, UPLOAD_SECONDS, Upload};
use usecases::{Context, Outcome, already_applied};
use verify::Verified;

/// Begins an upload. Its confirmation creates the document.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: Verified<BeginUpload>) -> Outcome<BeginUpload> {
    let organization = request.organization().clone();
    let uploads = cx.store().documents(&organization).uploads();
    let upload = if let Some(effect) = cx.operation().effect() {
        let begun = effect.id.parse().map_err(|_| already_applied(effect))?;
        uploads.get(&begun).await?.ok_or_else(|| already_applied(effect))?
    } else {
        let moment = cx.moment(None);
        let upload = PendingUpload {
            id: DocumentId::new(moment.next_id()),
            org_id: organization.clone(),
            declared: request.into_body(),
            created_at: moment.at(),
            expires_at: moment.at().plus_seconds(UPLOAD_SECONDS),
        };
        cx.retry_conflicts(|| uploads.insert(&upload, cx.operation())).await?;
        upload
    };
    let address = cx.contents().put_address(&upload, cx.now()).await?;
    Ok(Upload { id: upload.id, upload_url: address.url, headers: address.headers, expires_at: upload.expires_at })
}
