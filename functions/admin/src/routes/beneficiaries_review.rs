//! POST /admin/v1/organizations/{org}/customers/{customerId}/beneficiaries/{id}/review

use contract::beneficiary::{Beneficiary, BeneficiaryStatus};
use contract::routes::AdminReviewBeneficiary;
use lifecycle::screening::check_hold;
use lifecycle::{Author, Next, change, decided};
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminReviewBeneficiary, _>(handle)
}

/// Decides the review of an organization's beneficiary.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminReviewBeneficiary>) -> Outcome<AdminReviewBeneficiary> {
    let (input, author) = (request.input, Author::from(&request.admin));
    let ((organization, customer, id), review) = (input.path, input.body);
    let beneficiaries = cx.store().beneficiaries(&organization, &customer);
    change(cx, &author, &beneficiaries, id.as_str(), input.if_match, |beneficiary: &Beneficiary, _| {
        let status = decided(beneficiary, beneficiary.status, BeneficiaryStatus::REVIEWS, review.decision)?;
        if status == BeneficiaryStatus::Approved {
            check_hold(&beneficiary.screening)?;
        }
        let note = Some(review.note.to_string());
        Ok(Next { note, ..Next::to(Beneficiary { status, ..beneficiary.clone() }) })
    })
    .await
}
