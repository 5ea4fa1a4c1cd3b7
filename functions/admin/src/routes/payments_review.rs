//! POST /admin/v1/organizations/{org}/payments/{id}/review

use contract::payment::Payment;
use contract::routes::AdminReviewPayment;
use lifecycle::payments::review;
use lifecycle::{Author, change};
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminReviewPayment, _>(handle)
}

/// Decides on an organization's payment. The write requires that the customer may pay, that the beneficiary may be
/// paid, and that the admin made none of the organization's credentials: see `Payment::requires` and
/// `lifecycle::payments`.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`; `role_denied` if another person has to decide.
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewPayment>) -> Outcome<AdminReviewPayment> {
    let (input, admin) = (request.input, request.admin);
    let ((organization, id), decision) = (input.path, input.body);
    let payments = cx.store().payments(&organization);
    let limits = &cx.config().one_person_limits;
    change(cx, &Author::from(&admin), &payments, id.as_str(), input.if_match, |payment: &Payment, moment| {
        review(payment, &decision, &admin, limits, moment.at())
    })
    .await
}
