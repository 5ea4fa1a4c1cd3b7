//! GET /admin/v1/organizations/{org}/customers/{id}

use contract::routes::AdminGetCustomer;
use runtime::{ByAdmin, Context, Endpoint, Failure, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminGetCustomer, _>(handle)
}

/// Reads an organization's customer.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetCustomer>) -> Outcome<AdminGetCustomer> {
    let (organization, id) = request.input.path;
    cx.store().customers(&organization).get(id.as_str()).await?.ok_or(Failure::NotFound)
}
