//! GET /partner/v1/api-applications/{id}

use contract::routes::GetApplication;
use runtime::{ByPartnerUser, Context, Endpoint, Failure, Outcome};

use crate::view::view;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<GetApplication, _>(handle)
}

/// Reads an API application with its keys, never a secret.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<GetApplication>) -> Outcome<GetApplication> {
    let applications = cx.store().applications(request.user.organization());
    let record = applications.get(&request.input.path).await?.ok_or(Failure::NotFound)?;
    Ok(view(cx, &applications, record).await?)
}
