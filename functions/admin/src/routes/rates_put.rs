//! PUT /admin/v1/rates

use contract::id::RateTableId;
use contract::rates::RateTable;
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
    let table = RateTable {
        id: RateTableId::new(cx.next_id()),
        rates: request.input.body.rates,
        created_at: cx.now(),
        created_by: request.admin.user_id().clone(),
    };
    cx.store().rates().put(&table).await?;
    Ok(table)
}
