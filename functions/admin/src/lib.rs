//! Handlers of `/admin/v1`: management of the organization in the path, and reviews of partners' records.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
