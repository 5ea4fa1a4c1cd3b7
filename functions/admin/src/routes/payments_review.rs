//! POST /admin/v1/organizations/{org}/payments/{id}/review

use contract::payment::{Payment, PaymentStatus};
use contract::routes::AdminReviewPayment;
use lifecycle::{Author, Next, change, decided};
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminReviewPayment, _>(handle)
}

/// Decides of an organization's payment. That customer and beneficiary may pay and be paid, where it is approved or
/// processed, is a condition of the write: see `Payment::requires`.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewPayment>) -> Outcome<AdminReviewPayment> {
    let (input, author) = (request.input, Author::from(&request.admin));
    let ((organization, id), review) = (input.path, input.body);
    let payments = cx.store().payments(&organization);
    change(cx, &author, &payments, id.as_str(), input.if_match, |payment| {
        let status = decided(payment, payment.status, PaymentStatus::REVIEWS, review.decision)?;
        Ok(Next { record: Payment { status, ..payment.clone() }, note: Some(review.note.to_string()) })
    })
    .await
}
