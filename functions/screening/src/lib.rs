//! Handlers of screening, as partners see it.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
