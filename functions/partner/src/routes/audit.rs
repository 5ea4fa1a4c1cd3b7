//! GET /partner/v1/audit

use contract::routes::ListAudit;
use runtime::ByPartnerUser;
use usecases::{Context, Outcome};

/// Lists the organization's audit history, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByPartnerUser<ListAudit>) -> Outcome<ListAudit> {
    Ok(cx.store().audit(request.user.organization()).list(&request.input.query).await?)
}
