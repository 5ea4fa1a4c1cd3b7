//! API applications: listing, reading, creating, changing, deleting.

use contract::application::{
    ApiKeyRecord, Application, ApplicationPatch, ApplicationRecord, ApplicationWithKey, NewApplication, RevealedKey,
    SigningKeyRecord, shown_before,
};
use contract::id::ApplicationId;
use contract::name::Name;
use contract::page::{Page, PageQuery};
use contract::refused_request::RefusedRequest;
use runtime::{Context, Failure};
use store::{ChangeApplicationError, CreateApplicationError};
use verify::IfMatch;

use crate::change::{self, ATTEMPTS, BUSY, change, name_taken, signing_key_taken};
use crate::credentials::{check_future, issued_record};
use crate::history;
use crate::manager::Manager;
use crate::view::{view, views};

/// A page of the organization's applications, newest first.
///
/// # Errors
/// `not_found` where an admin names no organization.
pub async fn list(cx: &Context, manager: &Manager, page: PageQuery) -> Result<Page<Application>, Failure> {
    let applications = cx.store().applications(manager.organization());
    let page = applications.list(page).await?;
    if page.items.is_empty() {
        cx.store().organizations().get(manager.organization()).await?.ok_or(Failure::NotFound)?;
    }
    let items = views(cx, &applications, page.items).await?;
    Ok(Page { items, next_cursor: page.next_cursor, has_more: page.has_more })
}

/// One of the organization's applications, never with a secret.
///
/// # Errors
/// `not_found`
pub async fn get(cx: &Context, manager: &Manager, id: &ApplicationId) -> Result<Application, Failure> {
    let record = change::read(cx, manager, id, None).await?;
    Ok(view(cx, &cx.store().applications(manager.organization()), record).await?)
}

/// A page of the requests that named one of the organization's applications and were refused.
///
/// # Errors
/// `not_found`
pub async fn refusals(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    page: &PageQuery,
) -> Result<Page<RefusedRequest>, Failure> {
    let record = change::read(cx, manager, id, None).await?;
    Ok(cx.store().applications(manager.organization()).refusals(&record, page, cx.now()).await?)
}

/// Creates an application. Its API key is in this answer and nowhere else.
///
/// # Errors
/// `validation_failed`; `conflict` where name or signing key is taken or there are too many.
pub async fn create(cx: &Context, manager: &Manager, new: NewApplication) -> Result<ApplicationWithKey, Failure> {
    check_future("/keyExpiresAt", new.key_expires_at, cx)?;
    let id = ApplicationId::new(cx.next_id());
    let hmac_key = cx.hmac_key().await?;
    let issued = cx.key_hash().issue(cx.config().key_mode, &id, &hmac_key, cx.key_random()).await?;
    let api_keys: Vec<ApiKeyRecord> = vec![issued_record(&issued, new.key_expires_at, cx.now())];
    let record = ApplicationRecord {
        id,
        organization: manager.organization().clone(),
        name: new.name.into_stored(),
        permissions: new.permissions,
        enabled: true,
        organization_enabled: true,
        allowed_source_ips: new.allowed_source_ips.map(|list| list.as_slice().to_vec()).unwrap_or_default(),
        api_keys,
        signing_keys: vec![SigningKeyRecord { key: new.public_key, installed_at: cx.now(), retires_at: None }],
        created_at: cx.now(),
        created_by: manager.actor().user_id.clone(),
        updated_at: cx.now(),
        revision: 1,
    };
    let steps = history::key_shown_to(manager.actor(), history::of_application(None, Some(&record)));
    let entries = history::entries(cx, manager.actor(), manager.organization(), Some(&record.id), steps);
    let applications = cx.store().applications(manager.organization());
    if let Err(error) = applications.create(&record, &entries).await {
        // Ids are made of the operation: one that is there was made by an earlier attempt of this very request.
        let made = match error {
            CreateApplicationError::Store(_) => None,
            _ => applications.get(&record.id).await?,
        };
        return Err(match made.and_then(|made| made.api_keys.into_iter().next()) {
            Some(key) => Failure::Conflict(shown_before(&record.id, &key.id).into()),
            None => not_created(error),
        });
    }
    let application = Application::of(record, &[], &hmac_key, cx.now());
    Ok(ApplicationWithKey { application, api_key: RevealedKey::once(issued.key) })
}

fn not_created(error: CreateApplicationError) -> Failure {
    match error {
        CreateApplicationError::NameTaken => name_taken(),
        CreateApplicationError::SigningKeyTaken => signing_key_taken(),
        CreateApplicationError::OrganizationDisabled => Failure::OrganizationDisabled,
        CreateApplicationError::OrganizationGone => Failure::NotFound,
        CreateApplicationError::TooMany => {
            Failure::Conflict("The organization has as many applications as it may. Delete one first.".into())
        }
        CreateApplicationError::Busy => Failure::Conflict(
            "Another application of the organization is being changed at this moment. Try again.".into(),
        ),
        CreateApplicationError::Store(error) => error.into(),
    }
}

/// Changes name, permissions, source addresses, or whether the application may be used.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the name is taken.
pub async fn update(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    patch: ApplicationPatch,
) -> Result<Application, Failure> {
    let name = patch.name.into_option().map(Name::into_stored);
    let permissions = patch.permissions.into_option();
    let enabled = patch.enabled.into_option();
    let source_ips = patch.allowed_source_ips.into_option().map(|list| list.as_slice().to_vec());
    change(cx, manager, id, if_match, |before| {
        let before = before.clone();
        Ok(ApplicationRecord {
            name: name.clone().unwrap_or(before.name),
            permissions: permissions.unwrap_or(before.permissions),
            enabled: enabled.unwrap_or(before.enabled),
            allowed_source_ips: source_ips.clone().unwrap_or(before.allowed_source_ips),
            ..before
        })
    })
    .await
}

/// Deletes the application: its keys are refused from now on, its history stays.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn delete(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS {
        let record = change::read(cx, manager, id, if_match).await?;
        let steps = history::of_application(Some(&record), None);
        let entries = history::entries(cx, manager.actor(), manager.organization(), Some(id), steps);
        match cx.store().applications(manager.organization()).delete(&record, &entries).await {
            Ok(()) => return Ok(()),
            Err(ChangeApplicationError::Store(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    Err(BUSY)
}
