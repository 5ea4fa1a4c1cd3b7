//! PUT /admin/v1/rates

use contract::routes::AdminPutRates;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminPutRates, _>(handle)
}

/// Replaces the rate table that quotes are priced from.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: ByAdmin<AdminPutRates>) -> Outcome<AdminPutRates> {
    lifecycle::rates::replace(cx, &request.admin, &request.input.body.rates).await
}
