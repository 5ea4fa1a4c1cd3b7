//! GET /api/v1/customers

use contract::customer::CustomerStatus;
use contract::routes::ListCustomers;
use usecases::{Context, Outcome};
use store::Selection;
use verify::Verified;

/// Lists the organization's customers, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: Verified<ListCustomers>) -> Outcome<ListCustomers> {
    let query = request.query();
    let customers = cx.store().customers(request.organization());
    let status = query.status.map(CustomerStatus::name);
    Ok(customers.list(Selection { status, after: query.cursor.clone(), limit: query.limit, ..Selection::default() }).await?)
}
