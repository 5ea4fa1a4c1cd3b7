//! PATCH /api/v1/customers/{id}

use contract::customer::Customer;
use contract::routes::UpdateCustomer;
use lifecycle::Next;
use lifecycle::screening::change;
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

use crate::editable::check_editable;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<UpdateCustomer, _>(handle)
}

/// Changes a customer that is a draft or whose correction was requested.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`, `validation_failed`
pub async fn handle(cx: &Context, request: Verified<UpdateCustomer>) -> Outcome<UpdateCustomer> {
    let customers = cx.store().customers(request.organization());
    let (author, id, if_match) = (request.caller().into(), request.path().clone(), request.if_match());
    let patch = request.into_body();
    let name = |customer: &Customer| customer.profile.company_name.to_string();
    change(cx, &author, &customers, id.as_str(), if_match, name, |customer| {
        check_editable(customer)?;
        let profile = patch.apply(&customer.profile).map_err(Failure::Invalid)?;
        Ok(Next::to(customer.with_profile(profile)))
    })
    .await
}
