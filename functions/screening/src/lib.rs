//! Handlers of screening, as partners see it.

/// A module a route: its handler, and `endpoint`, by which the function's binary and the tests find it.
pub mod routes {
    automod::dir!(pub "src/routes");
}
