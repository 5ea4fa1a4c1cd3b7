//! API applications: listing, reading, creating, changing, deleting.

use contract::application::{
    Application, ApplicationPatch, ApplicationRecord, ApplicationWithKey, NewApplication, RevealedKey, SigningKeyRecord,
};
use contract::id::ApplicationId;
use contract::page::{Page, PageQuery};
use contract::refused_request::RefusedRequest;
use runtime::{Attempt, Context, Failure};
use store::{CreateApplicationError, StoreError};
use verify::IfMatch;

use crate::change::{self, change, name_alike, name_taken, shared_prime, signing_key_taken};
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
    if page.items().is_empty() {
        cx.store().organizations().get(manager.organization()).await?.ok_or(Failure::NotFound)?;
    }
    let next = page.next().cloned();
    let (positions, records): (Vec<_>, Vec<_>) = page.into_records().unzip();
    let views = views(cx, &applications, records).await?;
    Ok(Page::new(positions.into_iter().zip(views), next))
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
/// `validation_failed`; `conflict` if name or signing key is taken, the key shares a prime with a registered one, or
/// there are too many applications.
pub async fn create(cx: &Context, manager: &Manager, new: NewApplication) -> Result<ApplicationWithKey, Failure> {
    check_future("/keyExpiresAt", new.key_expires_at, cx)?;
    let hmac_key = cx.hmac_key().await?;
    let id = ApplicationId::new(cx.moment(None).next_id());
    let issued = cx.key_hash().issue(cx.config().key_mode, &id, &hmac_key, cx.key_random()).await?;
    let source_ips = new.allowed_source_ips.map(|list| list.as_slice().to_vec()).unwrap_or_default();
    let name = new.name;
    let create = cx.retry(CREATED_BY_OTHERS, || async {
        let moment = cx.moment(None);
        let record = ApplicationRecord {
            id: id.clone(),
            organization: manager.organization().clone(),
            name: name.clone(),
            permissions: new.permissions,
            enabled: true,
            organization_enabled: true,
            allowed_source_ips: source_ips.clone(),
            require_signed_headers: new.require_signed_headers.unwrap_or_default(),
            api_keys: vec![issued_record(&issued, new.key_expires_at, moment.at())],
            signing_keys: vec![SigningKeyRecord {
                key: new.public_key.clone(),
                installed_at: moment.at(),
                retires_at: None,
            }],
            created_at: moment.at(),
            created_by: manager.actor().user_id.clone(),
            updated_at: moment.at(),
            revision: 1,
        };
        let steps = history::of_application(manager.actor(), None, Some(&record));
        let entries = history::entries(cx, manager, &record.id, steps, &moment);
        match cx.store().applications(manager.organization()).create(&record, &entries, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(record)),
            Err(CreateApplicationError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
            Err(error) => Err(not_created(error)),
        }
    });
    let application = Application::of(create.await?, &[], &hmac_key, cx.now());
    Ok(ApplicationWithKey { application, api_key: RevealedKey::once(issued.key) })
}

const CREATED_BY_OTHERS: &str = "Other applications of the organization are being changed at this moment. Try again.";

fn not_created(error: CreateApplicationError) -> Failure {
    match error {
        CreateApplicationError::NameTaken => name_taken(),
        CreateApplicationError::NameAlike => name_alike(),
        CreateApplicationError::SigningKeyTaken => signing_key_taken(),
        CreateApplicationError::SharedPrime => shared_prime(),
        CreateApplicationError::OrganizationDisabled => Failure::OrganizationDisabled,
        CreateApplicationError::OrganizationGone => Failure::NotFound,
        CreateApplicationError::TooMany => {
            Failure::Conflict("The organization has as many applications as it may. Delete one first.".into())
        }
        CreateApplicationError::Store(error) => error.into(),
    }
}

/// Changes name, permissions, source addresses, header rules, or the enabled state.
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
    let name = patch.name.into_option();
    let permissions = patch.permissions.into_option();
    let enabled = patch.enabled.into_option();
    let source_ips = patch.allowed_source_ips.into_option().map(|list| list.as_slice().to_vec());
    let require_signed_headers = patch.require_signed_headers.into_option();
    change(cx, manager, id, if_match, |before, _| {
        let before = before.clone();
        Ok(ApplicationRecord {
            name: name.clone().unwrap_or(before.name),
            permissions: permissions.unwrap_or(before.permissions),
            enabled: enabled.unwrap_or(before.enabled),
            allowed_source_ips: source_ips.clone().unwrap_or(before.allowed_source_ips),
            require_signed_headers: require_signed_headers.unwrap_or(before.require_signed_headers),
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
    let delete = cx.retry(change::LOST, || async {
        let record = change::read(cx, manager, id, if_match).await?;
        let steps = history::of_application(manager.actor(), Some(&record), None);
        let entries = history::entries(cx, manager, id, steps, &change::moment(cx, &record));
        let applications = cx.store().applications(manager.organization());
        change::settle(applications.delete(&record, &entries, cx.operation()).await, ())
    });
    delete.await
}
