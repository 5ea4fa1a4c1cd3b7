//! Handlers of `/partner/v1`: what `management` does, for the signed-in user's own organization.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
