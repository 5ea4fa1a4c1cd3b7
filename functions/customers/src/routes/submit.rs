//! POST /api/v1/customers/{id}/submit

use contract::routes::SubmitCustomer;
use domain::customer;
use usecases::{Context, Outcome, change};
use verify::Verified;

/// Submits a draft or corrected customer for review.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<SubmitCustomer>) -> Outcome<SubmitCustomer> {
    let (customers, id) = (cx.store().customers(request.organization()), request.path().as_str());
    let submit = |before: &_, _: &_| customer::submit(before);
    change(cx, &request.author(), &customers, id, request.if_match(), submit).await
}
