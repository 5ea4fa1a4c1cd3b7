//! GET /partner/v1/audit

use contract::routes::ListAudit;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<ListAudit, _>(handle)
}

/// Lists the organization's audit history, newest first.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: ByPartnerUser<ListAudit>) -> Outcome<ListAudit> {
    Ok(cx.store().audit(request.user.organization()).list(&request.input.query).await?)
}
