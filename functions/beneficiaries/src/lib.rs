//! Handlers of `/api/v1/customers/{customerId}/beneficiaries`.

/// Handlers, one module per route.
pub mod routes {
    automod::dir!(pub "src/routes");
}
