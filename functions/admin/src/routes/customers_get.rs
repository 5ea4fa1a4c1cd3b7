//! GET /admin/v1/organizations/{org}/customers/{id}

use contract::routes::AdminGetCustomer;
use runtime::ByAdmin;
use usecases::{Context, Failure, Outcome};

/// Reads an organization's customer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetCustomer>) -> Outcome<AdminGetCustomer> {
    let (organization, id) = request.input.path;
    cx.store().customers(&organization).get(id.as_str()).await?.ok_or(Failure::NOT_FOUND)
}
