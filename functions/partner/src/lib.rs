//! Handlers of `/partner/v1`: management of the signed-in user's organization.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
