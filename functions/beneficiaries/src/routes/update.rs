//! PATCH /api/v1/customers/{customerId}/beneficiaries/{id}

use contract::beneficiary::{Beneficiary, BeneficiaryStatus};
use contract::routes::UpdateBeneficiary;
use lifecycle::screening::change;
use lifecycle::{Next, wrong_status};
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<UpdateBeneficiary, _>(handle)
}

/// Changes a beneficiary whose correction was requested, and submits it for review again.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`, `validation_failed`
pub async fn handle(cx: &Context, request: Verified<UpdateBeneficiary>) -> Outcome<UpdateBeneficiary> {
    let ((customer, id), author) = (request.path().clone(), request.caller().into());
    let found = cx.store().customers(request.organization()).get(customer.as_str()).await?.ok_or(Failure::NotFound)?;
    let beneficiaries = cx.store().beneficiaries(request.organization(), &customer);
    let (if_match, patch) = (request.if_match(), request.into_body());
    let name = |_: &Beneficiary| found.profile.company_name.to_string();
    change(cx, &author, &beneficiaries, id.as_str(), if_match, name, |beneficiary| {
        if !BeneficiaryStatus::EDITABLE.contains(&beneficiary.status) {
            return Err(wrong_status(beneficiary, &BeneficiaryStatus::EDITABLE.map(BeneficiaryStatus::name)));
        }
        let profile = patch.apply(&beneficiary.profile).map_err(Failure::Invalid)?;
        let beneficiary = beneficiary.with_profile(profile);
        Ok(Next::to(Beneficiary { status: BeneficiaryStatus::PendingReview, ..beneficiary }))
    })
    .await
}
