//! GET /admin/v1/audit

use contract::routes::AdminListAudit;
use runtime::ByAdmin;
use usecases::{Context, Outcome};

/// Lists the audit history of all organizations or one, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListAudit>) -> Outcome<AdminListAudit> {
    let (organization, query) = request.input.query.split();
    Ok(match organization {
        Some(organization) => cx.store().audit(&organization).list(&query).await?,
        None => cx.store().audit_of_all().list(&query).await?,
    })
}
