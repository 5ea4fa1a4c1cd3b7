//! Handlers of `/api/v1/documents`.

mod leftovers;

/// A module a route: its handler, and `endpoint`, by which the function's binary and the tests find it.
pub mod routes {
    automod::dir!(pub "src/routes");
}
