//! POST /api/v1/customers/{id}/submit

use contract::customer::{Customer, CustomerStatus};
use contract::routes::SubmitCustomer;
use lifecycle::{Next, change};
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

use crate::editable::check_editable;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<SubmitCustomer, _>(handle)
}

/// Submits a draft or corrected customer for review.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<SubmitCustomer>) -> Outcome<SubmitCustomer> {
    let customers = cx.store().customers(request.organization());
    change(cx, &request.caller().into(), &customers, request.path().as_str(), request.if_match(), |customer: &Customer, _| {
        check_editable(customer)?;
        Ok(Next::to(Customer { status: CustomerStatus::PendingReview, ..customer.clone() }))
    })
    .await
}
