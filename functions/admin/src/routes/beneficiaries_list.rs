//! GET /admin/v1/beneficiaries

use contract::beneficiary::{Beneficiary, BeneficiaryStatus};
use contract::routes::AdminListBeneficiaries;
use runtime::ByAdmin;
use usecases::{Context, Outcome};

/// Lists the beneficiaries of all organizations in one status, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListBeneficiaries>) -> Outcome<AdminListBeneficiaries> {
    let query = request.input.query;
    let status = query.status.unwrap_or(BeneficiaryStatus::PendingReview);
    Ok(cx.store().queue::<Beneficiary>().list(status.name(), query.cursor.as_ref(), query.limit).await?)
}
