//! GET /admin/v1/organizations

use contract::routes::AdminListOrganizations;
use runtime::ByAdmin;
use usecases::{Context, Outcome, organizations};

/// Lists organizations, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListOrganizations>) -> Outcome<AdminListOrganizations> {
    organizations::list(cx, request.input.query).await
}
