//! PATCH /api/v1/customers/{customerId}/beneficiaries/{id}

use contract::routes::UpdateBeneficiary;
use domain::beneficiary;
use usecases::{Context, Failure, Outcome, screening};
use verify::Verified;

/// Corrects a beneficiary and submits it for review again.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`, `validation_failed`
pub async fn handle(cx: &Context, request: Verified<UpdateBeneficiary>) -> Outcome<UpdateBeneficiary> {
    let ((customer, id), author) = (request.path().clone(), request.author());
    let found = cx.store().customers(request.organization()).get(customer.as_str()).await?.ok_or(Failure::NOT_FOUND)?;
    let beneficiaries = cx.store().beneficiaries(request.organization(), &customer);
    let (if_match, patch) = (request.if_match(), request.into_body());
    let name = |_: &_| found.profile.company_name.to_string();
    let correct = |before: &_| beneficiary::correct(before, &patch);
    screening::change(cx, &author, &beneficiaries, id.as_str(), if_match, name, correct).await
}
