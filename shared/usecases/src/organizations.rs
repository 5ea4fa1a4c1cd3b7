//! Partner organizations, for admins.

use contract::id::OrganizationId;
use contract::if_match::IfMatch;
use contract::organization::{NewOrganization, Organization, OrganizationPatch, OrganizationQuery};
use contract::page::Page;
use domain::{CommandError, Decision, Entity as _, organization};
use identity::NuveraAdmin;
use store::{StoreError, WriteError};

use crate::context::Context;
use crate::execute;
use crate::failure::Failure;
use crate::retry::Attempt;

/// Lists the organizations, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn list(cx: &Context, query: OrganizationQuery) -> Result<Page<Organization>, Failure> {
    Ok(cx.store().organizations().list(query).await?)
}

/// Returns an organization.
///
/// # Errors
/// `not_found`
pub async fn get(cx: &Context, id: &OrganizationId) -> Result<Organization, Failure> {
    Ok(cx.store().organizations().get(id).await?.ok_or(CommandError::NotFound)?)
}

/// Creates an organization.
///
/// # Errors
/// Only errors of the store.
pub async fn create(cx: &Context, admin: &NuveraAdmin, new: &NewOrganization) -> Result<Organization, Failure> {
    let organizations = cx.store().organizations();
    let make = |moment: &_| Ok(Decision::to(organization::create(new, moment)));
    execute::create(cx, &admin.author(), &organizations, make).await
}

/// Renames, disables or enables an organization.
///
/// Answers after all its applications are marked, so the new state applies to their next requests. A repeated request
/// continues an interrupted one.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` if another request changed it at the same time.
pub async fn update(
    cx: &Context,
    admin: &NuveraAdmin,
    id: &OrganizationId,
    if_match: Option<IfMatch>,
    patch: &OrganizationPatch,
) -> Result<Organization, Failure> {
    let organizations = cx.store().organizations();
    let decide = |before: &_, _: &_| Ok(organization::edit(before, patch));
    let organization = execute::change(cx, &admin.author(), &organizations, id, if_match, decide).await?;
    if let Some(enabled) = patch.enabled.into_option() {
        mark_applications(cx, id, enabled).await?;
    }
    Ok(organization)
}

async fn mark_applications(cx: &Context, id: &OrganizationId, enabled: bool) -> Result<(), Failure> {
    let mark = || async {
        match cx.store().applications(id).mark(enabled, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(())),
            // Applications were changed or deleted meanwhile. The next read shows the unmarked ones.
            Err(WriteError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
            Err(WriteError::Store(error)) => Err(error.into()),
            Err(_) => Err(CommandError::Conflict(Organization::OVERTAKEN.into()).into()),
        }
    };
    cx.retry(Organization::OVERTAKEN, mark).await
}
