//! Handlers of `/admin/v1`: what `management` does, for the organization that the path names, and reviews of partners'
//! records by `lifecycle`.

/// A module a route: its handler, and `endpoint`, by which the function's binary and the tests find it.
pub mod routes {
    automod::dir!(pub "src/routes");
}
