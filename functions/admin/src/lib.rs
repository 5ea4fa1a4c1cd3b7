//! Handlers of `/admin/v1`: what `management` does, for the organization that the path names, and reviews of partners'
//! records by `lifecycle`.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
