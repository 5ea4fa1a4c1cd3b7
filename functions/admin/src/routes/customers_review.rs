//! POST /admin/v1/organizations/{org}/customers/{id}/review

use contract::routes::AdminReviewCustomer;
use domain::customer;
use runtime::ByAdmin;
use usecases::{Context, Outcome, change};

/// Decides the review of an organization's customer.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewCustomer>) -> Outcome<AdminReviewCustomer> {
    let (author, input) = (request.admin.author(), request.input);
    let (organization, id) = input.path;
    let review = |before: &_, _: &_| customer::review(before, &input.body);
    change(cx, &author, &cx.store().customers(&organization), id.as_str(), input.if_match, review).await
}
