//! Handlers of `/api/v1/signature`.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
