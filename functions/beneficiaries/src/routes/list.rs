//! GET /api/v1/customers/{customerId}/beneficiaries

use contract::beneficiary::BeneficiaryStatus;
use contract::routes::ListBeneficiaries;
use runtime::{Context, Endpoint, Failure, Outcome};
use store::Selection;
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ListBeneficiaries, _>(handle)
}

/// Lists a customer's beneficiaries, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<ListBeneficiaries>) -> Outcome<ListBeneficiaries> {
    let (organization, customer, query) = (request.organization(), request.path(), request.query());
    cx.store().customers(organization).get(customer.as_str()).await?.ok_or(Failure::NotFound)?;
    let status = query.status.map(BeneficiaryStatus::name);
    let selection = Selection { status, after: query.cursor.clone(), limit: query.limit, ..Selection::default() };
    Ok(cx.store().beneficiaries(organization, customer).list(selection).await?)
}
