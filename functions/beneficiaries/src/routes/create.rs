//! POST /api/v1/customers/{customerId}/beneficiaries

use contract::routes::CreateBeneficiary;
use domain::beneficiary;
use usecases::{Context, Failure, Outcome, screening};
use verify::Verified;

/// Adds a beneficiary to a customer and submits it for review.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<CreateBeneficiary>) -> Outcome<CreateBeneficiary> {
    let (author, organization, customer) = (request.author(), request.organization(), request.path());
    let found = cx.store().customers(organization).get(customer.as_str()).await?.ok_or(Failure::NOT_FOUND)?;
    let beneficiaries = cx.store().beneficiaries(organization, customer);
    let profile = request.into_body();
    let make = |moment: &_| beneficiary::create(&found, &profile, moment);
    screening::create(cx, &author, &beneficiaries, found.profile.company_name.as_str(), make).await
}
