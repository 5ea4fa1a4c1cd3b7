//! Names of resources in a local AWS.

/// Local name of the template's stack.
pub const STACK_NAME: &str = "nuvera-local";
/// Prefix of local table names.
pub const TABLE_PREFIX: &str = "nuvera-local-";
/// Local bucket of documents.
pub const DOCUMENTS_BUCKET: &str = "nuvera-local-documents";
/// Local bucket of the watch list.
pub const WATCH_LIST_BUCKET: &str = "nuvera-local-watch-list";
