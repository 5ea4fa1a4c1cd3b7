//! The web console: its built files, and the headers that keep it to itself. The sources are in `web/`.

mod built;

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
