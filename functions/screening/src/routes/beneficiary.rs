//! GET /api/v1/customers/{customerId}/beneficiaries/{id}/screening

use contract::routes::GetBeneficiaryScreening;
use contract::screening::SubjectId;
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads the screening of a beneficiary.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetBeneficiaryScreening>) -> Outcome<GetBeneficiaryScreening> {
    let (customer, id) = request.path();
    let subject = SubjectId::of_beneficiary(id);
    let found = cx.store().screenings(request.organization()).get(subject.as_str()).await?;
    let found = found.filter(|found| found.customer_id == *customer && found.beneficiary_id.as_ref() == Some(id));
    let found = found.and_then(|found| found.into_subject(&subject)).ok_or(Failure::NOT_FOUND)?;
    Ok(found.for_partner())
}
