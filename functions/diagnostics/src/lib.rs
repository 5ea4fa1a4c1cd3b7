//! Handlers of `/api/v1/signature`.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
