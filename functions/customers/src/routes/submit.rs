//! POST /api/v1/customers/{id}/submit

use contract::customer::CustomerStatus;
use contract::routes::SubmitCustomer;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

use crate::change::{Change, change};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<SubmitCustomer, _>(handle)
}

/// Submits a draft or corrected customer for review.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<SubmitCustomer>) -> Outcome<SubmitCustomer> {
    change(cx, request.caller(), request.path(), request.if_match(), |_| {
        Ok(Change { profile: None, status: Some(CustomerStatus::PendingReview) })
    })
    .await
}
