//! POST /api/v1/document-uploads

use contract::id::DocumentId;
use contract::routes::BeginUpload;
use contract::upload::{PendingUpload, UPLOAD_SECONDS, Upload};
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<BeginUpload, _>(handle)
}

/// Begins an upload. There is no document before it is confirmed.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: Verified<BeginUpload>) -> Outcome<BeginUpload> {
    let organization = request.organization().clone();
    let upload = PendingUpload {
        id: DocumentId::new(cx.next_id()),
        org_id: organization.clone(),
        declared: request.into_body(),
        created_at: cx.now(),
        expires_at: cx.now().plus_seconds(UPLOAD_SECONDS),
    };
    let upload = cx.store().documents(&organization).uploads().insert(upload).await?;
    let address = cx.contents().put_address(&upload, cx.now()).await?;
    Ok(Upload { id: upload.id, upload_url: address.url, headers: address.headers, expires_at: upload.expires_at })
}
