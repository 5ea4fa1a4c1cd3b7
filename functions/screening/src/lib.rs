//! Handlers of partners' routes for screening.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
