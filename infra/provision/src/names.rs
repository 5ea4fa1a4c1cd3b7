//! Names of what a local AWS holds.

/// Name of the template's stack, as it is made locally.
pub const STACK_NAME: &str = "nuvera-local";
/// What local tables' names start with.
pub const TABLE_PREFIX: &str = "nuvera-local-";
/// The local bucket that holds documents.
pub const DOCUMENTS_BUCKET: &str = "nuvera-local-documents";
/// The local bucket that holds the watch list.
pub const WATCH_LIST_BUCKET: &str = "nuvera-local-watch-list";
