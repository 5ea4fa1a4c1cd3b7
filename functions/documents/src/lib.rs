//! Handlers of `/api/v1/documents` and `/api/v1/document-uploads`.
//!
//! # Leftovers
//!
//! S3 and DynamoDB share no transaction. A request that dies between the two could leave an object that nothing refers
//! to. Therefore a trace (`store::leftovers`, one partition for all organizations) is written before an object can
//! exist without its document, and removed only when that is over:
//!
//! | | 1 | 2 | 3 |
//! | --- | --- | --- | --- |
//! | upload, confirm | + trace | + object | + document, − trace (one transaction) |
//! | delete | − document, + trace (one transaction) | − object | − trace |
//!
//! So at every moment an object has its document or a trace, and no bucket is ever listed. No running request owns a
//! trace older than an hour. The next upload, confirmation or deletion by anybody claims it, removes the object, then
//! the trace (`leftovers.rs`). A claim keeps the repeated upload out for a minute, and a document is written only
//! together with the removal of an unclaimed trace: a removed object never becomes a document, and a document's object
//! is never removed. A lifecycle rule cannot do this: by prefix it would remove documents, and a tag would have to be
//! removed after the record was written, which is one more step to die before.
//!
//! Each attempt at an upload has an id of its own, and one of them becomes the document. A repeated upload of what was
//! deleted since brings nothing back: it is answered 409, which names what was made. A deletion that broke off is
//! completed by the same request, which finds the trace.
//!
//! # Larger files
//!
//! Until it is confirmed, an upload is an item that expires, and an object under `uploads/<org>/<document>`, which a
//! rule of the bucket removes. Confirming judges the object by S3's length and SHA-256, and by its content (all of it
//! up to 4 MiB, the first and last 8 KiB of a larger one). It copies the object to `<org>/<document>`, to which no
//! upload address leads, on the condition that the object is the one judged. Then one transaction turns the upload into
//! the document. A refused object is removed.
//!
//! # Download
//!
//! A redirect to an address that is signed here and valid for 60 seconds.

mod leftovers;

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
