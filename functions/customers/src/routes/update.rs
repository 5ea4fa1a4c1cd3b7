//! PATCH /api/v1/customers/{id}

use contract::customer::Customer;
use contract::routes::UpdateCustomer;
use domain::customer;
use usecases::{Context, Outcome, screening};
use verify::Verified;

/// Changes a customer that is a draft or needs a correction.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`, `validation_failed`
pub async fn handle(cx: &Context, request: Verified<UpdateCustomer>) -> Outcome<UpdateCustomer> {
    let customers = cx.store().customers(request.organization());
    let (author, id, if_match) = (request.author(), request.path().clone(), request.if_match());
    let patch = request.into_body();
    let name = |customer: &Customer| customer.profile.company_name.to_string();
    screening::change(cx, &author, &customers, id.as_str(), if_match, name, |before| customer::edit(before, &patch)).await
}
