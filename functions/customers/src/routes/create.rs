//! POST /api/v1/customers

use contract::routes::CreateCustomer;
use domain::customer;
use usecases::{Context, Outcome, screening};
use verify::Verified;

/// Creates a customer as a draft, or submits it for review.
///
/// # Errors
/// `validation_failed` if it names an unknown document.
pub async fn handle(cx: &Context, request: Verified<CreateCustomer>) -> Outcome<CreateCustomer> {
    let (author, organization) = (request.author(), request.organization().clone());
    let new = request.into_body();
    let (customers, name) = (cx.store().customers(&organization), new.profile.company_name.as_str());
    screening::create(cx, &author, &customers, name, |moment| customer::create(&organization, &new, moment)).await
}
