//! GET /api/v1/customers/{id}

use contract::routes::GetCustomer;
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<GetCustomer, _>(handle)
}

/// Reads a customer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetCustomer>) -> Outcome<GetCustomer> {
    let customers = cx.store().customers(request.organization());
    customers.get(request.path().as_str()).await?.ok_or(Failure::NotFound)
}
