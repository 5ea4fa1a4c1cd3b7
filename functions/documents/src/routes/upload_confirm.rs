//! POST /api/v1/document-uploads/{id}/confirm

use contract::code::Code;
use contract::document::Document;
use contract::file::{self, Excerpt, InvalidFile};
use contract::routes::ConfirmUpload;
use contract::upload::PendingUpload;
use domain::CommandError;
use usecases::{Context, Failure, Outcome, already_applied};
use store::Uploaded;
use verify::{Refusal, Verified};

use crate::leftovers;

/// Confirms an upload: checks the file, copies it to the documents, then writes the document.
///
/// No upload address reaches the copy. The same request completes an interrupted one.
///
/// # Errors
/// `not_found`; `conflict` if no file was uploaded, or the upload expired; `validation_failed` or
/// `media_type_unsupported` if the file differs from the declaration.
pub async fn handle(cx: &Context, request: Verified<ConfirmUpload>) -> Outcome<ConfirmUpload> {
    let (organization, id) = (request.organization(), request.path());
    let documents = cx.store().documents(organization);
    if let Some(effect) = cx.operation().effect() {
        let document = documents.get(id).await?.ok_or_else(|| already_applied(effect))?;
        cx.contents().remove_upload(organization, id).await?;
        return Ok(document);
    }
    let document = match documents.uploads().get(id).await? {
        Some(upload) => confirm(cx, upload).await?,
        None => documents.get(id).await?.ok_or(Failure::NOT_FOUND)?,
    };
    cx.contents().remove_upload(organization, id).await?;
    Ok(document)
}

async fn confirm(cx: &Context, upload: PendingUpload) -> Result<Document, Failure> {
    if upload.expires_at <= cx.now() {
        return Err(CommandError::Conflict(format!("The upload expired at {}. Begin a new upload.", upload.expires_at).into()).into());
    }
    let organization = upload.org_id.clone();
    let documents = cx.store().documents(&organization);
    let id = upload.id.clone();
    let Some(uploaded) = judged(cx, &upload).await? else { return without_file(cx, &upload).await };
    if !cx.retry_conflicts(|| documents.announce(&id, cx.now(), cx.operation())).await? {
        return documents.get(&id).await?.ok_or(Failure::NOT_FOUND);
    }
    let (copied, ()) = futures::join!(cx.contents().accept(&upload, &uploaded), leftovers::remove(cx));
    if !copied? {
        return without_file(cx, &upload).await;
    }
    let uploads = documents.uploads();
    if let Some(document) = cx.retry_conflicts(|| uploads.confirm(upload.clone(), cx.operation())).await? {
        return Ok(document);
    }
    // Another attempt confirmed it, and it was deleted, while this attempt copied the file.
    cx.contents().delete(&organization, &id).await?;
    Err(Failure::NOT_FOUND)
}

/// Returns the document if another attempt confirmed the upload. That attempt removed the file.
async fn without_file(cx: &Context, upload: &PendingUpload) -> Result<Document, Failure> {
    cx.store().documents(&upload.org_id).get(&upload.id).await?.ok_or_else(|| {
        let detail = "There is no file to confirm. PUT the file to `uploadUrl` first. A refused file is removed.";
        CommandError::Conflict(detail.into()).into()
    })
}

/// Returns the file if it is present and as declared; removes it if it differs.
async fn judged(cx: &Context, upload: &PendingUpload) -> Result<Option<Uploaded>, Failure> {
    let contents = cx.contents();
    let Some(uploaded) = contents.find_uploaded(upload).await? else { return Ok(None) };
    let Some(ends) = contents.read_ends(upload, &uploaded).await? else { return Ok(None) };
    if let Err(failure) = judge(upload, &uploaded, ends.excerpt()) {
        contents.remove_upload(&upload.org_id, &upload.id).await?;
        return Err(failure);
    }
    Ok(Some(uploaded))
}

fn judge(upload: &PendingUpload, uploaded: &Uploaded, file: Excerpt<'_>) -> Result<(), Failure> {
    let differences = upload.differences(uploaded.size, uploaded.sha256.as_deref());
    if !differences.is_empty() {
        return Err(CommandError::Invalid(differences).into());
    }
    let declared = upload.declared.media_type;
    let received = match file::judge(file) {
        Ok(media) if media == declared => return Ok(()),
        Ok(media) => media.name().to_owned(),
        Err(InvalidFile::Kind(received)) => received,
        Err(broken) => {
            let reason = format!("{broken}. The file was removed; begin a new upload");
            return Err(CommandError::invalid("/file", reason).into());
        }
    };
    let refusal = Refusal::new(Code::MediaTypeUnsupported).expected(declared.name()).received(received);
    let detail = "The uploaded file does not have the declared media type, and was removed. Begin a new upload.";
    Err(Failure::Refused(refusal.detail(detail)))
}
