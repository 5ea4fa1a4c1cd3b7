//! GET /admin/v1/screening

use contract::routes::AdminListScreening;
use contract::screening::ScreeningStatus;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminListScreening, _>(handle)
}

/// Lists the screened subjects of all organizations in one status.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListScreening>) -> Outcome<AdminListScreening> {
    let query = request.input.query;
    let status = query.status.unwrap_or(ScreeningStatus::OpenMatches);
    lifecycle::screening::queue(cx, status, query.cursor.as_ref(), query.limit).await
}
