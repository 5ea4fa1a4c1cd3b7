//! Handlers of `/partner/v1`: what `management` does, for the signed-in user's own organization.

/// A module a route: its handler, and `endpoint`, by which the function's binary and the tests find it.
pub mod routes {
    automod::dir!(pub "src/routes");
}
