//! GET /partner/v1/api-applications

use contract::page::Page;
use contract::routes::ListApplications;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

use crate::view::view;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<ListApplications, _>(handle)
}

/// Lists the organization's API applications, newest first.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: ByPartnerUser<ListApplications>) -> Outcome<ListApplications> {
    let applications = cx.store().applications(request.user.organization());
    let page = applications.list(request.input.query).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for record in page.items {
        items.push(view(cx, &applications, record).await?);
    }
    Ok(Page { items, next_cursor: page.next_cursor, has_more: page.has_more })
}
