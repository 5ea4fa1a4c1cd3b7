//! The web console: its built files, and the headers that keep it to itself. The sources are in `web/`.

mod built;

/// A module a route: its handler, and `endpoint`, by which the function's binary and the tests find it.
pub mod routes {
    automod::dir!(pub "src/routes");
}
