//! Web console: its built files, with their security headers. The sources are in `web/`.

mod built;

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
