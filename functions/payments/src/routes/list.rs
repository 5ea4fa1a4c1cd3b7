//! GET /api/v1/payment

use contract::payment::PaymentStatus;
use contract::routes::ListPayments;
use usecases::{Context, Outcome};
use store::Selection;
use verify::Verified;

/// Lists the organization's payments, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: Verified<ListPayments>) -> Outcome<ListPayments> {
    let query = request.query();
    let selection = Selection {
        status: query.status.map(PaymentStatus::name),
        customer: query.customer_id.as_ref(),
        after: query.cursor.clone(),
        limit: query.limit,
    };
    Ok(cx.store().payments(request.organization()).list(selection).await?)
}
