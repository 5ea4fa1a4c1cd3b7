//! GET /api/v1/customers/{customerId}/beneficiaries

use contract::beneficiary::BeneficiaryStatus;
use contract::routes::ListBeneficiaries;
use usecases::{Context, Failure, Outcome};
use store::Selection;
use verify::Verified;

/// Lists a customer's beneficiaries, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<ListBeneficiaries>) -> Outcome<ListBeneficiaries> {
    let (organization, customer, query) = (request.organization(), request.path(), request.query());
    cx.store().customers(organization).get(customer.as_str()).await?.ok_or(Failure::NOT_FOUND)?;
    let status = query.status.map(BeneficiaryStatus::name);
    let selection = Selection { status, after: query.cursor.clone(), limit: query.limit, ..Selection::default() };
    Ok(cx.store().beneficiaries(organization, customer).list(selection).await?)
}
