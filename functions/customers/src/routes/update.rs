//! PATCH /api/v1/customers/{id}

use contract::routes::UpdateCustomer;
use runtime::{Context, Endpoint, Failure, Outcome};
use verify::Verified;

use crate::change::{Change, change};

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
    let (caller, id, if_match) = (request.caller().clone(), request.path().clone(), request.if_match());
    let patch = request.into_body();
    change(cx, &caller, &id, if_match, |customer| {
        let profile = patch.apply(&customer.profile).map_err(Failure::Invalid)?;
        Ok(Change { profile: Some(profile), status: None })
    })
    .await
}
