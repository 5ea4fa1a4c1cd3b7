//! POST /admin/v1/organizations/{org}/customers/{customerId}/beneficiaries/{id}/review

use contract::routes::AdminReviewBeneficiary;
use domain::beneficiary;
use runtime::ByAdmin;
use usecases::{Context, Outcome, change};

/// Decides the review of an organization's beneficiary.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewBeneficiary>) -> Outcome<AdminReviewBeneficiary> {
    let (author, input) = (request.admin.author(), request.input);
    let (organization, customer, id) = input.path;
    let beneficiaries = cx.store().beneficiaries(&organization, &customer);
    let review = |before: &_, _: &_| beneficiary::review(before, &input.body);
    change(cx, &author, &beneficiaries, id.as_str(), input.if_match, review).await
}
