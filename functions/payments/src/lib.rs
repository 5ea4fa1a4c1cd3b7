//! Handlers of `/api/v1/payment`.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
