//! Members of partner organizations, for admins.

use contract::id::OrganizationId;
use contract::member::{Membership, NewMember, UserId};
use contract::page::{Page, PageQuery};
use domain::{Moment, member};
use identity::NuveraAdmin;

use crate::context::Context;
use crate::execute;
use crate::failure::Failure;
use crate::organizations;

/// Lists the organization's members, newest first.
///
/// # Errors
/// `not_found`
pub async fn list(cx: &Context, organization: &OrganizationId, page: PageQuery) -> Result<Page<Membership>, Failure> {
    let members = cx.store().members(organization).list(page).await?;
    if members.items().is_empty() {
        organizations::get(cx, organization).await?;
    }
    Ok(members)
}

/// Adds a person to the organization. An existing member keeps the day of joining.
///
/// # Errors
/// `not_found`; `conflict` if the person is a member of another organization, or has another role.
pub async fn put(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    user: &UserId,
    new: &NewMember,
) -> Result<Membership, Failure> {
    let decide = |before: Option<Membership>, moment: Moment| async move {
        let decision = member::put(before.as_ref(), organization, user, new, &moment);
        if decision.is_err() {
            // A missing organization takes precedence.
            organizations::get(cx, organization).await?;
        }
        Ok(decision?)
    };
    let members = cx.store().members(organization);
    execute::run(cx, &admin.author(), &members, Some(user), None, decide).await
}

/// Removes a member. The member's next request is refused.
///
/// # Errors
/// `not_found`
pub async fn remove(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    user: &UserId,
) -> Result<(), Failure> {
    let members = cx.store().members(organization);
    execute::remove(cx, &admin.author(), &members, user, None, |before| member::remove(before, organization)).await
}
