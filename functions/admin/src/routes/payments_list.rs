//! GET /admin/v1/payments

use contract::payment::{Payment, PaymentStatus};
use contract::routes::AdminListPayments;
use runtime::ByAdmin;
use usecases::{Context, Outcome};

/// Lists the payments of all organizations in one status, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListPayments>) -> Outcome<AdminListPayments> {
    let query = request.input.query;
    let status = query.status.unwrap_or(PaymentStatus::PendingReview);
    Ok(cx.store().queue::<Payment>().list(status.name(), query.cursor.as_ref(), query.limit).await?)
}
