//! POST /api/v1/customers/{customerId}/beneficiaries

use contract::beneficiary::{Beneficiary, BeneficiaryStatus};
use contract::id::BeneficiaryId;
use contract::routes::CreateBeneficiary;
use lifecycle::Author;
use lifecycle::screening::{created, not_screened};
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CreateBeneficiary, _>(handle)
}

/// Adds a beneficiary to a customer and submits it for review.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<CreateBeneficiary>) -> Outcome<CreateBeneficiary> {
    let (caller, customer) = (request.caller().clone(), request.path().clone());
    let found = cx.store().customers(&caller.organization).get(customer.as_str()).await?.ok_or(Failure::NotFound)?;
    let beneficiary = Beneficiary {
        id: BeneficiaryId::new(cx.next_id()),
        org_id: caller.organization.clone(),
        customer_id: customer.clone(),
        status: BeneficiaryStatus::PendingReview,
        profile: request.into_body(),
        screening: not_screened(),
        created_at: cx.now(),
        updated_at: cx.now(),
        revision: 1,
    };
    let beneficiaries = cx.store().beneficiaries(&caller.organization, &customer);
    let name = found.profile.company_name.as_str();
    created(cx, &Author::from(&caller), &beneficiaries, beneficiary, name).await
}
