//! GET /admin/v1/customers

use contract::customer::{Customer, CustomerStatus};
use contract::routes::AdminListCustomers;
use runtime::ByAdmin;
use usecases::{Context, Outcome};

/// Lists the customers of all organizations in one status, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListCustomers>) -> Outcome<AdminListCustomers> {
    let query = request.input.query;
    let status = query.status.unwrap_or(CustomerStatus::PendingReview);
    Ok(cx.store().queue::<Customer>().list(status.name(), query.cursor.as_ref(), query.limit).await?)
}
