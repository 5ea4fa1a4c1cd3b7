//! POST /api/v1/customers/{customerId}/beneficiaries

use contract::beneficiary::{Beneficiary, BeneficiaryStatus};
use contract::id::BeneficiaryId;
use contract::routes::CreateBeneficiary;
use lifecycle::Author;
use lifecycle::screening::{create, not_screened};
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
    let profile = request.into_body();
    let beneficiaries = cx.store().beneficiaries(&caller.organization, &customer);
    let name = found.profile.company_name.as_str();
    create(cx, &Author::from(&caller), &beneficiaries, name, |moment| Beneficiary {
        id: BeneficiaryId::new(moment.next_id()),
        org_id: caller.organization.clone(),
        customer_id: customer.clone(),
        status: BeneficiaryStatus::PendingReview,
        profile: profile.clone(),
        screening: not_screened(),
        payment_details_revision: 1,
        created_at: moment.at(),
        updated_at: moment.at(),
        revision: 1,
    })
    .await
}
