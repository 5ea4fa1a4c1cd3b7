//! Members of partner organizations, for admins.

use contract::id::OrganizationId;
use contract::member::{Membership, NewMember, Role, UserId};
use contract::page::{Page, PageQuery};
use identity::NuveraAdmin;
use runtime::{Attempt, Context, Failure};
use store::{ChangeMemberError, StoreError};

use crate::history;
use crate::manager::actor_of;

const LOST: &str = "The person's membership was changed by somebody else at the same moment. Try again.";
const ELSEWHERE: Failure = Failure::Conflict(std::borrow::Cow::Borrowed(
    "The person is a member elsewhere, or has another role. Remove them there first.",
));

/// A page of the organization's members, the one added last first.
///
/// # Errors
/// `not_found`
pub async fn list_members(
    cx: &Context,
    organization: &OrganizationId,
    page: PageQuery,
) -> Result<Page<Membership>, Failure> {
    let members = cx.store().members(organization).list(page).await?;
    if members.items().is_empty() {
        cx.store().organizations().get(organization).await?.ok_or(Failure::NotFound)?;
    }
    Ok(members)
}

/// Whether `membership` is one of a user of `organization`.
fn belongs(membership: &Membership, organization: &OrganizationId) -> bool {
    membership.role == Role::PartnerUser && membership.organization_id.as_ref() == Some(organization)
}

/// Makes a person a member of the organization. One who is it already keeps the day they were added.
///
/// # Errors
/// `not_found`; `conflict` where they are a member elsewhere.
pub async fn put_member(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    user: &UserId,
    new: NewMember,
) -> Result<Membership, Failure> {
    let members = cx.store().members(organization);
    let put = cx.retry(LOST, || async {
        let before = cx.store().memberships().find(user).await?;
        if before.as_ref().is_some_and(|membership| !belongs(membership, organization)) {
            // Whether the organization exists is told first.
            cx.store().organizations().get(organization).await?.ok_or(Failure::NotFound)?;
            return Err(ELSEWHERE);
        }
        let moment = cx.moment(before.as_ref().map(|membership| membership.updated_at));
        let after = Membership {
            user_id: user.clone(),
            email: new.email.clone(),
            role: Role::PartnerUser,
            organization_id: Some(organization.clone()),
            added_at: before.as_ref().map_or(moment.at(), |membership| membership.added_at),
            updated_at: moment.at(),
        };
        let steps = history::of_member(before.as_ref(), Some(&after));
        if steps.is_empty() {
            return Ok(Attempt::Done(after));
        }
        let entries = history::entries_of_organization(cx, &actor_of(admin), organization, steps, &moment);
        match members.put(before.as_ref(), &after, &entries, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(after)),
            Err(ChangeMemberError::OrganizationGone) => Err(Failure::NotFound),
            Err(ChangeMemberError::Changed) => Ok(Attempt::Overtaken),
            Err(ChangeMemberError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
            Err(ChangeMemberError::Store(error)) => Err(error.into()),
        }
    });
    put.await
}

/// Removes a member: their next request is refused.
///
/// # Errors
/// `not_found`
pub async fn remove_member(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    user: &UserId,
) -> Result<(), Failure> {
    let remove = cx.retry(LOST, || async {
        let found = cx.store().memberships().find(user).await?;
        let member = found.filter(|membership| belongs(membership, organization)).ok_or(Failure::NotFound)?;
        let steps = history::of_member(Some(&member), None);
        let moment = cx.moment(Some(member.updated_at));
        let entries = history::entries_of_organization(cx, &actor_of(admin), organization, steps, &moment);
        match cx.store().members(organization).remove(&member, &entries, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(())),
            Err(ChangeMemberError::Changed | ChangeMemberError::OrganizationGone) => Ok(Attempt::Overtaken),
            Err(ChangeMemberError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
            Err(ChangeMemberError::Store(error)) => Err(error.into()),
        }
    });
    remove.await
}
