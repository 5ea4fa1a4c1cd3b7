//! Handlers of `/api/v1/reference`.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
