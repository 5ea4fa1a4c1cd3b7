//! POST /admin/v1/organizations/{org}/payments/{id}/review

use contract::routes::AdminReviewPayment;
use domain::{Moment, payment};
use runtime::ByAdmin;
use usecases::{Context, Outcome, change};

/// Decides on an organization's payment.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`; `role_denied` if another person must decide.
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewPayment>) -> Outcome<AdminReviewPayment> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let (payments, limits) = (cx.store().payments(&organization), &cx.settings().one_person_limits);
    let review = |before: &_, moment: &Moment| {
        payment::review(before, &input.body, admin.user_id(), limits, moment.at())
    };
    change(cx, &admin.author(), &payments, id.as_str(), input.if_match, review).await
}
