//! Public routes: the pages of the API reference, health, and the answer where no other route matches.
//!
//! # Pages
//!
//! `cargo xtask gen` writes `reference/*.html`: routes, permissions and codes from their declarations, everything else from
//! the guides, Markdown in `guides/`. The programs in `guides/programs/` are files that the tests run. Pages include
//! them whole, and so does the console: there is one source.
//!
//! Pages load nothing but their style, and run nothing. The exception is `/reference/api`, on which Swagger UI shows the
//! OpenAPI document. It is kept in `reference/viewer`, loads from here alone, and sends no calls: a page could not sign
//! them.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
