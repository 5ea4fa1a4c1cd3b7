//! POST /api/v1/customers

use contract::customer::{Customer, CustomerStatus};
use contract::id::CustomerId;
use contract::routes::CreateCustomer;
use lifecycle::Author;
use lifecycle::screening::{created, not_screened};
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CreateCustomer, _>(handle)
}

/// Creates a customer and submits it for review, or keeps it a draft.
///
/// # Errors
/// `validation_failed` where it names a document that there is not.
pub async fn handle(cx: &Context, request: Verified<CreateCustomer>) -> Outcome<CreateCustomer> {
    let caller = request.caller().clone();
    let new = request.into_body();
    let customer = Customer {
        id: CustomerId::new(cx.next_id()),
        org_id: caller.organization.clone(),
        status: if new.draft { CustomerStatus::Draft } else { CustomerStatus::PendingReview },
        profile: new.profile,
        screening: not_screened(),
        created_at: cx.now(),
        updated_at: cx.now(),
        revision: 1,
    };
    let (customers, name) = (cx.store().customers(&caller.organization), customer.profile.company_name.to_string());
    created(cx, &Author::from(&caller), &customers, customer, &name).await
}
