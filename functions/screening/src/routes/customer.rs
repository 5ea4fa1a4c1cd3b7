//! GET /api/v1/customers/{customerId}/screening

use contract::routes::GetCustomerScreening;
use contract::screening::{CustomerScreening, Subject, SubjectId};
use usecases::{Context, Failure, Outcome};
use verify::Verified;

/// Reads the screening of a customer and its persons.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetCustomerScreening>) -> Outcome<GetCustomerScreening> {
    let subject = SubjectId::of_customer(request.path());
    let found = cx.store().screenings(request.organization()).get(subject.as_str()).await?;
    let found = found.filter(|found| found.beneficiary_id.is_none()).ok_or(Failure::NOT_FOUND)?;
    Ok(CustomerScreening { items: found.subjects.into_iter().map(Subject::for_partner).collect() })
}
