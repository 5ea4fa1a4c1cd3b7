//! Handlers of `/api/v1/customers/{customerId}/beneficiaries`.

/// Handlers, a module a route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
