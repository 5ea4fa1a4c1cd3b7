//! Handlers of `/api/v1/payment`.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
