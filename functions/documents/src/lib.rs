//! Handlers of `/api/v1/documents` and `/api/v1/document-uploads`.
//!
//! # Leftovers
//!
//! S3 and DynamoDB share no transaction. A request that dies between the two could leave an unreferenced object. So a
//! trace (`store::leftovers`, one partition for all organizations) is written before an object can exist without its
//! document, and removed only when it no longer can:
//!
//! | | 1 | 2 | 3 |
//! | --- | --- | --- | --- |
//! | upload, confirm | + trace | + object | + document, − trace (one transaction) |
//! | delete | − document, + trace (one transaction) | − object | − trace |
//!
//! So an object has its document or a trace at all times, and no bucket is ever listed. The request of a trace older
//! than an hour has ended. The next upload, confirmation or deletion of any organization claims the trace, then removes
//! the object and the trace (`leftovers.rs`). A claim blocks the repeated upload for a minute, and a document is
//! written only in the transaction that removes an unclaimed trace. So a removed object never becomes a document, and a
//! document's object is never removed. A lifecycle rule cannot replace this: by prefix it would remove documents, and a
//! tag would have to be removed after the record was written, which is one more step that can fail.
//!
//! Each attempt at an upload has its own id, and one of them becomes the document. A repeated upload of a deleted
//! document does not restore it: the 409 names the document that was created. The same request completes an interrupted
//! deletion, because it finds the trace.
//!
//! # Larger files
//!
//! A pending upload is an item that expires, and an object under `uploads/<org>/<document>`, which a lifecycle rule
//! removes. A confirmation checks S3's length and SHA-256 of the object, and its content (all of it up to 4 MiB, the
//! first and last 8 KiB of a larger one). It copies the object to `<org>/<document>`, which no upload address reaches,
//! on the condition that it is the checked object. Then one transaction replaces the upload with the document. A
//! refused object is removed.
//!
//! # Download
//!
//! A redirect to an address that is signed here and valid for 60 seconds.

mod leftovers;

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
