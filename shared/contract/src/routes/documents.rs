//! `/api/v1/documents`

use super::routes;
use crate::code::Code;
use crate::document::{Document, DocumentQuery, NewDocument, UPLOAD_LIMIT};
use crate::id::DocumentId;
use crate::page::Page;
use crate::permission::Permission::{DocumentsRead, DocumentsWrite};
use crate::route::{Grant, NoContent, ObjectAction, Redirect, RouteSpec};
use crate::table::Table::Documents;
use crate::upload::{NewUpload, Upload};

routes! {
    area documents;

    upload UploadDocument = RouteSpec::post("documents-upload", "/api/v1/documents")
        .permission(DocumentsWrite)
        .summary("Uploads a document: a PDF, PNG or JPEG file of up to 4 MiB. The content is checked.")
        .creates()
        .idempotent()
        .max_body_bytes(UPLOAD_LIMIT)
        .alternative_for_larger("POST /api/v1/document-uploads, which accepts files of up to 100 MiB")
        // A repeated request reads the document that the first one created.
        .grants(&[
            Grant::get(Documents), Grant::check(Documents), Grant::put(Documents), Grant::query(Documents),
            Grant::update(Documents), Grant::delete(Documents), Grant::Content(ObjectAction::PutObject),
            Grant::Content(ObjectAction::DeleteObject),
        ]),
        body: NewDocument, output: Document;

    upload_begin BeginUpload = RouteSpec::post("documents-upload-begin", "/api/v1/document-uploads")
        .permission(DocumentsWrite)
        .summary("Starts the upload of a document of up to 100 MiB. Returns a URL for a PUT of the file, and the headers to send with it.")
        .creates()
        .idempotent()
        // S3 checks the address by the permissions of its signer.
        .grants(&[Grant::get(Documents), Grant::put(Documents), Grant::Upload(ObjectAction::PutObject)]),
        body: NewUpload, output: Upload;

    upload_confirm ConfirmUpload = RouteSpec::post("documents-upload-confirm", "/api/v1/document-uploads/{id}/confirm")
        .permission(DocumentsWrite)
        .summary("Confirms an upload and creates the document, if the file is as declared: a PDF, PNG or JPEG. The content is checked, and any other file is deleted.")
        .idempotent()
        .refuses(&[Code::Conflict, Code::MediaTypeUnsupported, Code::ValidationFailed])
        .grants(&[
            Grant::get(Documents), Grant::check(Documents), Grant::put(Documents), Grant::query(Documents),
            Grant::update(Documents), Grant::delete(Documents), Grant::Content(ObjectAction::PutObject),
            Grant::Content(ObjectAction::DeleteObject), Grant::Upload(ObjectAction::GetObject),
            Grant::Upload(ObjectAction::DeleteObject),
        ]),
        path: DocumentId, output: Document;

    list ListDocuments = RouteSpec::get("documents-list", "/api/v1/documents")
        .permission(DocumentsRead)
        .summary("Lists the organization's documents, newest first.")
        .grants(&[Grant::query(Documents)]),
        query: DocumentQuery, output: Page<Document>;

    get GetDocument = RouteSpec::get("documents-get", "/api/v1/documents/{id}")
        .permission(DocumentsRead)
        .summary("Gets a document's metadata.")
        .grants(&[Grant::get(Documents)]),
        path: DocumentId, output: Document;

    download DownloadDocument = RouteSpec::get("documents-download", "/api/v1/documents/{id}/content")
        .permission(DocumentsRead)
        .summary("Redirects to a document's content, at a URL that is valid for 60 seconds. Follow it without the credentials of this request.")
        .redirects()
        // S3 checks the address by the permissions of its signer.
        .grants(&[Grant::get(Documents), Grant::Content(ObjectAction::GetObject)]),
        path: DocumentId, output: Redirect;

    delete DeleteDocument = RouteSpec::delete("documents-delete", "/api/v1/documents/{id}")
        .permission(DocumentsWrite)
        .summary("Deletes a document that is not attached to anything.")
        .no_content()
        .refuses(&[Code::Conflict])
        .grants(&[
            Grant::get(Documents), Grant::put(Documents), Grant::query(Documents), Grant::update(Documents),
            Grant::delete(Documents), Grant::Content(ObjectAction::DeleteObject),
        ]),
        path: DocumentId, output: NoContent;
}
