//! POST /admin/v1/organizations/{org}/customers/{id}/review

use contract::customer::{Customer, CustomerStatus};
use contract::routes::AdminReviewCustomer;
use lifecycle::screening::check_hold;
use lifecycle::{Author, Next, change, decided};
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminReviewCustomer, _>(handle)
}

/// Decides the review of an organization's customer.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewCustomer>) -> Outcome<AdminReviewCustomer> {
    let (input, author) = (request.input, Author::from(&request.admin));
    let ((organization, id), review) = (input.path, input.body);
    let customers = cx.store().customers(&organization);
    change(cx, &author, &customers, id.as_str(), input.if_match, |customer: &Customer, _| {
        let status = decided(customer, customer.status, CustomerStatus::REVIEWS, review.decision)?;
        if status == CustomerStatus::Approved {
            check_hold(&customer.screening)?;
        }
        let note = Some(review.note.to_string());
        Ok(Next { note, ..Next::to(Customer { status, ..customer.clone() }) })
    })
    .await
}
