//! Partner organizations, for admins.

use contract::id::OrganizationId;
use contract::organization::{NewOrganization, Organization, OrganizationKind, OrganizationPatch, OrganizationQuery};
use contract::page::Page;
use identity::NuveraAdmin;
use runtime::{Attempt, Context, Failure, already_applied};
use store::{ChangeApplicationError, ChangeOrganizationError, StoreError};
use verify::IfMatch;

use crate::change::check;
use crate::history;
use crate::manager::actor_of;

const LOST: &str = "The organization was changed by somebody else at the same moment. Read it again, and try again.";

/// A page of the organizations, newest first.
///
/// # Errors
/// Where the store fails.
pub async fn list_organizations(cx: &Context, query: OrganizationQuery) -> Result<Page<Organization>, Failure> {
    Ok(cx.store().organizations().list(query).await?)
}

/// One organization.
///
/// # Errors
/// `not_found`
pub async fn get_organization(cx: &Context, id: &OrganizationId) -> Result<Organization, Failure> {
    cx.store().organizations().get(id).await?.ok_or(Failure::NotFound)
}

/// Creates an organization.
///
/// # Errors
/// Where the store fails.
pub async fn create_organization(
    cx: &Context,
    admin: &NuveraAdmin,
    new: NewOrganization,
) -> Result<Organization, Failure> {
    if let Some(effect) = cx.operation().effect() {
        let made = effect.id.parse().map_err(|_| already_applied(effect))?;
        return cx.store().organizations().get(&made).await?.ok_or_else(|| already_applied(effect));
    }
    let moment = cx.moment(None);
    let organization = Organization {
        id: OrganizationId::new(moment.next_id()),
        name: new.name,
        kind: OrganizationKind::Partner,
        enabled: true,
        created_at: moment.at(),
        updated_at: moment.at(),
        revision: 1,
    };
    let steps = history::of_organization(None, &organization);
    let entries = history::entries_of_organization(cx, &actor_of(admin), &organization.id, steps, &moment);
    let created = cx.retry_conflicts(|| async {
        match cx.store().organizations().create(&organization, &entries, cx.operation()).await {
            Ok(()) => Ok(true),
            Err(ChangeOrganizationError::Changed) => Ok(false),
            Err(ChangeOrganizationError::Store(error)) => Err(error),
        }
    });
    if created.await? { Ok(organization) } else { Err(Failure::Conflict(LOST.into())) }
}

/// Renames, disables or enables an organization. Answers when all its applications are marked, so that the next request
/// of each meets the new state; asked again, it goes on where it broke off.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where it was changed at the same moment.
pub async fn update_organization(
    cx: &Context,
    admin: &NuveraAdmin,
    id: &OrganizationId,
    if_match: Option<IfMatch>,
    patch: OrganizationPatch,
) -> Result<Organization, Failure> {
    let (name, enabled) = (patch.name.into_option(), patch.enabled.into_option());
    let organization = cx.retry(LOST, || async {
        let before = get_organization(cx, id).await?;
        check(if_match, before.revision)?;
        let moment = cx.moment(Some(before.updated_at));
        let after = Organization {
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            enabled: enabled.unwrap_or(before.enabled),
            updated_at: moment.at(),
            revision: before.revision + 1,
            ..before.clone()
        };
        let steps = history::of_organization(Some(&before), &after);
        if steps.is_empty() {
            return Ok(Attempt::Done(before));
        }
        let entries = history::entries_of_organization(cx, &actor_of(admin), id, steps, &moment);
        match cx.store().organizations().update(&before, &after, &entries, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(after)),
            Err(ChangeOrganizationError::Changed) => Ok(Attempt::Overtaken),
            Err(ChangeOrganizationError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
            Err(ChangeOrganizationError::Store(error)) => Err(error.into()),
        }
    });
    let organization = organization.await?;
    if let Some(enabled) = enabled {
        let mark = cx.retry(LOST, || async {
            match cx.store().applications(id).mark(enabled, cx.operation()).await {
                Ok(()) => Ok(Attempt::Done(())),
                // Applications were changed or deleted meanwhile: what is left to do shows when they are read again.
                Err(ChangeApplicationError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
                Err(ChangeApplicationError::Store(error)) => Err(error.into()),
                Err(_) => Err(Failure::Conflict(LOST.into())),
            }
        });
        mark.await?;
    }
    Ok(organization)
}
