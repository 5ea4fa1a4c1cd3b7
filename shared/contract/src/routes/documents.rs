//! `/api/v1/documents`

use super::routes;
use crate::document::{Document, DocumentQuery, NewDocument, UPLOAD_LIMIT};
use crate::id::DocumentId;
use crate::page::Page;
use crate::permission::Permission::{DocumentsRead, DocumentsWrite};
use crate::route::{Grant, NoContent, ObjectAction, Redirect, RouteSpec};
use crate::table::Table::Documents;

routes! {
    area documents;

    /// POST /api/v1/documents
    upload UploadDocument = RouteSpec::post("documents-upload", "/api/v1/documents")
        .permission(DocumentsWrite)
        .summary("Uploads a document: a PDF, PNG or JPEG, by its content, of up to 4 MiB.")
        .creates()
        .idempotent()
        .takes_up_to(UPLOAD_LIMIT)
        .grants(&[Grant::put(Documents), Grant::Content(ObjectAction::PutObject)]),
        body: NewDocument,
        output: Document;

    /// GET /api/v1/documents
    list ListDocuments = RouteSpec::get("documents-list", "/api/v1/documents")
        .permission(DocumentsRead)
        .summary("Lists the organization's documents, newest first.")
        .grants(&[Grant::query(Documents)]),
        query: DocumentQuery,
        output: Page<Document>;

    /// GET /api/v1/documents/{id}
    get GetDocument = RouteSpec::get("documents-get", "/api/v1/documents/{id}")
        .permission(DocumentsRead)
        .summary("Reads what there is to know of a document, but for its content.")
        .grants(&[Grant::get(Documents)]),
        path: DocumentId,
        output: Document;

    /// GET /api/v1/documents/{id}/content
    download DownloadDocument = RouteSpec::get("documents-download", "/api/v1/documents/{id}/content")
        .permission(DocumentsRead)
        .summary("Sends the caller to a document's content, at an address that is good for 60 seconds. Follow it without the credentials of this request.")
        .redirects()
        // S3 judges the address by what may be done by who signed it.
        .grants(&[Grant::get(Documents), Grant::Content(ObjectAction::GetObject)]),
        path: DocumentId,
        output: Redirect;

    /// DELETE /api/v1/documents/{id}
    delete DeleteDocument = RouteSpec::delete("documents-delete", "/api/v1/documents/{id}")
        .permission(DocumentsWrite)
        .summary("Deletes a document that is attached to nothing.")
        .no_content()
        .grants(&[
            Grant::get(Documents),
            Grant::put(Documents),
            Grant::delete(Documents),
            Grant::Content(ObjectAction::DeleteObject),
        ]),
        path: DocumentId,
        output: NoContent;
}
