//! GET /api/v1/customers/{customerId}/beneficiaries/{id}

use contract::routes::GetBeneficiary;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a beneficiary.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetBeneficiary>) -> Outcome<GetBeneficiary> {
    let (customer, id) = request.path();
    let beneficiaries = cx.store().beneficiaries(request.organization(), customer);
    beneficiaries.get(id.as_str()).await?.ok_or(Failure::NOT_FOUND)
}
