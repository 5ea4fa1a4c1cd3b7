//! GET /api/v1/customers/{id}/activity

use contract::routes::ListCustomerActivity;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a customer's activity log, newest first. A page has as many lines as fit one answer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<ListCustomerActivity>) -> Outcome<ListCustomerActivity> {
    let customers = cx.store().customers(request.organization());
    customers.get(request.path().as_str()).await?.ok_or(Failure::NOT_FOUND)?;
    Ok(customers.log(request.path().as_str(), request.query().cursor.as_ref()).await?)
}
