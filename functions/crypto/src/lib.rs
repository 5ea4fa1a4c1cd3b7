//! Handlers of `/api/v1/crypto`.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
