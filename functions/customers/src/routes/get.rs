//! GET /api/v1/customers/{id}

use contract::routes::GetCustomer;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a customer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetCustomer>) -> Outcome<GetCustomer> {
    let customers = cx.store().customers(request.organization());
    customers.get(request.path().as_str()).await?.ok_or(Failure::NOT_FOUND)
}
