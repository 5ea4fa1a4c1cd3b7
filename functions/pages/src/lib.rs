//! Public routes: the pages of the API reference, health, and the answer to unknown paths.
//!
//! # Pages
//!
//! `cargo xtask gen` writes `reference/*.html`: routes, permissions and codes from their declarations, everything else
//! from the guides, Markdown in `guides/`. The tests run the programs in `guides/programs/`. Pages and console include
//! these files whole, so there is one source.
//!
//! Pages load only their style, and run no scripts. The exception is `/reference/api`, where Swagger UI shows the
//! OpenAPI document. It is stored in `reference/viewer`, loads only from this host, and sends no calls, since a page
//! cannot sign them.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
