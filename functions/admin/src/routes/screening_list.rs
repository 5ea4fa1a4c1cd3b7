//! GET /admin/v1/screening

use contract::routes::AdminListScreening;
use contract::screening::ScreeningStatus;
use runtime::ByAdmin;
use usecases::{Context, Outcome, screening};

/// Lists the screened subjects of all organizations in one status.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListScreening>) -> Outcome<AdminListScreening> {
    let query = request.input.query;
    let status = query.status.unwrap_or(ScreeningStatus::OpenMatches);
    screening::queue(cx, status, query.cursor.as_ref(), query.limit).await
}
