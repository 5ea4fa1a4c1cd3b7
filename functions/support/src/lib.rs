//! Handlers of `/api/v1/support`.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
