//! POST /api/v1/customers

use contract::customer::{Customer, CustomerStatus};
use contract::id::CustomerId;
use contract::routes::CreateCustomer;
use lifecycle::Author;
use lifecycle::screening::{create, not_screened};
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
    let (customers, name) = (cx.store().customers(&caller.organization), new.profile.company_name.to_string());
    create(cx, &Author::from(&caller), &customers, &name, |moment| Customer {
        id: CustomerId::new(moment.next_id()),
        org_id: caller.organization.clone(),
        status: if new.draft { CustomerStatus::Draft } else { CustomerStatus::PendingReview },
        profile: new.profile.clone(),
        screening: not_screened(),
        payment_details_revision: 1,
        created_at: moment.at(),
        updated_at: moment.at(),
        revision: 1,
    })
    .await
}
