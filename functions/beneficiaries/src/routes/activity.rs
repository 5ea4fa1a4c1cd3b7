//! GET /api/v1/customers/{customerId}/beneficiaries/{id}/activity

use contract::routes::ListBeneficiaryActivity;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads a beneficiary's activity log, newest first. A page has as many lines as fit one answer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<ListBeneficiaryActivity>) -> Outcome<ListBeneficiaryActivity> {
    let (customer, id) = request.path();
    let beneficiaries = cx.store().beneficiaries(request.organization(), customer);
    beneficiaries.get(id.as_str()).await?.ok_or(Failure::NOT_FOUND)?;
    Ok(beneficiaries.log(id.as_str(), request.query().cursor.as_ref()).await?)
}
