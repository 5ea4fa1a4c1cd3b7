//! Partner organizations, for admins.

use contract::id::OrganizationId;
use contract::name::Name;
use contract::organization::{NewOrganization, Organization, OrganizationKind, OrganizationPatch, OrganizationQuery};
use contract::page::Page;
use identity::NuveraAdmin;
use runtime::{Context, Failure};
use store::{ChangeApplicationError, ChangeOrganizationError};
use verify::IfMatch;

use crate::change::{ATTEMPTS, check};
use crate::history;
use crate::manager::actor_of;

const BUSY: Failure = Failure::Conflict(std::borrow::Cow::Borrowed(
    "The organization was changed by somebody else at the same moment. Read it again, and try again.",
));

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
    let organization = Organization {
        id: OrganizationId::new(cx.next_id()),
        name: new.name.into_stored(),
        kind: OrganizationKind::Partner,
        enabled: true,
        created_at: cx.now(),
        revision: 1,
    };
    let steps = history::of_organization(None, &organization);
    let entries = history::entries(cx, &actor_of(admin), &organization.id, None, steps);
    match cx.store().organizations().create(&organization, &entries).await {
        Ok(()) => Ok(organization),
        // Ids are made of the operation: one that is there was made by an earlier attempt of this very request.
        Err(ChangeOrganizationError::Changed) => cx.store().organizations().get(&organization.id).await?.ok_or(BUSY),
        Err(ChangeOrganizationError::Store(error)) => Err(error.into()),
    }
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
    let (name, enabled) = (patch.name.into_option().map(Name::into_stored), patch.enabled.into_option());
    let mut updated = None;
    for _ in 0..ATTEMPTS {
        let before = get_organization(cx, id).await?;
        check(if_match, before.revision)?;
        let after = Organization {
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            enabled: enabled.unwrap_or(before.enabled),
            revision: before.revision + 1,
            ..before.clone()
        };
        let steps = history::of_organization(Some(&before), &after);
        if steps.is_empty() {
            updated = Some(before);
            break;
        }
        let entries = history::entries(cx, &actor_of(admin), id, None, steps);
        match cx.store().organizations().update(&before, &after, &entries).await {
            Ok(()) => {
                updated = Some(after);
                break;
            }
            Err(ChangeOrganizationError::Changed) => {}
            Err(ChangeOrganizationError::Store(error)) => return Err(error.into()),
        }
    }
    let organization = updated.ok_or(BUSY)?;
    if let Some(enabled) = enabled {
        cx.store().applications(id).mark(enabled).await.map_err(|error| match error {
            ChangeApplicationError::Store(error) => error.into(),
            _ => BUSY,
        })?;
    }
    Ok(organization)
}
